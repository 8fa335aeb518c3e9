import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PreviewStop } from '@shared/ipc/preview'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type FileQuestion, PagePreviews } from '../../../../src/main/preview/PagePreviews'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-preview-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const place = (target: string | null = null) => {
  const asked: FileQuestion[] = []
  let stop = (_reason: PreviewStop) => {}
  let count = 0
  const previews = new PagePreviews({
    newId: () => {
      count += 1
      return `page-${count}`
    },
    watch: async (_address, _windowId, signal) => ({
      stopped: new Promise((resolve) => {
        stop = resolve
        signal.addEventListener('abort', () => resolve(null))
      }),
    }),
    chooseFile: async (question) => {
      asked.push(question)
      return target
    },
  })
  return { previews, asked, stop: (reason: PreviewStop) => stop(reason) }
}
const html = (text: string) => ({ kind: 'html' as const, text, isDark: false })

it('a page is there while it is shown, each at an address of its own, and no longer', async () => {
  const { previews } = place()
  const leaving = new AbortController()
  const first = previews.open(html('<p>One</p>'), 1, leaving.signal)
  const second = previews.open(html('<p>Two</p>'), 1, new AbortController().signal)
  expect((await first.next()).value).toEqual({ type: 'opened', address: 'preview://page-1/' })
  expect((await second.next()).value).toEqual({ type: 'opened', address: 'preview://page-2/' })
  expect(previews.page('page-1')).toContain('<p>One</p>')
  expect(previews.page('page-2')).toContain('<p>Two</p>')
  const over = first.next()
  leaving.abort()
  expect(await over).toEqual({ done: true, value: undefined })
  expect(previews.page('page-1')).toBeNull()
  expect(previews.page('page-2')).not.toBeNull()
})

it('a page that was stopped says why and is gone', async () => {
  const { previews, stop } = place()
  const events = previews.open(html('<p>One</p>'), 1, new AbortController().signal)
  await events.next()
  const next = events.next()
  stop('unresponsive')
  expect((await next).value).toEqual({ type: 'stopped', reason: 'unresponsive' })
  expect((await events.next()).done).toBe(true)
  expect(previews.page('page-1')).toBeNull()
})

it.each([
  ['html', 'Tip: calculator / "best"', 'Tip calculator best.html'],
  ['svg', null, 'SVG picture.svg'],
  ['markdown', 'Plan', 'Plan.md'],
] as const)('%s called %j is offered as %s', async (kind, title, name) => {
  const { previews, asked } = place()
  expect(await previews.save({ kind, text: 'x', title }, 1)).toBe(false)
  expect(asked.map(({ suggestion }) => suggestion)).toEqual([name])
  expect(await readdir(folder)).toEqual([])
})

it('what is saved is what was written; a picture gets what other programs need', async () => {
  const target = join(folder, 'saved')
  const { previews } = place(target)
  const save = async (kind: 'html' | 'svg', text: string) => {
    expect(await previews.save({ kind, text, title: null }, 1)).toBe(true)
    return readFile(target, 'utf8')
  }
  expect(await save('html', '<p>$& ünïcode</p>')).toBe('<p>$& ünïcode</p>\n')
  expect(await save('svg', '<svg viewBox="0 0 1 1"><g/></svg>')).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g/></svg>\n',
  )
  const whole = '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
  expect(await save('svg', whole)).toBe(whole)
})

it('a picture is saved as fast as it is long, whatever stands in it', async () => {
  const target = join(folder, 'saved')
  const { previews } = place(target)
  const save = async (beginnings: number) => {
    const before = performance.now()
    await previews.save({ kind: 'svg', text: '<svg '.repeat(beginnings), title: null }, 1)
    return performance.now() - before
  }
  await save(1_000)
  // An end sought again from each beginning would take minutes.
  expect(await save(200_000)).toBeLessThan(2_000)
})
