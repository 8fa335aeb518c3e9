import { box, type Canvas, type Colour, type Painting, polygon } from './Canvas'

/** Five columns, seven rows. */
const letters: Readonly<Record<string, readonly string[]>> = {
  S: ['.####', '#....', '#....', '.###.', '....#', '....#', '####.'],
  A: ['.###.', '#...#', '#...#', '#####', '#...#', '#...#', '#...#'],
  M: ['#...#', '##.##', '#.#.#', '#.#.#', '#...#', '#...#', '#...#'],
  P: ['####.', '#...#', '#...#', '####.', '#....', '#....', '#....'],
  L: ['#....', '#....', '#....', '#....', '#....', '#....', '#####'],
  E: ['#####', '#....', '#....', '####.', '#....', '#....', '#####'],
}

/** The word SAMPLE on a banner in the corner, so that the picture is not taken for an engine's. */
export function* paintLabel(canvas: Canvas, ink: Colour, paper: Colour): Painting {
  const word = 'SAMPLE'
  const dot = 9
  const width = word.length * 6 * dot + 48
  const height = 7 * dot + 44
  const left = canvas.unitWidth - width - 62
  const top = canvas.unitHeight - height - 66
  yield* canvas.fill(slanted(left + 12, top + 12, width, height), ink)
  yield* canvas.outlined(slanted(left, top, width, height), paper, 8, ink)
  for (const [position, letter] of [...word].entries()) {
    for (const [row, line] of (letters[letter] ?? []).entries()) {
      for (const [column, mark] of [...line].entries()) {
        if (mark !== '#') continue
        const x = left + 28 + (position * 6 + column) * dot
        yield* canvas.fill(box(x, top + 22 + row * dot, dot + 0.6, dot + 0.6), ink)
      }
    }
  }
}

const slanted = (left: number, top: number, width: number, height: number) =>
  polygon([
    [left + 10, top],
    [left + width + 10, top],
    [left + width - 10, top + height],
    [left - 10, top + height],
  ])
