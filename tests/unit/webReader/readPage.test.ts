import { describe, expect, it } from 'vitest'
import { readPage } from '../../../src/webReader/readPage'

const read = (html: string | Uint8Array, charset: string | null = null) =>
  readPage({
    kind: 'html',
    bytes: typeof html === 'string' ? new TextEncoder().encode(html) : html,
    charset,
    address: 'https://site.example/a/b',
  })

const text = (body: string) => read(`<body>${body}</body>`).text

const filler = '<p>A paragraph of an article, with commas, and with enough words to count as one.</p>'.repeat(
  12,
)

describe('Markdown of a page', () => {
  it('keeps headings, lists, quotes, code, tables and marks', () => {
    expect(
      text(
        `<h2>One <em>two</em></h2><p>Some <b>bold</b>\n words<br>and <code>a\`b</code></p>
         <ol start=3><li>first<li><p>second</p><ul><li>deeper</ul></ol>
         <blockquote><p>said</p><p>so</p></blockquote>
         <pre>  let x\n  y \`\`\`</pre>
         <table><tr><th>A<th>B</tr><tr><td>1|2<td>3</tr></table>`,
      ),
    ).toBe(
      [
        '## One *two*',
        'Some **bold** words\nand `` a`b ``',
        '3. first\n4. second\n   - deeper',
        '> said\n>\n> so',
        '````\n  let x\n  y ```\n````',
        '| A | B |\n| --- | --- |\n| 1\\|2 | 3 |',
      ].join('\n\n'),
    )
  })

  it('links keep whole addresses; those that open nothing are plain words', () => {
    expect(text('<a href="../c?d=1">in</a> <a href="//o.example/(x)">out</a>')).toBe(
      '[in](https://site.example/c?d=1) [out](https://o.example/%28x%29)',
    )
    expect(
      text('<a href="javascript:alert(1)">a</a> <a href="data:text/html,x">b</a> <a href="#c">c</a>'),
    ).toBe('a b c')
    expect(read('<base href="https://other.example/x/"><body><a href="y">z</a>').text).toBe(
      '[z](https://other.example/x/y)',
    )
  })

  it('pictures are their words, never an address', () => {
    expect(text('<img src="https://evil.example/?q=1" alt="A cat"><img src=x>')).toBe('[Image: A cat]')
  })

  it('a table that arranges the page becomes its cells', () => {
    expect(text('<table><tr><td><h2>Left</h2><td><ul><li>right</ul></table>')).toBe('## Left\n\n- right')
  })
})

describe('the article', () => {
  it('is found between menus and footers', () => {
    const menu = `<nav>${'<a href=/x>Menu entry</a> '.repeat(20)}</nav>`
    const page = read(
      `<title>T</title><body>${menu}<article><h1>T</h1>${filler}</article><footer>Imprint</footer>`,
    )
    expect(page.title).toBe('T')
    expect(page.text).toContain('A paragraph of an article')
    expect(page.text).not.toMatch(/Menu entry|Imprint/)
  })

  it('a page without one is read whole', () => {
    expect(text('<p>Short.</p>')).toBe('Short.')
  })
})

describe('what no reader sees', () => {
  it.each([
    '<p style="color:red; DISPLAY : none">HIDDEN</p>',
    '<p style="visibility:hidden">HIDDEN</p>',
    '<p style="opacity:0">HIDDEN</p>',
    '<p style="font-size:0px">HIDDEN</p>',
    '<p hidden>HIDDEN</p>',
    '<p aria-hidden="true">HIDDEN</p>',
    '<!-- HIDDEN -->',
    '<template>HIDDEN</template>',
    '<script>HIDDEN</script>',
    '<noscript>HIDDEN</noscript>',
    '<svg><text>HIDDEN</text></svg>',
    '<input value="HIDDEN">',
    '<div aria-hidden=true><div><p>HIDDEN</p></div></div>',
  ])('is left out: %s', (hidden) => {
    expect(text(`<p>Seen.</p>${hidden}`)).toBe('Seen.')
    expect(read(`<body><article>${filler}${hidden}</article>`).text).not.toContain('HIDDEN')
  })

  it('also of characters: tags, zero-width ones and directions', () => {
    const tags = [...'IGNORE'].map((each) => String.fromCodePoint(0xe0000 + each.charCodeAt(0))).join('')
    expect(text(`<p>Se\u200ben\u202e${tags}.\u0007</p>`)).toBe('Seen.')
    expect(
      readPage({
        kind: 'text',
        bytes: new TextEncoder().encode(`plain${tags}`),
        charset: null,
        address: 'https://a.example',
      }).text,
    ).toBe('plain')
  })

  it('what is only nearly hidden stays', () => {
    expect(
      text('<p style="opacity:0.5">a</p><p style="font-size:0.9em">b</p><p aria-hidden=false>c</p>'),
    ).toBe('a\n\nb\n\nc')
  })
})

describe('encodings', () => {
  const latin = (html: string) => Uint8Array.from(html, (character) => character.charCodeAt(0))
  it.each([
    ['header', '<p>caf\xe9', 'ISO-8859-1'],
    ['meta', '<meta charset=windows-1252><p>caf\xe9', null],
    ['http-equiv', '<meta http-equiv="content-type" content="text/html; charset=latin1"><p>caf\xe9', null],
    ['a name that is none', '<meta charset=latin1><p>caf\xe9', 'x-nonsense'],
    ['byte order mark', '\xff\xfe<\0p\0>\0c\0a\0f\0\xe9\0', 'utf-8'],
  ])('by %s', (_by, html, charset) => expect(read(latin(html), charset).text).toBe('café'))
})

describe('hostile pages', () => {
  it('a title is one line of bounded length', () => {
    const { title } = read(`<title>${'a\n'.repeat(1_000_000)}</title><p>x`)
    expect(title.length).toBeLessThanOrEqual(300)
    expect(title).not.toContain('\n')
  })

  it('deep nesting is read without the search for an article', () => {
    expect(read(`<body><p>Top.</p>${'<div>'.repeat(5_000)}deep`).text).toBe('Top.')
  })

  it('broken markup is no fault', () => {
    expect(read('<<<p>x</</b><table><td>y<script>').text).toContain('x')
    expect(read('').text).toBe('')
  })
})
