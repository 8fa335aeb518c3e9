import { mergeVectors } from '@shared/sync/merge'
import type { HeldDeletions } from '@shared/sync/syncedLibrary'
import type { Database } from '../Database'
import { applyHeld, applyRaw, finishDeletions, tellAgain } from './applyRecords'
import { noClocks, readClocks, writeClocks } from './Clocks'
import { stampChanges } from './changes'
import { type GuardLimits, guardLimits, heldDeletions, heldRecords, letGoHeld } from './guard'
import { noteUnsent } from './noting'
import { applying } from './schema'
import { finish, type Steps } from './steps'
import { isUpdated, noteUpdate } from './unknown'

/** Conversations that are deleted in one step. */
const settledAtOnce = 10

/**
 * The logs of the others are read. What they trash and delete happens here too, unless it is much: then all
 * of it waits, and is told.
 */
export const settleLook = (
  database: Database,
  now: () => number,
  limits: GuardLimits = guardLimits,
): HeldDeletions | null => finish(settlingLook(database, now, limits))

export function* settlingLook(
  database: Database,
  now: () => number,
  limits: GuardLimits = guardLimits,
): Steps<HeldDeletions | null> {
  if (isUpdated(database))
    applying(database, true, () => {
      applyRaw(database)
      noteUpdate(database)
    })
  const held = heldDeletions(database, limits)
  if (held) return held
  yield* releasing(database, now)
  return null
}

/** The user's word on what waits: it happens here too, or all devices keep what it would take. */
export const settleDeletions = (
  database: Database,
  { isWanted, now }: { readonly isWanted: boolean; readonly now: () => number },
): void => finish(settlingDeletions(database, { isWanted, now }))

export function* settlingDeletions(
  database: Database,
  { isWanted, now }: { readonly isWanted: boolean; readonly now: () => number },
): Steps<void> {
  if (isWanted) return yield* releasing(database, now)
  for (;;) {
    const some = heldRecords(database, settledAtOnce)
    if (some.length === 0) return
    database.transaction(() => {
      for (const { id, set, deleted } of some) {
        letGoHeld(database, id)
        const known = readClocks(database, 'conversation', id) ?? noClocks
        writeClocks(database, 'conversation', id, {
          ...known,
          deleted: mergeVectors(known.deleted, deleted),
        })
        // Later than what the others wrote: they bring it back.
        if (set.trashedAt) noteUnsent(database, 'conversation', id, 'trashedAt')
        tellAgain(database, 'conversation', id)
      }
    })
    yield
  }
}

function* releasing(database: Database, now: () => number): Steps<void> {
  for (;;) {
    const some = heldRecords(database, settledAtOnce)
    if (some.length === 0) return
    // What the user did here since is later.
    stampChanges(database, now)
    applying(database, true, () => {
      for (const record of some) {
        letGoHeld(database, record.id)
        applyHeld(database, record)
      }
    })
    finishDeletions(database)
    yield
  }
}
