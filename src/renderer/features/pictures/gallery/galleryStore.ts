import type { GalleryOutline, PictureFilter, PictureGroup } from '@shared/model/gallery'
import type { Picture } from '@shared/model/picture'
import { anyTime, type ChosenTime, momentsOf } from '@shared/model/when'
import { create } from 'zustand'
import { client } from '../../../ipc/client'

/** What narrows the gallery, as it is chosen; empty: not at all. */
export interface ChosenPictures extends ChosenTime {
  readonly model: string
  readonly conversationId: string
  readonly source: '' | 'made' | 'brought'
}

const nothingChosen: ChosenPictures = {
  ...anyTime,
  model: '',
  conversationId: '',
  source: '',
}

/** The filter as the library takes it. */
export const filterOf = (query: string, chosen: ChosenPictures, now: number): PictureFilter => {
  const { model, conversationId, source } = chosen
  return {
    ...(query.trim() === '' ? {} : { query: query.trim() }),
    ...(model === '' ? {} : { model }),
    ...(conversationId === '' ? {} : { conversationId }),
    ...(source === '' ? {} : { source }),
    ...momentsOf(chosen, now),
  }
}

/** Rows come in pieces of a group: about a window full. */
export const pieceSize = 60
/** The most pieces kept, more than any window shows; what is further away is asked for again. */
const mostPieces = 60
/** The most requests at a time, so that what was scrolled past is not asked for at all. */
const mostAtOnce = 2

export interface Piece {
  readonly group: PictureGroup
  readonly number: number
}
const keyOf = ({ group, number }: Piece): string => `${group.from}:${number}`

interface GalleryStore {
  readonly query: string
  readonly chosen: ChosenPictures
  /** The filter of what is shown: a newer one may still be on its way. */
  readonly filter: PictureFilter
  readonly outline: GalleryOutline | null
  readonly hasFailed: boolean
  readonly pieces: ReadonlyMap<string, readonly Picture[]>
  write(query: string): void
  choose(change: Partial<ChosenPictures>): void
  clearAll(): void
  /** Looks again: there may be more or fewer. */
  refresh(): Promise<void>
  /** What is in sight, the most wanted first. */
  want(pieces: readonly Piece[]): void
}

export const pictureIn = (
  pieces: GalleryStore['pieces'],
  group: PictureGroup,
  index: number,
): Picture | undefined =>
  pieces.get(keyOf({ group, number: Math.floor(index / pieceSize) }))?.[index % pieceSize]

const loadPiece = (filter: PictureFilter, { group, number }: Piece): Promise<readonly Picture[]> =>
  client.call('gallery.rows', {
    filter,
    from: group.from,
    until: group.until,
    offset: number * pieceSize,
    limit: pieceSize,
  })

/** What is seen first. */
const firstPieces = (groups: readonly PictureGroup[]): readonly Piece[] => {
  const pieces: Piece[] = []
  let count = 0
  for (const group of groups) {
    if (count >= pieceSize || pieces.length === 4) break
    pieces.push({ group, number: 0 })
    count += group.count
  }
  return pieces
}

/** Which pictures there are, and those of them that are in sight. */
export const useGallery = create<GalleryStore>()((set, get) => {
  let isAsking = false
  let isStale = false
  let wanted: readonly Piece[] = []
  const loading = new Set<string>()
  /** Another number for every outline: pieces of an older one are not of this. */
  let turn = 0

  const look = async (): Promise<void> => {
    const { query, chosen } = get()
    const filter = filterOf(query, chosen, Date.now())
    const outline = await client.call('gallery.outline', { filter })
    if (isStale) return
    const before = get()
    const isSameFilter = JSON.stringify(filter) === JSON.stringify(before.filter)
    if (isSameFilter && JSON.stringify(outline) === JSON.stringify(before.outline)) {
      // What could not be read before can be now, also the pictures in sight.
      set({ hasFailed: false })
      loadWanted()
      return
    }
    // What is in sight changes place by place, not by way of an empty page.
    const seen = isSameFilter
      ? wanted.flatMap(({ group: { from }, number }) => {
          const group = outline.groups.find((each) => each.from === from)
          return group && number * pieceSize < group.count ? [{ group, number }] : []
        })
      : []
    const first = seen.length > 0 ? seen : firstPieces(outline.groups)
    const loaded = await Promise.all(first.map((piece) => loadPiece(filter, piece)))
    if (isStale) return
    turn += 1
    loading.clear()
    const pieces = new Map(first.map((piece, index) => [keyOf(piece), loaded[index] ?? []]))
    set({ filter, outline, pieces, hasFailed: false })
  }

  const refresh = async (): Promise<void> => {
    isStale = true
    if (isAsking) return
    isAsking = true
    try {
      while (isStale) {
        isStale = false
        await look()
      }
    } catch (error) {
      console.error('The gallery could not be read', error)
      set({ hasFailed: true })
    } finally {
      isAsking = false
    }
    if (isStale) await refresh()
  }

  const loadWanted = (): void => {
    for (const piece of wanted) {
      if (loading.size >= mostAtOnce) return
      const key = keyOf(piece)
      if (loading.has(key) || get().pieces.has(key)) continue
      loading.add(key)
      const asked = turn
      void loadPiece(get().filter, piece)
        .then((pictures) => {
          if (asked !== turn) return
          loading.delete(key)
          const pieces = new Map(get().pieces).set(key, pictures)
          const near = new Set(wanted.map(keyOf))
          for (const old of pieces.keys()) {
            if (pieces.size <= mostPieces) break
            if (!near.has(old)) pieces.delete(old)
          }
          set({ pieces })
          loadWanted()
        })
        .catch((error: unknown) => {
          console.error('Pictures could not be read', error)
          // Not again at once: the next scrolling asks for it.
          if (asked === turn) loading.delete(key)
        })
    }
  }

  return {
    query: '',
    chosen: nothingChosen,
    filter: {},
    outline: null,
    hasFailed: false,
    pieces: new Map(),
    write: (query) => {
      set({ query })
      void refresh()
    },
    choose: (change) => {
      set({ chosen: { ...get().chosen, ...change } })
      void refresh()
    },
    clearAll: () => {
      set({ query: '', chosen: nothingChosen })
      void refresh()
    },
    refresh,
    want: (pieces) => {
      wanted = pieces
      loadWanted()
    },
  }
})
