/** One figure: a line of the table. */
export interface Figure {
  readonly what: string
  readonly unit: '×' | 'ms' | 's' | 'MB' | '%' | 'tasks' | 'handles' | 'CPU s'
  readonly value: number
  /** The most it may be; absent where there is no promise and the figure only explains others. */
  readonly budget?: number
  /** What went into it, where one number does not tell it. */
  readonly note?: string
  readonly samples?: Readonly<Record<string, readonly number[]>>
}

/** A value in the digits that its unit deserves. */
export const digitsOf = (unit: Figure['unit'], value: number): string =>
  unit === '×' || unit === '%' || unit === 'CPU s' ? value.toFixed(2) : value.toFixed(value < 10 ? 1 : 0)

const withUnit = (unit: Figure['unit'], value: number): string => `${digitsOf(unit, value)} ${unit}`

/** Undefined where there is no budget. */
export const isMet = ({ value, budget }: Figure): boolean | undefined =>
  // A figure that could not be taken meets nothing.
  budget === undefined ? undefined : value <= budget

export const tableOf = (figures: readonly Figure[]): string => {
  const rows = figures.map((figure) => {
    const met = isMet(figure)
    return [
      figure.what,
      withUnit(figure.unit, figure.value),
      figure.budget === undefined ? '' : `≤ ${withUnit(figure.unit, figure.budget)}`,
      met === undefined ? '' : met ? 'met' : 'MISSED',
      figure.note ?? '',
    ]
  })
  const all = [['what', 'measured', 'budget', '', ''], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 1 || column === 2 ? cell.padStart(width) : cell.padEnd(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
