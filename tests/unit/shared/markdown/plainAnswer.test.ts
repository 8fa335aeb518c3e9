import { plainAnswer } from '@shared/markdown/plainAnswer'
import { expect, test } from 'vitest'

test('an answer reads as a user would have typed it', () => {
  const markdown = [
    '## Ferries *and* trains',
    'They leave at **noon** &amp; at `one`, see [the plan](https://example.org/plan) or <https://example.org>.',
    '- first\n- second\n  - within\n- third',
    '3. three\n4. four',
    '- [x] done\n- [ ] to do',
    '> quoted\n> words',
    '| a | b |\n| - | - |\n| 1 | **2** |',
    '---',
    '```sh\nls  -l\n\n# **not bold**\n```',
    'The end\\*.',
  ].join('\n\n')
  expect(plainAnswer(markdown)).toBe(
    [
      'Ferries and trains',
      'They leave at noon & at one, see the plan (https://example.org/plan) or https://example.org.',
      '- first\n- second\n  - within\n- third',
      '3. three\n4. four',
      '- [x] done\n- [ ] to do',
      'quoted\nwords',
      'a\tb\n1\t2',
      'ls  -l\n\n# **not bold**',
      'The end*.',
    ].join('\n\n'),
  )
})

test.each([
  ['Just words.', 'Just words.'],
  ['```ts\nconst a = 1\n```', 'const a = 1'],
  ["Zeile 日本語 😀 “q” 'x'", "Zeile 日本語 😀 “q” 'x'"],
  ['a  \nb', 'a\nb'],
  ['The [^1] note.\n\n[^1]: Here.', 'The [1] note.\n\n[1] Here.'],
  ['<details><summary>More</summary>\n\nFolded.\n\n</details>', 'More\n\nFolded.'],
  ['Euler: $e^{i\\pi}$', 'Euler: $e^{i\\pi}$'],
  ['![A cat](https://example.org/cat.png)', 'A cat (https://example.org/cat.png)'],
  ['[me@example.org](mailto:me@example.org)', 'me@example.org'],
  ['', ''],
])('%j is %j', (markdown, plain) => {
  expect(plainAnswer(markdown)).toBe(plain)
})
