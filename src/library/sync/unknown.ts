import { recordVersion, type SyncRecord } from '@shared/sync/record'
import type { Database } from '../Database'
import { readText } from '../values'
import type { Clocks } from './Clocks'
import { getState, setState } from './schema'
import type { Values } from './things'

// A later version writes kinds and fields that this one does not know. They are kept as they came, told on as
// they came, and looked at once more after an update.

/** The fields of each kind; a document keeps whatever it has. */
const knownFields: Readonly<Record<string, RegExp>> = {
  folder: /^(?:name|position|createdAt)$/,
  conversation:
    /^(?:title|createdAt|updatedAt|leafId|pinnedAt|archivedAt|trashedAt|folderId|choices\.[\w.-]+)$/,
  message: /^(?:row|removed)$/,
  picture: /^(?:hash|bytes|mimeType|row)$/,
  file: /^(?:hash|bytes|mimeType|row)$/,
  assistant: /^/,
  fact: /^/,
  cost: /^row$/,
}

const isUnknown = (kind: string, field: string): boolean => knownFields[kind]?.test(field) === false

/** The values of fields that only their moments tell of here. Nearly always none, and nothing is asked. */
export const loadUnknown = (database: Database, kind: string, id: string, { set }: Clocks): Values =>
  Object.keys(set).some((field) => isUnknown(kind, field)) ? readUnknown(database, kind, id) : {}

const readUnknown = (database: Database, kind: string, id: string): Values => {
  const row = database.get('SELECT fields FROM sync_unknown WHERE kind = ? AND id = ?', [kind, id])
  return row ? (JSON.parse(readText(row.fields)) as Values) : {}
}

export const keepUnknown = (database: Database, { kind, id, set }: SyncRecord): void => {
  const unknown = Object.entries(set).filter(([field]) => isUnknown(kind, field))
  if (unknown.length === 0) return
  const fields = Object.fromEntries(unknown.map(([field, [value]]) => [field, value]))
  database.run('INSERT OR REPLACE INTO sync_unknown (kind, id, fields) VALUES (?, ?, ?)', [
    kind,
    id,
    JSON.stringify(fields),
  ])
}

/** What this version understands: another text, another version. */
const understood = JSON.stringify([
  recordVersion,
  ...Object.entries(knownFields).map(([kind, { source }]) => [kind, source]),
])

/** Whether another version wrote what is kept raw here. Told once. */
export const takesUpdate = (database: Database): boolean => {
  if (getState(database, 'understood') === understood) return false
  setState(database, 'understood', understood)
  return true
}

/** All that was kept raw, to be applied once more: what is still not understood is kept again. */
export const takeRaw = (
  database: Database,
): {
  readonly waiting: readonly string[]
  readonly fields: readonly (Raw & { readonly fields: Values })[]
} => {
  const waiting = database.all(
    "SELECT record FROM sync_waiting WHERE waits_for LIKE 'kind:%' OR waits_for = kind || ':' || id",
  )
  const rows = database.all('SELECT kind, id, fields FROM sync_unknown')
  database.run('DELETE FROM sync_unknown')
  return {
    waiting: waiting.map(({ record }) => readText(record)),
    fields: rows.map((row) => ({
      kind: readText(row.kind),
      id: readText(row.id),
      fields: JSON.parse(readText(row.fields)) as Values,
    })),
  }
}

interface Raw {
  readonly kind: string
  readonly id: string
}
