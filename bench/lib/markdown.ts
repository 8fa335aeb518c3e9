import { paragraph, sentence, wordOf, words } from './prose'
import { between, randomFrom } from './random'

/** What tokenizers make of English text, on average. */
export const charactersPerToken = 4

const list = (random: () => number, mark: (index: number) => string): string =>
  Array.from(
    { length: between(random, 3, 7) },
    (_, index) => `${mark(index)} **${wordOf(random)}**: ${sentence(random)}`,
  ).join('\n')

const table = (random: () => number): string => {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const cells = () => Array.from({ length: 4 }, () => words(random, between(random, 1, 3)))
  const body = Array.from({ length: between(random, 4, 9) }, () => row(cells()))
  return [row(cells()), row(['---', '---', ':--:', '---:']), ...body].join('\n')
}

const codeLine = (random: () => number, index: number): string =>
  [
    `  const ${wordOf(random)}${index} = ${wordOf(random)}(${between(random, 0, 999)}, '${wordOf(random)}')`,
    `  if (${wordOf(random)} > ${index}) return ${wordOf(random)}.${wordOf(random)}({ ${wordOf(random)}: true })`,
    `  // ${words(random, 6)}`,
    `  for (const ${wordOf(random)} of ${wordOf(random)}) { await ${wordOf(random)}() }`,
  ][index % 4] ?? ''

const code = (random: () => number, lines: number): string =>
  ['```ts', ...Array.from({ length: lines }, (_, index) => codeLine(random, index)), '```'].join('\n')

/** A block like those of which long answers consist. */
const block = (random: () => number): string => {
  const kind = random()
  if (kind < 0.4)
    return `${paragraph(random, between(random, 2, 6))} See \`${wordOf(random)}\` and *${words(random, 3)}*.`
  if (kind < 0.52) return `## ${words(random, between(random, 2, 6))}`
  if (kind < 0.67) return list(random, () => '-')
  if (kind < 0.77) return list(random, (index) => `${index + 1}.`)
  if (kind < 0.84) return table(random)
  if (kind < 0.95) return code(random, between(random, 6, 30))
  return `> ${paragraph(random, 2)}`
}

const blocksUpTo = (random: () => number, length: number): string => {
  let text = ''
  while (text.length < length) text += `${block(random)}\n\n`
  // The last block is dropped rather than cut: a cut one might leave a fence open.
  const whole = text.lastIndexOf('\n\n', length - 2)
  const cut = balanced(text.slice(0, whole))
  return `${cut}\n\n${words(random, length).slice(0, Math.max(0, length - cut.length - 4))}\n\n`
}

/** Removes a fence that was left open by the cut. */
const balanced = (text: string): string => {
  const fences = text.split('\n').filter((line) => line.startsWith('```')).length
  return fences % 2 === 0 ? text : text.slice(0, text.lastIndexOf('```ts')).trimEnd()
}

/**
 * An answer of so many tokens in realistic Markdown. Begins and ends with the same thousand tokens, so that
 * the cost of a token near the beginning and near the end can be compared like with like.
 */
export const longAnswer = (tokens: number, seed: number): string => {
  const length = tokens * charactersPerToken
  const edge = blocksUpTo(randomFrom(seed), Math.min(4_000, Math.floor(length / 3)))
  return edge + blocksUpTo(randomFrom(seed + 1), length - 2 * edge.length) + edge
}

/** The bad case: one code block of so many lines. */
export const longCode = (lines: number, seed: number): string =>
  `Here it is:\n\n${code(randomFrom(seed), lines)}\n\nThat is all.\n`
