import type { Clock } from '@shared/sync/clock'
import { type Register, recordVersion, type SyncRecord } from '@shared/sync/record'
import type { Database } from '../Database'
import { type Clocks, noClocks, readClocks } from './Clocks'
import { getState } from './schema'
import {
  isWholeConversation,
  isWholeFolder,
  isWholeMessage,
  loadConversationThing,
  loadFolderThing,
  loadMessageThing,
  storeConversationThing,
  storeFolderThing,
  storeMessageThing,
  type Thing,
  type Values,
} from './things'

/** One kind of thing that travels: how it is read here, and made here of what others say. */
export interface Kind {
  load(database: Database, id: string): Thing | null
  /** False as long as too little has come to make it. */
  isWhole(values: Values): boolean
  store(database: Database, id: string, values: Values): void
}

export const kinds: Readonly<Record<string, Kind>> = {
  folder: { load: loadFolderThing, isWhole: isWholeFolder, store: storeFolderThing },
  conversation: {
    load: loadConversationThing,
    isWhole: isWholeConversation,
    store: storeConversationThing,
  },
  message: { load: loadMessageThing, isWhole: isWholeMessage, store: storeMessageThing },
}

/** All that is known here of a thing, with what waits for the rest of it; null where nothing is. */
export const loadRecord = (database: Database, kind: string, id: string): SyncRecord | null => {
  const thing = kinds[kind]?.load(database, id) ?? null
  const clocks = readClocks(database, kind, id)
  if (!thing && !clocks) return null
  const known = clocks ?? noClocks
  return {
    v: recordVersion,
    kind,
    id,
    set: thing ? registersOf(thing, known) : {},
    written: thing && Object.keys(known.written).length === 0 ? writtenHere(database) : known.written,
    deleted: known.deleted,
  }
}

/** What was here before sync began was written here, as far as the others are concerned. */
const writtenHere = (database: Database): SyncRecord['written'] => ({
  [getState(database, 'device')]: getState(database, 'began'),
})

/** A field with a moment and without a value was taken away. */
const registersOf = ({ values, born }: Thing, { set }: Clocks): SyncRecord['set'] =>
  Object.fromEntries(
    [...new Set([...Object.keys(values), ...Object.keys(set)])].map((field): [string, Register] => [
      field,
      [values[field] ?? null, set[field] ?? born],
    ]),
  )

export const valuesOf = ({ set }: SyncRecord): Values =>
  Object.fromEntries(Object.entries(set).map(([field, [value]]) => [field, value]))

export const clocksOf = ({ set, written, deleted }: SyncRecord): Clocks => ({
  set: Object.fromEntries(Object.entries(set).map(([field, [, clock]]): [string, Clock] => [field, clock])),
  written,
  deleted,
})
