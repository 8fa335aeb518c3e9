/**
 * Answers that users reported, and what is seen of them: how many elements of a kind, and the words, in which
 * a set formula is ∎. The page and the export are held to the same.
 */
export interface ContentRow {
  readonly id: string
  readonly title: string
  readonly input: string
  readonly has: Readonly<Record<string, number>>
  readonly says?: string
}

export const contentRows: readonly ContentRow[] = [
  {
    id: 'M08',
    title: 'shell variables joined by a slash',
    input: 'Done: $VERIFIED_COUNT/$TOTAL_COUNT rows.',
    has: { katex: 0 },
    says: 'Done: $VERIFIED_COUNT/$TOTAL_COUNT rows.',
  },
  {
    id: 'M14',
    title: 'spaces inside single dollars',
    input: 'The set $ D_i $ is the same as $D_i$.',
    has: { katex: 2 },
    says: 'The set ∎ is the same as ∎.',
  },
  {
    id: 'M15',
    title: 'underscore inside \\text',
    input: '$$r = \\frac{\\text{message_sent events}}{\\text{users}}$$',
    has: { katex: 1 },
    says: '∎',
  },
  {
    id: 'M18',
    title: 'pipe in a formula in a table',
    input: '| rule | note |\n|---|---|\n| $P(A|B)$ | Bayes |',
    has: { td: 2, katex: 1 },
    says: 'rule note ∎ Bayes',
  },
  {
    id: 'M21',
    title: 'escaped brackets as citation',
    input: 'As shown in \\[1\\] and \\[2\\], it holds.',
    has: { katex: 0 },
    says: 'As shown in [1] and [2], it holds.',
  },
  {
    id: 'M23',
    title: 'align without delimiters',
    input: 'We get\n\n\\begin{align}\na &= b + c \\\\\n  &= d\n\\end{align}\n\nso it holds.',
    has: { katex: 1, p: 2 },
    says: 'We get ∎ so it holds.',
  },
  {
    id: 'M25',
    title: 'chemistry: \\ce',
    input: 'Burning: $\\ce{2H2 + O2 -> 2H2O}$.',
    has: { katex: 1 },
    says: 'Burning: ∎.',
  },
  {
    id: 'M31',
    title: 'bold that ends in a full-width comma',
    input: '**历经10年发展，**年',
    has: { strong: 1 },
    says: '历经10年发展，年',
  },
  {
    id: 'M32',
    title: 'bold corner brackets',
    input: '含**「重点」**内容',
    has: { strong: 1 },
    says: '含「重点」内容',
  },
  {
    id: 'M33',
    title: 'bold label with full-width colon',
    input: '**注意：**正文',
    has: { strong: 1 },
    says: '注意：正文',
  },
  {
    id: 'M34',
    title: 'the same in a list',
    input: '* **text：**text',
    has: { strong: 1, li: 1 },
    says: 'text：text',
  },
  {
    id: 'M36',
    title: 'bold with an ending bracket',
    input: '这是**（重要）**的',
    has: { strong: 1 },
    says: '这是（重要）的',
  },
  {
    id: 'M40',
    title: 'three ticks inside a ```markdown of three',
    input:
      'Here:\n\n```markdown\n## Identity\nExample:\n```\nPIR\n```\n## Output\n```json\n{"a":1}\n```\n```\n\nDone.',
    has: { pre: 1, p: 2 },
  },
  {
    id: 'M43',
    title: 'fence that begins in the middle of a line',
    input: 'Example:```js\nlet a = 1\n```\n\nThat was all, **really**.',
    has: { pre: 1, p: 2, strong: 1 },
    says: 'Example: js let a = 1 That was all, really.',
  },
  {
    id: 'M44',
    title: 'nested item indented by six',
    input: '- First\n\n      - Second',
    has: { li: 2, pre: 0 },
    says: 'First Second',
  },
  {
    id: 'M47',
    title: 'colour codes in a terminal dump',
    input: '```\n\u001b[31mred\u001b[0m plain\n```',
    has: { pre: 1 },
    says: 'red plain',
  },
  {
    id: 'M50',
    title: 'comparison in a list item',
    input: '- > 25: expensive\n- < 5: cheap',
    has: { li: 2, blockquote: 0 },
    says: '> 25: expensive < 5: cheap',
  },
  {
    id: 'M52',
    title: '<br> in a table cell',
    input: '| item | steps |\n|---|---|\n| a | one<br>two<br/>three |',
    has: { br: 2 },
    says: 'item steps a one two three',
  },
  {
    id: 'M54',
    title: 'sub and sup',
    input: 'H<sub>2</sub>O and m<sup>2</sup>',
    has: { sub: 1, sup: 1 },
    says: 'H2O and m2',
  },
  {
    id: 'M55',
    title: 'bare address before a full-width comma',
    input: '见 https://example.com/docs，然后继续',
    has: { 'a href="https://example.com/docs"': 1 },
    says: '见 https://example.com/docs，然后继续',
  },
  {
    id: 'M56',
    title: 'bare address before full-width brackets',
    input: '访问 https://example.com/docs（中文说明）了解更多',
    has: { 'a href="https://example.com/docs"': 1 },
    says: '访问 https://example.com/docs（中文说明）了解更多',
  },
  {
    id: 'M58',
    title: 'address in full-width brackets',
    input: '登录（https://example.com/）-- 查看',
    has: { 'a href="https://example.com/"': 1 },
    says: '登录（https://example.com/）-- 查看',
  },
  {
    id: 'M59',
    title: 'plain http link',
    input: 'Open http://localhost:8080/ui in the browser.',
    has: { 'a href="http://localhost:8080/ui"': 1 },
    says: 'Open http://localhost:8080/ui in the browser.',
  },
  {
    id: 'M64',
    title: 'thoughts in <think> at the start of an answer',
    input: '<think>\nI plan it.\n</think>\n\nThe answer.',
    has: { details: 1 },
  },
  {
    id: 'M67',
    title: 'ranges with ~',
    input: '5~7U 保证金 × 100~200倍',
    has: { del: 0 },
    says: '5~7U 保证金 × 100~200倍',
  },
  { id: 'M68', title: 'single tildes around a word', input: '~example~', has: { del: 0 }, says: '~example~' },
  {
    id: 'M69',
    title: 'about and to',
    input: 'takes ~3~5 minutes',
    has: { del: 0 },
    says: 'takes ~3~5 minutes',
  },
  {
    id: 'M75',
    title: 'right-to-left paragraph',
    input: 'سلام، من دارم rowboat رو تست میکنم.',
    has: { 'p dir="auto"': 1 },
    says: 'سلام، من دارم rowboat رو تست میکنم.',
  },
  {
    id: 'M77',
    title: "ChatGPT's private-use citation marks in a live text",
    input: 'It rained.\ue200cite\ue202turn0search3\ue202turn0search8\ue201 Then sun.',
    has: {},
    says: 'It rained. Then sun.',
  },
  {
    id: 'M81',
    title: 'address that begins with www.',
    input: 'See www.example.org for more.',
    has: { 'a href="http://www.example.org/"': 1 },
    says: 'See www.example.org for more.',
  },
]
