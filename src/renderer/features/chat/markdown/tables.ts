import type { TableToken } from '@shared/markdown/tokens'
import type { Tokens } from 'marked'
import { directed, element } from './dom'
import { drawInline } from './inline'
import { groupSize, type Kind, sync } from './sync'

// The rows of tables that are on the page.
const drawnRows = new WeakMap<Node, ChildNode[]>()

/** A cell; the last of a row that is shorter than the table is as wide as what is missing. */
type Cell = Tokens.TableCell & { readonly span?: number }
type Row = readonly Cell[]
const cellKind = (name: 'th' | 'td'): Kind<Cell> => ({
  create(cell) {
    const made = element(name)
    if (cell.align) made.style.textAlign = cell.align
    if (cell.span) {
      made.colSpan = cell.span
      made.style.gridColumn = `span ${cell.span}`
    }
    drawInline(made, cell.tokens)
    return made
  },
  update(node, before, after) {
    if (before.span !== after.span) return false
    drawInline(node, after.tokens)
    return true
  },
  isSame: (before, after) =>
    before.text === after.text && before.span === after.span && !after.text.includes('['),
})
const drawnCells = new WeakMap<Node, { cells: Row; nodes: ChildNode[] }>()
const drawCells = (row: Node, cells: Row, name: 'th' | 'td') => {
  const before = drawnCells.get(row)
  const nodes = before?.nodes ?? []
  sync(row, nodes, { before: before?.cells ?? [], after: cells }, cellKind(name))
  drawnCells.set(row, { cells, nodes })
}
const fullRow = (row: Row, columns: number): Row => {
  const missing = columns - row.length
  const rest: Cell = { text: '', tokens: [], header: false, align: null, span: missing }
  return missing > 0 ? [...row, rest] : row
}

const rowKind = (columns: number): Kind<Row> => ({
  create(row) {
    const made = element('tr')
    drawCells(made, fullRow(row, columns), 'td')
    return made
  },
  update(node, _before, after) {
    drawCells(node, fullRow(after, columns), 'td')
    return true
  },
  isSame: () => false,
})

/** The table's columns have equal widths from here on: its rows' layout no longer depends on each other. */
const becomeLong = (frame: HTMLElement, columns: number): void => {
  frame.classList.add('md-long')
  frame.style.setProperty('--columns', String(columns))
  // Rows that are grids lose what a table's parts mean by themselves.
  const roles = { table: 'table', 'thead, tbody': 'rowgroup', tr: 'row', th: 'columnheader', td: 'cell' }
  for (const [parts, role] of Object.entries(roles)) {
    for (const part of frame.querySelectorAll(parts)) part.setAttribute('role', role)
  }
}

const rowParent = (frame: HTMLElement, nodes: readonly ChildNode[], columns: number) => ({
  appendChild: (row: ChildNode) => {
    const at = nodes.length
    const table = frame.querySelector('table')
    if (at > 0 && at % groupSize === 0) {
      if (at === groupSize) becomeLong(frame, columns)
      const group = element('tbody')
      group.setAttribute('role', 'rowgroup')
      table?.append(group)
    }
    if (at >= groupSize && row instanceof HTMLElement) {
      row.setAttribute('role', 'row')
      for (const cell of row.children) cell.setAttribute('role', 'cell')
    }
    return (table?.lastElementChild ?? frame).appendChild(row)
  },
})

export const createTable = (table: TableToken): HTMLElement => {
  const headRow = element('tr')
  drawCells(headRow, table.header, 'th')
  const body = element('tbody')
  const nodes: ChildNode[] = []
  const made = element('div', 'md-table', directed(element('table', '', element('thead', '', headRow), body)))
  const columns = table.header.length
  sync<Row>(rowParent(made, nodes, columns), nodes, { before: [], after: table.rows }, rowKind(columns))
  made.tabIndex = 0
  drawnRows.set(made, nodes)
  return made
}

export const updateTable = (node: HTMLElement, before: TableToken, after: TableToken): boolean => {
  const nodes = drawnRows.get(node)
  const headRow = node.querySelector('thead tr')
  if (!nodes || !headRow || before.align.join() !== after.align.join()) return false
  drawCells(headRow, after.header, 'th')
  const stable = Math.min(after.stable ?? 0, before.stable ?? 0)
  const columns = after.header.length
  const parent = rowParent(node, nodes, columns)
  sync<Row>(parent, nodes, { before: before.rows, after: after.rows, stable }, rowKind(columns))
  return true
}
