import { expect, test } from 'vitest'
import { pastedHtml } from '../../../../../src/library/transfer/export/pastedHtml'

test('W10: a copied answer has headings, bold, code with its indentation, and tables with cells', () => {
  const html = pastedHtml(
    '# Title\n\n**Bold** and <h3>\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nif (a)\n  b < c\n```',
  )
  expect(html).toMatch(/<h1[^>]*>Title<\/h1>/)
  expect(html).toContain('<strong>Bold</strong>')
  expect(html).toMatch(/<td[^>]*>2<\/td>/)
  expect(html).toContain('<code>if (a)\n  b &lt; c</code>')
  expect(html).not.toContain('js')
})
