import { describe, expect, it } from 'vitest'
import { markdownToHtml } from '../../../src/library/transfer/export/markdownHtml'
import { PageTools } from '../../../src/library/transfer/export/PageTools'
import { decodeEntities } from '../../../src/shared/lib/entities'
import { contentRows } from './contentRows'

/** The export's HTML, in which a formula that KaTeX sets is one sign. */
const html = (text: string): string => {
  const page = new PageTools()
  return markdownToHtml(text, 'm', {
    highlight: () => null,
    formula: (tex, isDisplay) => (page.formula(tex, isDisplay) === null ? null : '<katex>∎</katex>'),
    diagram: () => null,
  })
}

const inlineTags = /<\/?(?:strong|em|del|sub|sup|a|code|span|katex|kbd|mark|u|s|small)\b[^>]*>/g
const visible = (made: string): string =>
  decodeEntities(made.replace(inlineTags, '').replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()

const countOf = (made: string, start: string): number =>
  made.split(`<${start}`).filter((rest, index) => index > 0 && /^[\s/>]/.test(rest)).length

describe('an answer as users reported it shows what was meant', () => {
  for (const row of contentRows)
    it(`${row.id}: ${row.title}`, () => {
      const made = html(row.input)
      const has = Object.fromEntries(Object.keys(row.has).map((start) => [start, countOf(made, start)]))
      expect(has).toEqual(row.has)
      if (row.says !== undefined) expect(visible(made)).toBe(row.says)
    })
})

/** What a text of one paragraph shows: `∎` for a formula, `[…]` around bold. */
const shown = (text: string): string =>
  visible(
    html(text)
      .replace(/<strong>/g, '[')
      .replace(/<\/strong>/g, ']'),
  )

describe('what looks like a mark and is none stays as it was written', () => {
  it.each([
    ['two prices', '$5 to $10, or $5 or 6$', '$5 to $10, or $5 or 6$'],
    ['prices with a blank', 'from $ 5 to $ 10', 'from $ 5 to $ 10'],
    [
      'paths',
      'Set $HOME/bin:$PATH and $\u007bA}/$\u007bB}, $(pwd)/$(id).',
      'Set $HOME/bin:$PATH and $\u007bA}/$\u007bB}, $(pwd)/$(id).',
    ],
    ['variables of PHP', 'if $a->b($c) then $d=$e', 'if $a->b($c) then $d=$e'],
    ['tickers', '$AAPL/$MSFT', '$AAPL/$MSFT'],
    ['ranges of tildes', '~5 ~ 7~', '~5 ~ 7~'],
    ['a quoted label', '\\[Note\\] and \\[x\\]', '[Note] and [x]'],
  ])('%s', (_name, text, says) => expect(shown(text)).toBe(says))

  it.each([
    ['an ordinal', 'the $n$th and the $x$-axis', 'the ∎th and the ∎-axis'],
    ['a formula between Chinese', '设$x$为', '设∎为'],
    ['a product of letters', '$2xy$', '∎'],
    ['escaped brackets of TeX', '\\[E = mc^2\\]', '∎'],
    ['bold before a particle', '**텍스트(text)**는', '[텍스트(text)]는'],
    ['bold within straight quotes', '他说**"重点"**吗', '他说["重点"]吗'],
    ['bold before a full stop', '这是**粗体**。**再**来', '这是[粗体]。[再]来'],
    ['code with a pipe in a cell', '| a | b |\n|---|---|\n| `x|y` | $|z|$ |', 'a b x|y ∎'],
    ['cells of a lone backtick', '| a | b |\n|---|---|\n| ` | ` |', 'a b ` `'],
  ])('%s is one still', (_name, text, says) => expect(shown(text)).toBe(says))
})

describe('nothing raw is seen', () => {
  it.each([
    [
      'tags that belong together',
      'Press <kbd>Ctrl</kbd>, <mark>**now**</mark> <u>x</u>',
      'Press Ctrl, [now] x',
    ],
    ['tags without their other half', 'The <b> tag and </sub> are tags', 'The <b> tag and </sub> are tags'],
    ['attributes', '<span style="color:red" onclick="x()">red</span> <sub id="a">1</sub>', 'red 1'],
    ['what aligns', '<p align="center">\n  <b>Title</b>\n</p>\n\nText', '[Title] Text'],
    ['wrappers', '<div align="center">\n\n# Title\n\n</div>', 'Title'],
    ['a comment', 'a\n\n<!-- hidden -->\n\nb', 'a b'],
    [
      'what may run',
      '<img src=x onerror=alert(1)> <script>x</script>',
      '<img src=x onerror=alert(1)> <script>x</script>',
    ],
    [
      'marks of sources',
      'It rained【4†source】 and [citation:3] so :contentReference[oaicite:0]{index=0}.',
      'It rained and so.',
    ],
    ['marks of Bing', 'It rained[^1^].', 'It rained.'],
    ['marks of Bing with a footnote', 'It rained [^1^].\n\n[^1]: So they say.', 'It rained1. 1 So they say.'],
    ['an entity’s name', 'By \ue200entity\ue202["people","Jane Roe","writer"]\ue201.', 'By Jane Roe.'],
    ['a mark that has not ended', 'It rained.\ue200cite\ue202turn0sea', 'It rained.'],
    ['where a link was found', '[a](https://a.example/?utm_source=chatgpt.com&b=1)', 'a'],
    ['colours in words', 'was \u001b[1;31mred\u001b[0m `\u001b[32mok\u001b[0m`', 'was red ok'],
    ['an environment within a line', 'so \\begin{cases} a \\\\ b \\end{cases} holds', 'so ∎ holds'],
    ['per cent and signs in words', '$x = 50% \\text{of a_b & c #1}$', '∎'],
  ])('%s', (_name, text, says) => expect(shown(text)).toBe(says))

  it('no attribute of raw HTML survives, and no address is marked', () => {
    expect(html('<span style="color:red" onclick="x()">a</span>')).toBe('<p dir="auto"><span>a</span></p>\n')
    expect(html('[a](https://a.example/?utm_source=chatgpt.com&b=1)')).toContain(
      'href="https://a.example/?b=1"',
    )
    expect(html('https://a.example/x?utm_source=openai')).toContain('>https://a.example/x</a>')
  })

  it('details are folded, and without an end in sight', () => {
    const folded =
      '<details>\n<summary>More **here**</summary>\n\n- one\n\n```html\n</details>\n```\n\n</details>\n\nAfter.'
    expect(shown(folded)).toBe('More [here] one html </details> After.')
    expect(html(folded)).toMatch(/^<details><summary/)
    expect(html('<details>\n<summary>S</summary>\n\nWords.')).toMatch(/^<details open>/)
    expect(shown('<details><summary>S</summary>Words</details> after')).toBe('S Words after')
  })
})

describe('a fence swallows nothing', () => {
  const codes = (text: string): string[] =>
    Array.from(html(text).matchAll(/<code>([\s\S]*?)<\/code><\/pre>/g), ([, code = '']) =>
      decodeEntities(code),
    )

  it('that holds others, with as many ticks', () => {
    const inner = '# A\n\n```bash\nnpm i\n```\n\nExample:\n```\nx\n```\n\nEnd'
    expect(codes(`\`\`\`markdown\n${inner}\n\`\`\`\n\n**After**`)).toEqual([inner])
    expect(codes(`\`\`\`\n# A\n\`\`\`bash\nnpm i\n\`\`\`\nEnd\n\`\`\`\n\n**After**`)).toEqual([
      '# A\n```bash\nnpm i\n```\nEnd',
    ])
  })

  it('that is closed at once, by a line of text', () => {
    expect(codes('```markdown\n# A\n```\nText.\n\n```js\nb\n```')).toEqual(['# A', 'b'])
    expect(codes('```js\na\n\n```js\nb\n```\n\nText')).toEqual(['a\n\n```js\nb'])
  })

  it('that begins or ends behind words', () => {
    expect(codes('Run: ```bash\nnpm i\n```\nDone.')).toEqual(['npm i'])
    expect(codes('```js\nlet a = 1```\n\nDone.')).toEqual(['let a = 1'])
    expect(codes('1. Run:```sh\n   ls\n   ```\n2. Then')).toEqual(['ls'])
    expect(shown('It is ```code``` there')).toBe('It is code there')
  })
})
