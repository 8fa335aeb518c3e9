import { htmlToMarkdown } from '@shared/markdown/htmlToMarkdown'
import { expect, test } from 'vitest'

test('words, links, code, lists and tables become the Markdown that they could have come from', () => {
  expect(htmlToMarkdown('<h2>Steps</h2><p>Use <b>this</b>, <em>that</em> &amp; <code>x</code>.</p>')).toBe(
    '## Steps\n\nUse **this**, *that* & `x`.',
  )
  expect(htmlToMarkdown('<a href="https://a.example/x_(1)">A</a> <a href="javascript:1">B</a>')).toBe(
    '[A](https://a.example/x_%281%29) B',
  )
  expect(htmlToMarkdown('<ol><li>One</li><li>Two<ul><li>a</li></ul></li></ol>After')).toBe(
    '1. One\n2. Two\n   - a\n\nAfter',
  )
  expect(
    htmlToMarkdown('<table><tr><th>A</th><th>B</th></tr><tr><td>1<br>2</td><td>x|y</td></tr></table>'),
  ).toBe('| A | B |\n| --- | --- |\n| 1 2 | x\\|y |')
  expect(htmlToMarkdown('<style>p{}</style><pre><code class="language-js">a &lt; b\n  c</code></pre>')).toBe(
    '```js\na < b\n  c\n```',
  )
})

// Each would take minutes if it cost the square of its length.
test.each([
  '<',
  '<x> ',
  '<p>',
  '<td>',
  '</td>',
  '<ul><li>',
  '<!--',
  '&amp;',
  '<a href="',
  '<pre><code>',
  '<tr><td>|',
])('500 kB of %s take no longer than other text', { timeout: 20_000 }, (unit) => {
  expect(typeof htmlToMarkdown(unit.repeat(Math.ceil(500_000 / unit.length)))).toBe('string')
})
