import { describe, expect, test } from 'vitest'
import { spokenBlocks } from '../../../../src/main/speech/speakable'

const cases: readonly (readonly [promise: string, markdown: string, speech: string])[] = [
  ['plain text is said as it is', 'Hello there.', 'Hello there.'],
  [
    'emphasis is heard, its marks are not',
    'A **bold** and *soft* ~~old~~ `word`.',
    'A bold and soft old word.',
  ],
  ['emphasis that never closes leaves no marks', 'A **bold move', 'A bold move.'],
  ['a product and a snake stay whole', '2 * 3 is snake_case', '2 * 3 is snake_case.'],
  ['a heading comes to rest', '## Two ways\n\nFirst.', 'Two ways.\nFirst.'],
  ['a question as heading keeps its mark', '# Why?', 'Why?'],
  [
    'code is named and skipped',
    'So:\n\n```ts\nconst a = 1\n```\n\nDone.',
    'So:\nCode block, TypeScript.\nDone.',
  ],
  ['code without a language is only named', '```\nx\n```', 'Code block.'],
  ['a link is said by its text', 'See [the docs](https://example.com/a/b?c=1).', 'See the docs.'],
  ['a raw address is said by its host', 'See https://www.example.com/a/b?c=1 now.', 'See example.com now.'],
  ['a full stop after an address stays', 'See https://example.com/a.', 'See example.com.'],
  ['an address in angle brackets too', '<https://example.com/a>', 'example.com.'],
  ['an address in code too', 'Call `https://api.example.com/v1`.', 'Call api.example.com.'],
  ['a link named by its address too', '[https://example.com/x](https://example.com/x)', 'example.com.'],
  [
    'an address before Japanese ends where it ends',
    '詳細は https://example.com/a。次です。',
    '詳細は example.com。次です。',
  ],
  ['emoji are skipped', 'Nice 👍🏽 work 👨‍👩‍👧 🇩🇪 1️⃣ ❤️!', 'Nice work!'],
  ['signs that are words are kept', 'Parley™ © 2026', 'Parley™ © 2026.'],
  ['items of a list are lines', '- one\n- two\n  - three', 'one.\ntwo.\nthree.'],
  ['numbers of a list are said as written', '3. one\n4. two', '3. one.\n4. two.'],
  ['tasks say how they stand', '- [x] wash\n- [ ] dry', 'Done: wash.\nTo do: dry.'],
  ['a table is summed up', '| Name | Price |\n|-|-|\n| a | 1 |\n| b | 2 |', 'Table of Name, Price, 2 rows.'],
  ['a quotation is said', '> To be.\n>\n> Or not.', 'To be.\nOr not.'],
  ['a picture is said by its alt text', '![a red fox](app://x)', 'Picture: a red fox.'],
  ['a rule has no sound', 'a\n\n---\n\nb', 'a.\nb.'],
  ['tags have no sound', 'a <b>bold</b> word<br>next', 'a bold word.\nnext.'],
  ['comments have no sound', '<!-- secret -->\n\nx', 'x.'],
  ['entities are characters', 'a &amp; b &lt; c', 'a & b < c.'],
  ['a formula of its own is said', '$$\n\\int_0^1 x^2 dx\n$$', 'The integral from 0 to 1 of x squared d x.'],
  ['a short formula is read', 'where $x = 2$ holds', 'where x = 2 holds.'],
  ['a formula no human would say is named', 'so $\\begin{matrix}a\\end{matrix}$ holds', 'so formula holds.'],
  ['prices are no formulas', 'from $5 to $10', 'from $5 to $10.'],
  ['lines of a paragraph run on', 'one\ntwo', 'one two.'],
  ['a footnote mark is skipped', 'True[^1].\n\n[ref]: https://example.com', 'True.'],
  ['Japanese ends in its own mark', '今日は**晴れ**です', '今日は晴れです。'],
  ['Chinese lists too', '- 苹果\n- 香蕉', '苹果。\n香蕉。'],
  ['Hindi and Arabic end in their own marks', 'यह एक है।\n\nمن هذا؟', 'यह एक है।\nمن هذا؟'],
  ['an emoji for a word leaves the rest whole', '✅ Done\n\n🚀', 'Done.'],
  [
    'numbers and units are the voice’s affair',
    'About 3.5 km at 20 °C, or 5%.',
    'About 3.5 km at 20 °C, or 5%.',
  ],
  ['an item of several paragraphs is all said', '- one\n\n  more\n- two', 'one.\nmore.\ntwo.'],
  ['a list in a quotation too', '> - one\n> - two', 'one.\ntwo.'],
  ['a table without a head line', '| | |\n|-|-|\n| a | 1 |', 'Table, 1 row.'],
  [
    'a table’s heads are said as text',
    '| **Name** | [Price](x) |\n|-|-|\n| a | 1 |',
    'Table of Name, Price, 1 row.',
  ],
  ['a link around a picture', '[![Logo](a.png)](https://example.com)', 'Picture: Logo.'],
  ['numbers of sources are not said', 'It rains [1], it pours.[2][13] So [4].', 'It rains, it pours. So.'],
  ['an index is', 'Take a[1] of it.', 'Take a[1] of it.'],
  ['an empty link has no sound', 'See [](https://example.com) there.', 'See there.'],
  ['an address with a port', 'At http://localhost:11434/v1 it runs.', 'At localhost it runs.'],
  ['code that was indented', 'So:\n\n    let a = 1', 'So:\nCode block.'],
  ['a diagram is code', '```mermaid\ngraph TD\n```', 'Code block, mermaid.'],
  ['nothing is nothing', '', ''],
]

/** The speakable text as one, a line for each pause. */
const speakable = (markdown: string): string =>
  spokenBlocks(markdown)
    .map((block) => block.speech)
    .filter((speech) => speech !== '')
    .join('\n')

describe('Markdown as a user would say it', () => {
  test.each(cases)('%s', (_promise, markdown, speech) => {
    expect(speakable(markdown)).toBe(speech)
  })
})
