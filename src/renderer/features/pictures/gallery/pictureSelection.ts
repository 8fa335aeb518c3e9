import type { PictureFilter, PicturePlace } from '@shared/model/gallery'
import { create } from 'zustand'
import { client } from '../../../ipc/client'

/** Ids that cross at a time. */
const idsAtOnce = 2_000

interface PictureSelection {
  readonly ids: ReadonlySet<string>
  /** A range that is chosen with Shift begins here. */
  readonly anchor: PicturePlace | null
  toggle(picture: PicturePlace): void
  setAnchor(picture: PicturePlace): void
  /** Everything from the anchor to this one, in the gallery's order, whether it is loaded or not. */
  extend(picture: PicturePlace, filter: PictureFilter): Promise<void>
  chooseAll(filter: PictureFilter): Promise<void>
  clear(): void
}

const none: ReadonlySet<string> = new Set()

/** Newest first, and by id where the time is the same. */
const isBefore = (a: PicturePlace, b: PicturePlace): boolean =>
  a.createdAt === b.createdAt ? a.id < b.id : a.createdAt > b.createdAt

const loadIds = async (
  filter: PictureFilter,
  first: PicturePlace | null,
  last: PicturePlace | null,
): Promise<ReadonlySet<string>> => {
  const found = new Set<string>()
  for (let after: string | null = null; ; ) {
    const piece: { readonly ids: readonly string[]; readonly isAll: boolean } = await client.call(
      'gallery.ids',
      { filter, first, last, after, limit: idsAtOnce },
    )
    const { ids, isAll } = piece
    for (const id of ids) found.add(id)
    after = ids.at(-1) ?? null
    if (isAll || after === null) return found
  }
}

const placeOf = ({ createdAt, id }: PicturePlace): PicturePlace => ({ createdAt, id })

/** Which pictures of the gallery are chosen. */
export const usePictureSelection = create<PictureSelection>()((set, get) => {
  /** What is chosen last counts, however long an earlier stretch takes to be read. */
  let turn = 0
  const take = async (load: Promise<ReadonlySet<string>>): Promise<void> => {
    turn += 1
    const mine = turn
    const ids = await load
    if (mine === turn) set({ ids })
  }
  return {
    ids: none,
    anchor: null,
    toggle: (picture) => {
      turn += 1
      const ids = new Set(get().ids)
      if (!ids.delete(picture.id)) ids.add(picture.id)
      set({ ids, anchor: placeOf(picture) })
    },
    setAnchor: (picture) => set({ anchor: placeOf(picture) }),
    extend: (picture, filter) => {
      const anchor = get().anchor ?? placeOf(picture)
      set({ anchor })
      const [first, last] = isBefore(anchor, picture) ? [anchor, picture] : [picture, anchor]
      return take(loadIds(filter, placeOf(first), placeOf(last)))
    },
    chooseAll: (filter) => take(loadIds(filter, null, null)),
    clear: () => {
      turn += 1
      if (get().ids.size > 0 || get().anchor) set({ ids: none, anchor: null })
    },
  }
})
