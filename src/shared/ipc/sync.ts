import { z } from 'zod'
import { type SyncStatus, syncPlaceSchema } from '../model/sync'
import { call } from './define'

const place = z.object({
  place: syncPlaceSchema,
  /** Of the server; empty for a folder. */
  password: z.string().max(1_000),
})
const words = z.string().trim().min(1).max(500)

/** One history on several devices. Changes of the status are sent as `sync.changed`. */
export const sync = {
  'sync.status': call<SyncStatus>()(z.object({})),
  /** Null when the user cancels. */
  'sync.chooseFolder': call<{ readonly path: string } | null>()(z.object({})),
  /** What lies there already, before anything is written. `sync/place` with the reason where it fails. */
  'sync.look': call<{ readonly isEmpty: boolean }>()(place),
  /**
   * Makes a new shared history there and begins with this one. The words are shown once: they are kept
   * nowhere. `sync/not-empty` where a history of others lies there, `sync/place`.
   */
  'sync.start': call<{ readonly words: string }>()(place),
  /**
   * Joins the history that lies there: checks the words, makes a verified backup, then goes on by itself and
   * shows its progress in the status. `sync/wrong-words`, `sync/nothing-there`, `sync/newer`, `sync/place`.
   */
  'sync.join': call<void>()(place.extend({ words })),
  /** Null when the user cancels. The words are never kept by us. */
  'sync.saveWords': call<{ readonly fileName: string } | null>()(z.object({ words })),
  'sync.printWords': call<void>()(z.object({ words })),
  /** Looks at once, and goes on after a stop. */
  'sync.now': call<void>()(z.object({})),
  'sync.stop': call<void>()(z.object({})),
  /** Pages hear of it, main does not. A look that failed is tried again; after a stop nothing is. */
  'sync.networkIsBack': call<void>()(z.object({})),
  /** A new password, or a new address of the same place. */
  'sync.changePlace': call<void>()(place),
  /** The history stays here, and what is in the place stays there. */
  'sync.leave': call<void>()(z.object({})),
  /**
   * What follows is under a new key, which that device does not get; the new words are shown once. What it
   * has, it keeps.
   */
  'sync.removeDevice': call<{ readonly words: string }>()(z.object({ id: z.string().max(40) })),
  /** The new words that were chosen on another device. `sync/wrong-words` */
  'sync.enterWords': call<void>()(z.object({ words })),
  /** The user's word on a mass deletion: it happens here too, or all devices keep what it would take. */
  'sync.settleDeletion': call<void>()(z.object({ isWanted: z.boolean() })),
}
