import type { Clock } from '@shared/sync/clock'
import { type Register, recordVersion, type SyncRecord } from '@shared/sync/record'
import type { Database } from '../Database'
import { deleteFolder } from '../folders'
import { loadPlaced } from '../messages'
import { readText } from '../values'
import { type Clocks, noClocks, readClocks } from './Clocks'
import {
  type DocumentKind,
  isWholeAssistant,
  isWholeFact,
  loadDocument,
  removeDocument,
  storeDocument,
} from './documents'
import {
  isWholeCost,
  isWholeFile,
  isWholePicture,
  loadCostThing,
  loadFileThing,
  loadPictureThing,
  storeCostThing,
  storeFileThing,
  storePictureThing,
  understoodCost,
  understoodFile,
  understoodPicture,
} from './keptThings'
import { getState } from './schema'
import {
  isWholeConversation,
  isWholeFolder,
  isWholeMessage,
  loadConversationThing,
  loadFolderThing,
  loadMessageThing,
  messageThing,
  storeConversationThing,
  storeFolderThing,
  storeMessageThing,
  type Thing,
  understoodMessage,
  type Values,
} from './things'
import { loadUnknown } from './unknown'

/** One kind of thing that travels: how it is read here, and made here of what others say. */
export interface Kind {
  load(database: Database, id: string): Thing | null
  /** False as long as too little has come to make it. */
  isWhole(values: Values, id: string): boolean
  /** False for what goes by itself on every device, once nothing needs it any more. */
  readonly isDeletable?: boolean
  store(database: Database, id: string, values: Values): void
  /** What this version makes of the row of one that is whole; a later one may say more. */
  understoodRow?(values: Values): object
  /** Where it goes at once; a conversation takes its time. */
  remove?(database: Database, id: string): void
}

const documentKind = (kind: DocumentKind, isWhole: Kind['isWhole']): Kind => ({
  load: loadDocument(kind),
  isWhole,
  store: storeDocument(kind),
  isDeletable: true,
  remove: removeDocument(kind),
})

export const kinds: Readonly<Record<string, Kind>> = {
  folder: {
    load: loadFolderThing,
    isWhole: isWholeFolder,
    store: storeFolderThing,
    isDeletable: true,
    remove: deleteFolder,
  },
  conversation: {
    load: loadConversationThing,
    isWhole: isWholeConversation,
    store: storeConversationThing,
    isDeletable: true,
  },
  message: {
    load: loadMessageThing,
    isWhole: isWholeMessage,
    store: storeMessageThing,
    understoodRow: understoodMessage,
  },
  picture: {
    load: loadPictureThing,
    isWhole: isWholePicture,
    store: storePictureThing,
    understoodRow: understoodPicture,
  },
  file: { load: loadFileThing, isWhole: isWholeFile, store: storeFileThing, understoodRow: understoodFile },
  assistant: documentKind('assistant', isWholeAssistant),
  fact: documentKind('fact', isWholeFact),
  cost: { load: loadCostThing, isWhole: isWholeCost, store: storeCostThing, understoodRow: understoodCost },
}

/** All that is known here of a thing, with what waits for the rest of it; null where nothing is. */
export const loadRecord = (database: Database, kind: string, id: string): SyncRecord | null => {
  const thing = kinds[kind]?.load(database, id) ?? null
  const clocks = readClocks(database, kind, id)
  if (!thing && !clocks) return null
  const known = clocks ?? noClocks
  const unknown = thing ? loadUnknown(database, { kind, id }, known, thing.values) : {}
  const isWrittenHere = thing && Object.keys(known.written).length === 0
  return recordOf(
    { kind, id },
    withValues(thing, unknown),
    isWrittenHere ? { ...known, written: writtenHere(database) } : known,
  )
}

const withValues = (thing: Thing | null, more: Values): Thing | null =>
  thing && { ...thing, values: { ...thing.values, ...more } }

const recordOf = (
  { kind, id }: Pick<SyncRecord, 'kind' | 'id'>,
  thing: Thing | null,
  known: Clocks,
): SyncRecord => ({
  v: recordVersion,
  kind,
  id,
  set: thing ? registersOf(thing, known) : {},
  written: known.written,
  deleted: known.deleted,
})

const messagesAtOnce = 40

/**
 * Some messages of a conversation, from behind a key on, and the key of the last; null with the last of all.
 * Those that are as they were before sync, which are nearly all, are read together.
 */
export const loadMessageRecords = (
  database: Database,
  { conversation, behind }: { readonly conversation: number; readonly behind: number },
): { readonly records: readonly SyncRecord[]; readonly last: number | null } => {
  const rows = loadPlaced(database, { conversation, behind, limit: messagesAtOnce })
  const changed = new Set(
    database
      .all(
        `SELECT id FROM sync_clocks WHERE kind = 'message' AND id IN (SELECT value FROM json_each(?1))
         UNION SELECT id FROM displaced_messages WHERE id IN (SELECT value FROM json_each(?1))`,
        [JSON.stringify(rows.map(({ message }) => message.id))],
      )
      .map(({ id }) => readText(id)),
  )
  const areBornElsewhere =
    database.get("SELECT 1 AS found FROM sync_born WHERE kind = 'message' LIMIT 1") !== null
  const here: Clocks = { ...noClocks, written: writtenHere(database) }
  const records = rows.flatMap(({ message }): SyncRecord[] => {
    const { id } = message
    if (changed.has(id) || areBornElsewhere || message.state === 'streaming') {
      const record = loadRecord(database, 'message', id)
      return record ? [record] : []
    }
    return [recordOf({ kind: 'message', id }, messageThing(message, message.parentId), here)]
  })
  return { records, last: rows.length < messagesAtOnce ? null : (rows.at(-1)?.key ?? null) }
}

/**
 * What was here before sync began was written here, as far as the others are concerned. By a name of its own:
 * how far a log was read does not tell how much of that came along with it. A deletion elsewhere reaches it
 * only where it was met.
 */
export const writtenHere = (database: Database): SyncRecord['written'] => ({
  [`${getState(database, 'beganAs') || getState(database, 'device')}x`]: getState(database, 'began'),
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

/** The pictures and files that a conversation shows. */
export const blobsOf = (
  database: Database,
  conversationId: string,
): readonly (readonly ['picture' | 'file', string])[] => {
  const used = (kind: 'picture' | 'file') =>
    database
      .all(
        `SELECT DISTINCT k.id FROM conversations c JOIN messages m ON m.conversation = c.pk
           JOIN ${kind}_uses u ON u.message = m.pk JOIN ${kind}s k ON k.id = u.${kind}_id WHERE c.id = ?`,
        [conversationId],
      )
      .map(({ id }) => [kind, readText(id)] as const)
  return [...used('picture'), ...used('file')]
}
