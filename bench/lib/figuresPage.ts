import { digitsOf, type Figure, isMet } from './report'

/** What one benchmark found, and on what. Dates are ISO days. */
export interface Measured {
  readonly name: string
  readonly title: string
  readonly date: string
  readonly machine: string
  readonly figures: readonly Figure[]
}

const head = `# Figures

\`npm run bench\` writes this page: each benchmark replaces its own section and leaves the others as they were.
× is a ratio within one run, against an empty Electron app or what the line names; a machine's speed cancels out.
A missed budget is a finding, not a failure: the machines here are shared and noisy.
`

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const amount = (unit: Figure['unit'], value: number): string => `${digitsOf(unit, value)} ${unit}`

const rowOf = (figure: Figure): string => {
  const { what, unit, value, budget, note } = figure
  const met = isMet(figure)
  const cells = [
    cell(what.replace(/^ +/, '– ')),
    amount(unit, value),
    budget === undefined ? '' : `≤ ${amount(unit, budget)}${met ? ', met' : ' **missed**'}`,
    cell(note ?? ''),
  ]
  return `| ${cells.join(' | ')} |`
}

const sectionOf = ({ name, title, date, machine, figures }: Measured): string =>
  [
    `## ${name}`,
    '',
    `${title}. ${date}, ${machine}.`,
    '',
    '| what | measured | budget | note |',
    '| --- | ---: | --- | --- |',
    ...figures.map(rowOf),
    '',
  ].join('\n')

/** The sections of an earlier page, by the benchmark's name. */
const sectionsOf = (page: string): Map<string, string> =>
  new Map(
    page
      .split(/^(?=## )/m)
      .slice(1)
      .map((section) => [/^## (\S+)/.exec(section)?.[1] ?? '', `${section.trimEnd()}\n`]),
  )

/**
 * The page of figures with these results in it. Sections stand in the order of `names`; those of benchmarks
 * that no longer exist go, and a benchmark without figures keeps what it had.
 */
export const figuresPage = (
  earlier: string,
  names: readonly string[],
  results: readonly Measured[],
): string => {
  const sections = sectionsOf(earlier)
  for (const result of results) if (result.figures.length > 0) sections.set(result.name, sectionOf(result))
  return [head, ...names.flatMap((name) => sections.get(name) ?? [])].join('\n')
}
