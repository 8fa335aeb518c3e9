import type { Lexer, Tokens } from 'marked'
import { isDollarFormula } from './math'

/** More than fit any page. The row of dashes of a wider one costs, cell by cell, more than it shows. */
const mostColumns = 500

/** How far ahead code or a formula in a cell may end. */
const farthestEnd = 500

/** A row whose pipes in code and in formulas are hidden. */
const withHiddenPipes = (row: string): string => {
  let hidden = ''
  let done = 0
  for (const { index, 0: mark } of row.matchAll(/`+|\$+/g)) {
    if (index < done) continue
    const behind = index + mark.length
    const close = row.slice(behind, behind + farthestEnd).indexOf(mark)
    if (close < 1) continue
    const end = behind + close + mark.length
    const inner = row.slice(index, end)
    if (mark.startsWith('$') && !isDollarFormula(inner)) continue
    hidden += row.slice(done, index) + inner.replace(/(?<!\\)\|/g, hiddenPipe)
    done = end
  }
  return hidden + row.slice(done)
}

/**
 * The cells of a row of `columns`. A pipe in code or in a formula is no edge where the row is full without
 * it; a row of cells with a lone backtick each keeps its cells.
 */
const cellsIn = (row: string, columns: number): string[] => {
  if (!/[`$]/.test(row)) return cellsOf(row)
  const hidden = withHiddenPipes(row)
  if (hidden === row) return cellsOf(row)
  const cells = cellsOf(hidden).map((cell) => cell.replaceAll(hiddenPipe, '|'))
  return cells.length >= Math.min(columns, cellsOf(row).length) ? cells : cellsOf(row)
}

/** Stands for a pipe while a row is cut; a text cannot bring it, since it is no character. */
const hiddenPipe = '\uffff'

/** The cells of a row. A `\|` is not an edge, and a pipe at either end encloses nothing. */
const cellsOf = (row: string): string[] => {
  const cells: string[] = []
  let cell = ''
  let isEscaped = false
  for (const piece of row.split(/([|\\])/)) {
    if (piece === '|' && !isEscaped) {
      cells.push(cell)
      cell = ''
    } else if (piece === '|') cell = `${cell.slice(0, -1)}|`
    else cell += piece
    if (piece !== '') isEscaped = piece === '\\' && !isEscaped
  }
  cells.push(cell)
  if (cells[0]?.trim() === '') cells.shift()
  if (cells.at(-1)?.trim() === '') cells.pop()
  return cells.map((each) => each.trim())
}

const alignOf = (dashes: string): Tokens.TableCell['align'] => {
  const mark = dashes.trim()
  if (mark.endsWith(':')) return mark.startsWith(':') ? 'center' : 'right'
  return mark.startsWith(':') ? 'left' : null
}

/**
 * A table as marked reads it, with two differences: a short row stays short (a wide table of short rows would
 * be the square of its text), and one wider than any page is text.
 */
export const tokenizeTable = (source: string, rule: RegExp, lexer: Lexer): Tokens.Table | undefined => {
  // Most texts are told from a table by the first sign of their second line.
  const end = source.indexOf('\n')
  if (end < 0 || !' |:-'.includes(source.charAt(end + 1))) return undefined
  const second = source.slice(end + 1, (source.indexOf('\n', end + 1) + 1 || source.length + 1) - 1)
  if (!/^[\s|:-]+$/.test(second) || !/-/.test(second) || !/[:|]/.test(second)) return undefined
  const dashes = cellsOf(second)
  const names = cellsIn(source.slice(0, end), dashes.length)
  if (names.length !== dashes.length || names.length > mostColumns) return undefined
  const match = rule.exec(source)
  if (!match) return undefined
  const align = dashes.map(alignOf)
  const cell = (text: string, index: number, header: boolean): Tokens.TableCell => ({
    text,
    tokens: lexer.inline(text),
    header,
    align: align[index] ?? null,
  })
  const body = match[3] ?? ''
  const rows = body.trim() === '' ? [] : body.replace(/\n[ \t]*$/, '').split('\n')
  return {
    type: 'table',
    raw: match[0].replace(/(?<!\n)\n+$/, ''),
    header: names.map((name, index) => cell(name, index, true)),
    align,
    rows: rows.map((row) =>
      cellsIn(row, names.length)
        .slice(0, names.length)
        .map((text, index) => cell(text, index, false)),
    ),
  }
}
