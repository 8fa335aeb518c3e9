import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { expect } from 'vitest'
import { markdownToHtml } from '../../src/library/transfer/export/markdownHtml'
import { containedMarkdown } from '../../src/library/transfer/export/markdownText'
import { PageTools } from '../../src/library/transfer/export/PageTools'
import { fuzz } from './fuzz'
import { hostileText, trapOf } from './markdownTraps'

const message = fc.oneof({ weight: 9, arbitrary: hostileText }, { weight: 1, arbitrary: trapOf(300) })

/** As a reader of CommonMark, without TeX, shows it: a parser that is not ours. */
const read = (markdown: string, allowDangerousHtml: boolean) =>
  micromark(markdown, {
    allowDangerousHtml,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })

fuzz('nothing that a message says leaks out of it in a Markdown export', {
  input: message,
  check: (text) => {
    const contained = containedMarkdown(text)
    const file = `## You\n\n${contained}\n\n## Next\n\nIts words.\n`
    const html = read(file, true)
    expect(html, contained).toContain('<h2>Next</h2>\n<p>Its words.</p>')
    expect(read(file, false), contained).toBe(html)
  },
  rounds: { slice: 300, long: 20_000 },
  // Most of it is the other parser's.
  limitMs: 5_000,
  examples: [
    '$$\n<!--\n$$',
    '$$\n```\n$$',
    '$$\n<script>\nalert(1)\n</script>\n$$',
    '$<img src=x onerror=alert(1)>$',
    '\\[\n<!--\n\\]',
    `https://b.c/${'<style>'.repeat(43)}`,
  ],
})

/** Every tag that a page of ours may hold inside a message, spelt as we spell it. */
const ours =
  /<(?:\/?(?:p|h[3-6]|ul|ol|li|pre|code|figure|figcaption|blockquote|table|thead|tbody|tr|th|td|div|span|strong|em|del|sub|sup|kbd|mark|u|s|small|q|summary|a)(?: (?:class|dir|tabindex|start|id|role|title|href|rel|colspan)="[^"<>]*")*|\/?details(?: open)?|br|hr|input type="checkbox" disabled(?: checked)? aria-label="(?:Done|Not done)")>/g
const tools = new PageTools()
// KaTeX writes elements of its own, which are none of ours to spell.
const plainTools = {
  highlight: (code: string, language: string) => tools.highlight(code, language),
  formula: () => null,
  diagram: () => null,
}

fuzz('a web page export is only ever made of our own elements, and its addresses run nothing', {
  input: message,
  check: (text) => {
    const html = markdownToHtml(text, 'm1p0', plainTools)
    expect(html.replace(ours, '')).not.toMatch(/[<>]/)
    for (const [, address = ''] of html.matchAll(/ href="([^"]*)"/g)) {
      expect(address).toMatch(/^(?:https?:|mailto:|#m1p0-)/)
    }
  },
  rounds: { slice: 300, long: 20_000 },
  limitMs: 2_000,
})

fuzz('an export of any text takes work that grows with its length', {
  input: trapOf(20_000),
  check: (text) => {
    // What is judged is that both come to an end, and in a long run how soon.
    expect(markdownToHtml(text, 'm1p0', plainTools)).not.toMatch(/<script/)
    expect(containedMarkdown(text).length).toBeLessThan(4 * text.length)
  },
  rounds: { slice: 3, long: 300 },
  limitMs: 2_000,
})
