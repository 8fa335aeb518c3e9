import type { Page } from '@playwright/test'
import { answered, ask } from '../e2e/fixtures'
import { expect, inMain, test } from './fixtures'

const length = 100_000
const kinds: Readonly<Record<string, string>> = {
  prose: 'Some words, as they come in answers, with **bold** and `code` in them.\n\n',
  'lines of list': '- a\n',
  rows: '|1|2|\n',
  fences: '```\na\n',
  backticks: '` ',
  'ticks behind letters': 'a` ',
  'struck out': '~~a',
  stars: '*a',
  underscores: 'a_b_',
  dollars: '$ a',
  'angle brackets': '<',
  formulas: '$a$ ',
  links: '[a](https://x.example) ',
  'one line of words': 'word ',
}
/** Five times what a slice of usual text makes; what comes at once would be 20,000 and more. */
const mostNodes = 2_000

/** The most nodes that one task has put into the document since this was called. */
const watchNodes = (page: Page) =>
  page.evaluate(() => {
    const watched = globalThis as unknown as { mostNodes: number }
    watched.mostNodes = 0
    new MutationObserver((records) => {
      // A node may be in a record of its own and within another's.
      const added = new Set<Node>()
      const take = (node: Node) => {
        added.add(node)
        for (const child of node.childNodes) take(child)
      }
      for (const { addedNodes } of records) for (const node of addedNodes) take(node)
      watched.mostNodes = Math.max(watched.mostNodes, added.size)
    }).observe(document, { subtree: true, childList: true })
  })

for (const [kind, piece] of Object.entries(kinds)) {
  test(`${length / 1000} kB at once are drawn a little at a time: ${kind}`, async ({ open }) => {
    const page = await open()
    const head = kind === 'rows' ? '|a|b|\n|-|-|\n' : ''
    const text = `${head}${piece.repeat(length / piece.length)}\n\n~~~\n~~~\n\nEnd.`
    await inMain(
      page,
      (fake, text) => {
        fake.script = () => [{ type: 'text', text }]
      },
      text,
    )
    await watchNodes(page)
    await ask(page, 'Go')
    await answered(page)
    const most = await page.evaluate(() => (globalThis as unknown as { mostNodes: number }).mostNodes)
    expect(most).toBeLessThan(mostNodes)
  })
}
