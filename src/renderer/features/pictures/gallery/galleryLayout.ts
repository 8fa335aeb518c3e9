import type { PictureGroup } from '@shared/model/gallery'

// Everything has a known size, so every place can be computed: nothing is measured, nothing jumps, and the
// last row of twenty thousand pictures is as near as the first.

const gapPx = 10
export const headingPx = 44
/** Below a group. */
const afterPx = 14
/** Tiles are as wide as this or a little wider; on a wide window they may grow. */
const leastTilePx = (width: number): number => (width < 560 ? 132 : width < 1_500 ? 172 : 208)

export interface GallerySection {
  readonly group: PictureGroup
  readonly top: number
  readonly height: number
  /** Rows of tiles. */
  readonly rows: number
  /** The index of its first picture among all. */
  readonly firstIndex: number
  /** The index of its heading among all rows, headings included. */
  readonly firstRow: number
}

export interface GalleryLayout {
  readonly columns: number
  /** Width and height of a tile. */
  readonly tile: number
  /** The distance from one row of tiles to the next. */
  readonly step: number
  readonly height: number
  readonly total: number
  /** All rows, headings included. */
  readonly rowCount: number
  readonly sections: readonly GallerySection[]
}

export const layoutOf = (groups: readonly PictureGroup[], width: number): GalleryLayout => {
  const columns = Math.max(2, Math.floor((width + gapPx) / (leastTilePx(width) + gapPx)))
  const tile = Math.max(40, (width - gapPx * (columns - 1)) / columns)
  const step = tile + gapPx
  const sections: GallerySection[] = []
  let [top, index, row] = [0, 0, 0]
  for (const group of groups) {
    const rows = Math.ceil(group.count / columns)
    const height = headingPx + rows * step + afterPx
    sections.push({ group, top, height, rows, firstIndex: index, firstRow: row })
    top += height
    index += group.count
    row += rows + 1
  }
  return { columns, tile, step, height: top, total: index, rowCount: row, sections }
}

/** The rows of a section that are at least partly between two heights; the second is not one of them. */
export const rowsBetween = (
  { step }: GalleryLayout,
  { top, rows }: GallerySection,
  from: number,
  until: number,
): readonly [first: number, end: number] => {
  const begin = top + headingPx
  const first = Math.min(rows, Math.max(0, Math.floor((from - begin) / step)))
  const end = Math.max(first, Math.min(rows, Math.ceil((until - begin) / step)))
  return [first, end]
}

export interface PicturePosition {
  readonly section: GallerySection
  /** Within the section. */
  readonly row: number
  readonly column: number
  readonly top: number
}

export const positionOf = (layout: GalleryLayout, index: number): PicturePosition | null => {
  const section = layout.sections.find(
    ({ firstIndex, group }) => index >= firstIndex && index < firstIndex + group.count,
  )
  if (!section) return null
  const within = index - section.firstIndex
  const row = Math.floor(within / layout.columns)
  return {
    section,
    row,
    column: within % layout.columns,
    top: section.top + headingPx + row * layout.step,
  }
}

/** The index of the picture in this row and column, or the last before; rows count on across sections. */
const indexAt = (layout: GalleryLayout, section: GallerySection, row: number, column: number): number =>
  section.firstIndex + Math.min(section.group.count - 1, row * layout.columns + column)

const vertically = (layout: GalleryLayout, index: number, rows: number): number => {
  const position = positionOf(layout, index)
  if (!position) return index
  let at = layout.sections.indexOf(position.section)
  let row = position.row + rows
  for (;;) {
    const section = layout.sections[at]
    if (!section) return index
    if (row < 0) {
      const before = layout.sections[at - 1]
      if (!before) return indexAt(layout, section, 0, position.column)
      at -= 1
      row += before.rows
    } else if (row >= section.rows) {
      if (!layout.sections[at + 1]) return indexAt(layout, section, section.rows - 1, position.column)
      row -= section.rows
      at += 1
    } else return indexAt(layout, section, row, position.column)
  }
}

/** The picture to which a key leads from another; null for keys that lead nowhere. */
export const whereTo = (
  layout: GalleryLayout,
  index: number,
  key: string,
  isFar: boolean,
  pageRows: number,
): number | null => {
  const last = layout.total - 1
  const position = positionOf(layout, index)
  if (last < 0 || !position) return null
  const rowStart = index - position.column
  const sectionEnd = position.section.firstIndex + position.section.group.count - 1
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1)
    case 'ArrowRight':
      return Math.min(last, index + 1)
    case 'ArrowUp':
      return vertically(layout, index, -1)
    case 'ArrowDown':
      return vertically(layout, index, 1)
    case 'PageUp':
      return vertically(layout, index, -pageRows)
    case 'PageDown':
      return vertically(layout, index, pageRows)
    case 'Home':
      return isFar ? 0 : rowStart
    case 'End':
      return isFar ? last : Math.min(sectionEnd, rowStart + layout.columns - 1)
    default:
      return null
  }
}
