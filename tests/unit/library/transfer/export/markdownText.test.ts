import { lex } from '@shared/markdown/tokens'
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import {
  containedMarkdown,
  escapedText,
  fenced,
} from '../../../../../src/library/transfer/export/markdownText'

const typesOf = (text: string) =>
  lex(text)
    .filter(({ type }) => type !== 'space')
    .map(({ type }) => type)

/** Another reader: ours begins a fence within a line as well, which only an answer needs. */
const asOthersRead = (file: string): string =>
  micromark(file, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })

describe('Markdown of a message that stays within itself', () => {
  it('leaves an ordinary answer as it was written', () => {
    const text =
      '# Rome\n\n*Now* `a < b`:\n\n- [x] one\n- two\n\n```ts\nconst a: Array<b> = 1 // <b>\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |'
    expect(containedMarkdown(text)).toBe(text)
  })

  it('closes a fence that was left open, whatever fences are in it', () => {
    expect(containedMarkdown('````md\n```js\ncode\n```')).toBe('````md\n```js\ncode\n```\n````')
    expect(containedMarkdown('~~~\nopen')).toBe('~~~\nopen\n~~~')
    expect(containedMarkdown('```')).toBe('```\n```')
  })

  it('shows raw HTML instead of obeying it', () => {
    expect(containedMarkdown('<script>alert(1)</script>')).toBe('\\<script>alert(1)\\</script>')
    expect(containedMarkdown('a <b>bold</b> and `<b>`')).toBe('a \\<b>bold\\</b> and `<b>`')
    expect(containedMarkdown('- item <img src=x>\n- `<i>` <i>')).toBe('- item \\<img src=x>\n- `<i>` \\<i>')
  })

  it('leaves elements that mean the same in Markdown, where they can hold nothing else', () => {
    const text =
      'H<sub>2</sub>O at 10<sup>-3</sup>, press <kbd>Ctrl + C</kbd>\n\n| a<br>b | c |\n| - | - |\n| 1 | 2 |'
    expect(containedMarkdown(text)).toBe(text)
    expect(containedMarkdown('<sub>never closed')).toBe('\\<sub>never closed')
    expect(containedMarkdown('<sup>a<script></sup>')).toBe('\\<sup>a\\<script>\\</sup>')
    expect(containedMarkdown('<sub onclick=x>2</sub>')).toBe('\\<sub onclick=x>2\\</sub>')
    expect(containedMarkdown('<br>\n<img src=x>')).toBe('\\<br>\n\\<img src=x>')
  })

  it.each([
    '$$\n<!--\n$$',
    '$$\n```\n$$',
    '$$\n<script>\nalert(1)\n</script>\n$$',
    '$<img src=x onerror=alert(1)>$',
    '\\[\n<!--\n\\]',
    '> <!--\n> x',
    '[^1]: <!--\n    <script>',
    '```\ncode\n```\t\n<!--',
    'a```\n<b>\n```\n````~',
    'https://b.c/<textarea>',
    '[x](<a b>) <b',
    'http://a\\(`<b>`',
    '> \t<textarea>',
    '\\[\n`\\]`<b>`',
  ])('ATK-17: %j does not break out of its message, in a reader of Markdown without TeX', (text) => {
    const file = `${containedMarkdown(text)}\n\n## Next\n\nIts words.\n`
    const html = asOthersRead(file)
    expect(html).toContain('<h2>Next</h2>\n<p>Its words.</p>')
    expect(html).not.toMatch(/<(?:!--|script|img|textarea|b>)/)
  })

  it('leaves code as it was written, in lists and quotes too', () => {
    const text =
      '1. Step:\n   ```html\n   <div>\n     <p>\n   ```\n2. Next `<b>`\n\n> ```\n> <i>\n> ```\n\n<https://example.org> and $a < b$'
    expect(containedMarkdown(text)).toBe(text)
  })

  it('leaves a formula a formula: TeX minds neither a space nor an empty group', () => {
    expect(containedMarkdown('$a<b$ and\n\n$$\n~~~ x<y\n$$')).toBe('$a< b$ and\n\n$$\n{}~~~ x< y\n$$')
  })

  it('lets nothing swallow what comes after it', () => {
    const beginnings = [
      '```',
      '<!-- ',
      '<details>',
      '<script>',
      '<pre>',
      '<![CDATA[',
      '<?php ',
      '$$ x',
      '~~~~ js\na',
    ]
    for (const text of beginnings)
      expect(typesOf(`${containedMarkdown(text)}\n\n## Next\n`).at(-1), text).toBe('heading')
  })

  it('lets nothing swallow what comes after it, whatever it is', { timeout: 60_000 }, () => {
    const piece = fc.constantFrom(
      '```',
      '~~~',
      '<!--',
      '<div>',
      '</div>',
      '\n',
      '\n\n',
      'word ',
      '    ',
      '> ',
      '- ',
      '`',
      '<script>',
      '$$',
      '|',
      '<a href="',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = containedMarkdown(pieces.join(''))
        expect(asOthersRead(`${text}\n\n## Next heading\n`)).toContain('<h2>Next heading</h2>')
      }),
      { numRuns: 300 },
    )
  })
})

it('puts a fence around any text, fences included', () => {
  expect(fenced('```\ncode\n```', 'md')).toBe('````md\n```\ncode\n```\n````')
})

it('makes text mean nothing but itself', () => {
  expect(escapedText('# *Not* a [link](x) <b>\n2. more')).toBe(
    '\\# \\*Not\\* a \\[link\\](x) \\<b\\> 2. more',
  )
  expect(escapedText('1. no list')).toBe('1\\. no list')
  expect(escapedText('- no list')).toBe('\\- no list')
})
