import type { OutlineEntry } from '@shared/model/message'
import { letterOfRole, letterOfState, type PackedOutline } from '@shared/model/outline'

/** Packs an outline as the library does in SQL. */
export const packOutline = (entries: readonly OutlineEntry[]): PackedOutline => ({
  ids: JSON.stringify(entries.map(({ id }) => id)),
  parents: JSON.stringify(entries.map(({ parentId }) => parentId)),
  times: JSON.stringify(entries.map(({ createdAt }) => createdAt)),
  roles: entries.map(({ role }) => letterOfRole[role]).join(''),
  states: entries.map(({ state }) => letterOfState[state]).join(''),
})
