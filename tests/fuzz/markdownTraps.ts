import fc from 'fast-check'

/** What Markdown, TeX and HTML are made of, and what has been a trap. */
export const token = fc.constantFrom(
  ...['a', 'b c', ' ', '  ', '\n', '\n\n', '\t', '    ', '\\', '\\\n', '  \n', '\r\n', '.', '. ', '! ', '"'],
  ...['*', '**', '_', '__', '~', '~~', '`', '``', '```', '````', '~~~', '```js\n', '\n```\n', '\n~~~\n'],
  ...[
    '[',
    ']',
    '(',
    ')',
    '](',
    '][',
    '![',
    ']:',
    '[a]',
    '[a]: b\n',
    '[a]: <b\n',
    '[^',
    '[^1]',
    '[^1]: ',
    '[^1]: c\n',
  ],
  ...[
    '<',
    '>',
    '<a>',
    '</a',
    '<b x="',
    '">',
    '<!--',
    '-->',
    '<?',
    '?>',
    '<![CDATA[',
    ']]>',
    '<!A ',
    '/>',
    '&',
    '&a;',
    '&#1;',
  ],
  ...[
    '<script>',
    '</script>',
    '<details>',
    '<div>',
    '</div>\n',
    '<pre>',
    '<style>',
    '<textarea>',
    '<img src=x onerror=a>',
  ],
  ...[
    '$',
    '$$',
    '$$\n',
    '\n$$\n',
    '\\[',
    '\\]',
    '\\(',
    '\\)',
    '\n\\[\n',
    '\n\\]\n',
    '\\begin{a}',
    '^{',
    '_{',
    '}',
  ],
  ...[
    '- ',
    '* ',
    '+ ',
    '1. ',
    '2) ',
    '\n- ',
    '\n  - ',
    '\n1. ',
    '- [ ] ',
    '> ',
    '\n> ',
    '>',
    '# ',
    '\n# ',
    '---\n',
    '===\n',
    '- - -\n',
  ],
  ...[
    '|',
    '|a|\n',
    '|-|\n',
    '|a|b|\n|-|-|\n',
    '| - |',
    '\\|',
    ':-',
    'http://a',
    'https://b.c/',
    'www.a.',
    'a@b.c',
    'mailto:a',
    'javascript:',
  ],
  ...[
    '```md\n',
    'a:```js\n',
    'b```\n',
    ':\n```\n',
    '</details>\n',
    '<summary>',
    '<think>',
    '<br>',
    '<sub>',
    '</sub>',
  ],
  ...[
    '【1†',
    '】',
    '\ue200cite\ue202',
    '\ue201',
    '\u001b[31m',
    '\\begin{align}\n',
    '\\end{align}',
    '[^1^]',
    '，',
    '**语。**',
  ],
  ...['é', '语。', '😀', '\u0000', '\u2028', '\u202e', 'Mr. ', 'A. ', '```\n<b>\n```\n', '`<b>`', '\u200d'],
)

/** Short texts of such tokens. */
export const hostileText = fc.array(token, { maxLength: 24 }).map((tokens) => tokens.join(''))

/** A beginning, something over and over, and an end: what costs the square of its length, or more, shows. */
export const trapOf = (length: number) =>
  fc
    .tuple(
      fc.array(token, { maxLength: 3 }),
      fc.array(token, { minLength: 1, maxLength: 4 }),
      fc.array(token, { maxLength: 3 }),
    )
    .map(([before, unit, after]) => {
      const repeated = unit.join('')
      return before.join('') + repeated.repeat(Math.ceil(length / repeated.length)) + after.join('')
    })

/** The same text, cut into pieces of such lengths, over and over. */
export const pieceLengths = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 })

export const cut = (text: string, lengths: readonly number[]): string[] => {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const length = lengths[pieces.length % lengths.length] ?? 1
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}
