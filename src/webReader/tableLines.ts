import { childrenOf, type DomElement, isElement } from './dom'

/** How the words of a cell are written. */
export interface CellWriters {
  readonly inline: (cell: DomElement) => string
  readonly blocks: (cell: DomElement) => readonly string[]
}

const elementsOf = (element: DomElement): readonly DomElement[] => childrenOf(element).filter(isElement)

const rowsOf = (table: DomElement): readonly DomElement[] =>
  elementsOf(table).flatMap((child) => {
    if (child.nodeName === 'TR') return [child]
    return ['THEAD', 'TBODY', 'TFOOT'].includes(child.nodeName)
      ? elementsOf(child).filter(({ nodeName }) => nodeName === 'TR')
      : []
  })

const cellsOf = (row: DomElement): readonly DomElement[] =>
  elementsOf(row).filter(({ nodeName }) => nodeName === 'TD' || nodeName === 'TH')

const layoutNames: ReadonlySet<string> = new Set(['TABLE', 'UL', 'OL', 'PRE', 'H1', 'H2', 'H3', 'BLOCKQUOTE'])

/** A table of Markdown; one that only arranges a page becomes the blocks of its cells. */
export const tableLines = (table: DomElement, { inline, blocks }: CellWriters): readonly string[] => {
  const rows = rowsOf(table).map(cellsOf)
  const columns = Math.max(0, ...rows.map(({ length }) => length))
  const caption = elementsOf(table)
    .filter(({ nodeName }) => nodeName === 'CAPTION')
    .flatMap(blocks)
  const isLayout = rows.some((row) =>
    row.some((cell) => elementsOf(cell).some(({ nodeName }) => layoutNames.has(nodeName))),
  )
  if (columns < 2 || isLayout) return [...caption, ...rows.flat().flatMap(blocks)]
  const lines = rows.map((row) => {
    const words = row.map((cell) => inline(cell).replace(/\s+/g, ' ').trim().replaceAll('|', '\\|'))
    return `| ${[...words, ...Array<string>(columns - words.length).fill('')].join(' | ')} |`
  })
  lines.splice(1, 0, `|${' --- |'.repeat(columns)}`)
  return [...caption, lines.join('\n')]
}
