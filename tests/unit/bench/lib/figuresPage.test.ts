import { expect, it } from 'vitest'
import { figuresPage, type Measured } from '../../../../bench/lib/figuresPage'

const names = ['startup', 'ask']

const measured = (name: string, value: number): Measured => ({
  name,
  title: `What ${name} takes`,
  date: '2026-11-30',
  machine: 'Electron 33 on 2 × a processor',
  figures: [
    { what: 'time | of it', unit: '×', value, budget: 1.5 },
    { what: '  longest task', unit: 'ms', value: 12 },
  ],
})

it('a benchmark replaces its own figures and leaves the others, in the order of the list', () => {
  const first = figuresPage('', names, [measured('ask', 1), measured('startup', 2)])
  const second = figuresPage(first, names, [measured('startup', 1.25)])
  expect(second.match(/^## .*/gm)).toEqual(['## startup', '## ask'])
  expect(second).toContain('| time \\| of it | 1.25 × | ≤ 1.50 ×, met |  |')
  expect(second).not.toContain('2.00 ×')
  expect(second).toContain('| – longest task | 12 ms |  |  |')
  expect(second).toContain('| time \\| of it | 1.00 ×')
})

it('a budget that is missed says so, and the page is the same when nothing new was found', () => {
  const page = figuresPage('', names, [measured('startup', 1.6)])
  expect(page).toContain('≤ 1.50 × **missed**')
  expect(figuresPage(page, names, [{ ...measured('startup', 9), figures: [] }])).toBe(page)
})

it('the section of a benchmark that no longer exists goes', () => {
  const page = figuresPage('', [...names, 'gone'], [measured('gone', 1)])
  expect(figuresPage(page, names, [])).not.toContain('## gone')
})
