import type { PictureGroup } from '@shared/model/gallery'
import type { Picture } from '@shared/model/picture'
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { RowBoundary } from '../../../common/failures/RowBoundary'
import { useNavigation } from '../../../common/navigation/navigation'
import { formatNumber } from '../../../ui/amounts'
import {
  type GalleryLayout,
  type GallerySection,
  headingPx,
  layoutOf,
  positionOf,
  rowsBetween,
  whereTo,
} from './galleryLayout'
import { type Piece, pictureIn, pieceSize, useGallery } from './galleryStore'
import { groupName } from './galleryWords'
import { usePictureSelection } from './pictureSelection'
import { Tile } from './Tile'

/** Rows that are ready above and below what is in sight. */
const aheadRows = 2

/** The box of the scroller: what is in sight, to the row. */
const useSight = () => {
  const scroller = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const [height, setHeight] = useState(0)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const { current } = scroller
    if (!current) return
    const sizes = new ResizeObserver(([entry]) => {
      if (!entry) return
      setWidth(Math.floor(entry.contentRect.width))
      setHeight(Math.ceil(entry.contentRect.height))
    })
    sizes.observe(current)
    return () => sizes.disconnect()
  }, [])
  return { scroller, width, height, top, setTop }
}

/** Scrolled just so far that the row can be seen whole, below the heading that stays. */
const bringIntoView = (scroller: HTMLElement, { tile }: GalleryLayout, top: number): void => {
  const above = top - headingPx
  const below = top + tile + aheadPx - scroller.clientHeight
  if (scroller.scrollTop > above) scroller.scrollTop = above
  else if (scroller.scrollTop < below) scroller.scrollTop = below
}
const aheadPx = 16

const indexOfCell = (target: EventTarget | null): number | null => {
  const cell = target instanceof Element ? target.closest('[data-index]') : null
  return cell instanceof HTMLElement ? Number(cell.dataset.index) : null
}

interface Props {
  readonly groups: readonly PictureGroup[]
}

