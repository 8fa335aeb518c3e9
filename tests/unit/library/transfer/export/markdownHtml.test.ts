import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markdownToHtml } from '../../../../../src/library/transfer/export/markdownHtml'
import { PageTools } from '../../../../../src/library/transfer/export/PageTools'

const html = (text: string) => markdownToHtml(text, 'm1p0', new PageTools())

/** Every tag that a page of ours may hold inside a message, spelt as we spell it. */
const ours =
  /<(?:\/?(?:p|h[3-6]|ul|ol|li|pre|code|figure|figcaption|blockquote|table|thead|tbody|tr|th|td|div|span|strong|em|del|sup|sub|kbd|mark|u|s|small|q|details|summary|a)(?: (?:class|dir|tabindex|start|id|role|title|href|rel)="[^"<>]*")*|br|hr|details open|input type="checkbox" disabled(?: checked)? aria-label="(?:Done|Not done)")>/g

describe('an answer as HTML', () => {
  it('has what Markdown says', () => {
    expect(html('# One\n\n**bold** `a<b` &copy; &lt;\n\n1. x\n2. y')).toBe(
      '<h3 class="h1" dir="auto">One</h3>\n' +
        '<p dir="auto"><strong>bold</strong> <code dir="ltr">a&lt;b</code> &copy; &lt;</p>\n' +
        '<ol dir="auto">\n<li>x</li>\n<li>y</li>\n</ol>\n',
    )
    expect(html('| a | b |\n| :- | -: |\n| 1 | 2 |')).toContain('<td class="right">2</td>')
    expect(html('- [x] done\n- [ ] not')).toContain('aria-label="Not done"')
    expect(html('a[^1]\n\n[^1]: note')).toContain('<a href="#m1p0-1" role="doc-noteref">1</a>')
  })

  it('shows scripts, handlers and addresses instead of having them', () => {
    for (const text of [
      '<script>alert(1)</script>',
      'a <img src=x onerror=alert(1)> b',
      '[x](javascript:alert(1))',
      '[x](data:text/html,<script>alert(1)</script>)',
      '![x](https://evil.example/?d=secret)',
      '<https://ok.example/"onmouseover="alert(1)>',
      '[x](https://a.example/"><script>alert(1)</script>)',
      '```html\n</code></pre><script>alert(1)</script>\n```',
      '```"><script>\nx\n```',
      '[^"><script>]\n\n[^"><script>]: x',
      '| <script> |\n| - |\n| <b onclick=x> |',
      '$\\href{javascript:alert(1)}{x}$ and $\\htmlData{a=b}{x}$',
      '&lt;script&gt; &#60;script&#62;',
      '> '.repeat(5_000),
    ]) {
      const made = html(text).replace(/<span class="katex">.*<\/span>/gs, '')
      expect(made.replace(ours, ''), text).not.toMatch(/[<>]/)
      expect(made, text).not.toMatch(/(?:href|src)="(?!https:|http:|mailto:|#)/)
    }
  })

  it('is only ever made of our own elements, whatever the text', { timeout: 60_000 }, () => {
    const piece = fc.constantFrom(
      '<script>',
      '</p>',
      '"',
      "'",
      '&',
      '&lt;',
      '[a](',
      ')',
      '`',
      '\n',
      '**',
      '![',
      ']',
      '<a href=',
      '| ',
      'javascript:',
      '\u202e',
      '\u0000',
      'x',
      '[^a]: ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expect(html(pieces.join('')).replace(ours, '')).not.toMatch(/[<>]/)
      }),
      { numRuns: 300 },
    )
  })

  it('colours code and sets formulas, and leaves what is neither as it was written', () => {
    expect(html('```ts\nconst a = 1\n```')).toContain('<span class="hljs-keyword">const</span>')
    expect(html('```no-such\na < b\n```')).toContain('<code>a &lt; b</code>')
    expect(html('$a^2$')).toContain('<math')
    expect(html('$\\nonsense{$')).toContain('$\\nonsense{$')
    expect(html('$$\n\\frac{1}{2}\n$$')).toContain('<div class="formula"')
  })

  it('has a diagram as a picture with its source beneath, and as source where it was not drawn', () => {
    const diagrams = { drawn: { 'graph TD': 'data:image/svg+xml;base64,AA' }, missing: new Set<string>() }
    const tools = new PageTools(diagrams)
    const drawn = markdownToHtml('```mermaid\ngraph TD\n```', 'm', tools)
    expect(drawn).toContain('<img alt="Diagram" src="data:image/svg+xml;base64,AA">')
    expect(drawn).toContain('<code>graph TD</code>')
    expect(markdownToHtml('```mermaid\nconstructor\n```', 'm', tools)).toContain('<code>constructor</code>')
    expect([...diagrams.missing]).toEqual(['constructor'])
  })

  it('sets a table of many columns smaller', () => {
    const table = (count: number) => `${'|a'.repeat(count)}|\n${'|-'.repeat(count)}|\n`
    expect(html(table(12))).toContain('class="table wide"')
    expect(html(table(13))).toContain('class="table wide widest"')
    expect(html(table(6))).toContain('class="table"')
  })

  it('gives right-to-left text its direction', () => {
    expect(html('שלום')).toBe('<p dir="auto">שלום</p>\n')
  })
})