/** The pictures, in rows under the time they are of. Only what is in sight is there. */
export const GalleryGrid = ({ groups }: Props) => {
  const { scroller, width, height, top, setTop } = useSight()
  const layout = useMemo(() => layoutOf(groups, width), [groups, width])
  const pieces = useGallery((gallery) => gallery.pieces)
  const selected = usePictureSelection((selection) => selection.ids)
  const [active, setActive] = useState(0)
  const toFocus = useRef(false)
  const last = Math.max(0, layout.total - 1)
  const activeIndex = Math.min(active, last)

  const pictureAt = useCallback(
    (index: number): Picture | undefined => {
      const position = positionOf(layout, index)
      if (!position) return undefined
      return pictureIn(pieces, position.section.group, index - position.section.firstIndex)
    },
    [layout, pieces],
  )

  const ahead = aheadRows * layout.step
  const inSight = layout.sections.flatMap((section) => {
    if (section.top + section.height < top - ahead || section.top > top + height + ahead) return []
    return [{ section, rows: rowsBetween(layout, section, top - ahead, top + height + ahead) }]
  })

  // Of what is on the screen first, then of what is ahead of it.
  useEffect(() => {
    if (width === 0) return
    const wanted = new Map<string, Piece>()
    const add = (section: GallerySection, from: number, until: number) => {
      const [first, end] = rowsBetween(layout, section, from, until)
      const until_ = Math.min(section.group.count, end * layout.columns)
      for (let at = first * layout.columns; at < until_; at = (Math.floor(at / pieceSize) + 1) * pieceSize) {
        const number = Math.floor(at / pieceSize)
        wanted.set(`${section.group.from}:${number}`, { group: section.group, number })
      }
    }
    for (const section of layout.sections) {
      if (section.top < top + height && section.top + section.height > top) add(section, top, top + height)
    }
    for (const section of layout.sections) {
      const [from, until] = [top - height, top + 2 * height]
      if (section.top < until && section.top + section.height > from) add(section, from, until)
    }
    useGallery.getState().want([...wanted.values()])
  }, [layout, top, width, height])

  // A narrower window has other rows: what was looked at stays in sight.
  const before = useRef(layout)
  useLayoutEffect(() => {
    const { current } = scroller
    const old = before.current
    before.current = layout
    if (!current || old === layout || old.columns === layout.columns || old.total === 0) return
    const section = old.sections.find((each) => each.top + each.height > current.scrollTop)
    const now = section && layout.sections.find(({ group }) => group.from === section.group.from)
    if (!section || !now) return
    const share = (current.scrollTop - section.top) / section.height
    current.scrollTop = Math.max(0, now.top + share * now.height)
  }, [layout, scroller])

  useLayoutEffect(() => {
    if (!toFocus.current) return
    toFocus.current = false
    const { current } = scroller
    const position = positionOf(layout, activeIndex)
    if (!current || !position) return
    bringIntoView(current, layout, position.top)
    const cell = current.querySelector(`[data-index="${activeIndex}"]`)
    if (cell instanceof HTMLElement) cell.focus({ preventScroll: true })
  })

  const openAt = (index: number) => {
    const picture = pictureAt(index)
    if (picture)
      useNavigation.getState().openImage(picture.id, picture.prompt, { ...useGallery.getState().filter })
  }
  const extendTo = (index: number) => {
    const picture = pictureAt(index)
    if (picture) void usePictureSelection.getState().extend(picture, useGallery.getState().filter)
  }

  const press = (event: KeyboardEvent) => {
    const selection = usePictureSelection.getState()
    const isControlled = event.ctrlKey || event.metaKey
    if (event.altKey) return
    if (isControlled && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      void selection.chooseAll(useGallery.getState().filter)
      return
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      openAt(activeIndex)
      return
    }
    if (event.key === ' ') {
      event.preventDefault()
      const picture = pictureAt(activeIndex)
      if (event.shiftKey) extendTo(activeIndex)
      else if (picture) selection.toggle(picture)
      return
    }
    if (event.key === 'Escape' && selection.ids.size > 0) {
      event.stopPropagation()
      selection.clear()
      return
    }
    const pageRows = Math.max(1, Math.floor((height - headingPx) / layout.step))
    const next = whereTo(layout, activeIndex, event.key, isControlled, pageRows)
    if (next === null) return
    event.preventDefault()
    if (event.shiftKey) {
      const from = pictureAt(activeIndex)
      if (selection.anchor === null && from) selection.setAnchor(from)
      extendTo(next)
    }
    toFocus.current = true
    setActive(next)
  }

  const click = (event: MouseEvent) => {
    const index = indexOfCell(event.target)
    if (index === null) return
    setActive(index)
    const selection = usePictureSelection.getState()
    const picture = pictureAt(index)
    if (!picture) return
    const isTick = event.target instanceof Element && event.target.closest('.tile-tick') !== null
    if (event.shiftKey) extendTo(index)
    // While some are chosen, a click chooses: a dialog would lose them.
    else if (isTick || event.ctrlKey || event.metaKey || selection.ids.size > 0) selection.toggle(picture)
    else openAt(index)
  }

  // The cell with the keys is there wherever the page was scrolled to, or the keys would be lost.
  const place = positionOf(layout, activeIndex)

  return (
    <div
      ref={scroller}
      className="gallery-scroll"
      onScroll={(event) => {
        const row = Math.max(1, Math.round(layout.step))
        setTop(Math.floor(event.currentTarget.scrollTop / row) * row)
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be windowed */}
      <div
        role="grid"
        aria-label="Pictures"
        aria-multiselectable="true"
        aria-rowcount={layout.rowCount}
        aria-colcount={layout.columns}
        className="gallery-grid"
        style={{ height: layout.height }}
        data-selecting={selected.size > 0 || undefined}
        onKeyDown={press}
        onClick={click}
      >
        {width > 0 &&
          withActive(inSight, place).map(({ section, rows }) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              key={section.group.from}
              role="rowgroup"
              className="gallery-group"
              style={{ top: section.top, height: section.height }}
            >
              {/* biome-ignore lint/a11y/useSemanticElements: as above */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: nothing to be done here */}
              <div role="row" aria-rowindex={section.firstRow + 1} className="gallery-when">
                {/* biome-ignore lint/a11y/useSemanticElements: as above */}
                {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
                <div role="rowheader" aria-colspan={layout.columns}>
                  {groupName(section.group)}
                  <span className="gallery-count">{formatNumber(section.group.count)}</span>
                </div>
              </div>
              {rows.map((row) => (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                <div
                  key={row}
                  role="row"
                  aria-rowindex={section.firstRow + row + 2}
                  className="tile-row"
                  style={{
                    top: headingPx + row * layout.step,
                    height: layout.tile,
                    gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))`,
                  }}
                >
                  {columnsOf(layout, section, row).map((column) => {
                    const within = row * layout.columns + column
                    const index = section.firstIndex + within
                    const picture = pictureIn(pieces, section.group, within)
                    return (
                      <RowBoundary key={within} about={picture} what="This picture">
                        <Tile
                          picture={picture}
                          index={index}
                          column={column}
                          isActive={index === activeIndex}
                          isSelected={picture !== undefined && selected.has(picture.id)}
                        />
                      </RowBoundary>
                    )
                  })}
                </div>
              ))}
            </div>
          ))}
      </div>
    </div>
  )
}

interface Shown {
  readonly section: GallerySection
  readonly rows: readonly number[]
}

const withActive = (
  inSight: readonly { readonly section: GallerySection; readonly rows: readonly [number, number] }[],
  place: ReturnType<typeof positionOf>,
): readonly Shown[] => {
  const shown: Shown[] = inSight.map(({ section, rows: [first, end] }) => ({
    section,
    rows: Array.from({ length: end - first }, (_, index) => first + index),
  }))
  if (!place) return shown
  const there = shown.findIndex(({ section }) => section === place.section)
  const found = shown[there]
  // In their order, which is also that of reading.
  if (!found)
    return [...shown, { section: place.section, rows: [place.row] }].sort(
      (a, b) => a.section.top - b.section.top,
    )
  if (!found.rows.includes(place.row))
    shown[there] = { ...found, rows: [...found.rows, place.row].sort((a, b) => a - b) }
  return shown
}

const columnsOf = ({ columns }: GalleryLayout, { group }: GallerySection, row: number): readonly number[] =>
  Array.from({ length: Math.min(columns, group.count - row * columns) }, (_, column) => column)
