import { canonicalJson, recordVersion, type SyncRecord } from '@shared/sync/record'
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

/** A row of which this version does not understand all: as it came, and what was made of it here. */
interface RawRow {
  readonly raw: object
  readonly understood: object
}

/** The values of fields that only their moments tell of here, and rows with what came in them. */
export const loadUnknown = (
  database: Database,
  { kind, id }: Raw,
  { set }: Clocks,
  values: Values,
): Values => {
  if (!isObject(values.row) && !Object.keys(set).some((field) => isUnknown(kind, field))) return {}
  return withRaw(readUnknown(database, kind, id), values)
}

/** As it came where it is still the same here; of one that was changed, the fields that are unknown. */
const rowWith = ({ raw, understood }: RawRow, now: object): object =>
  canonicalJson(now) === canonicalJson(understood)
    ? raw
    : { ...Object.fromEntries(Object.entries(raw).filter(([field]) => !(field in understood))), ...now }

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object'

/** Whether all of a row was understood. What is left out makes it shorter. */
export const isAllUnderstood = (raw: unknown, understood: unknown): boolean =>
  JSON.stringify(raw)?.length === JSON.stringify(understood)?.length

const readUnknown = (database: Database, kind: string, id: string): Values => {
  const row = database.get('SELECT fields FROM sync_unknown WHERE kind = ? AND id = ?', [kind, id])
  return row ? (JSON.parse(readText(row.fields)) as Values) : {}
}

/** `understood` is what this version makes of the record's row; null where it has none. */
export const keepUnknown = (
  database: Database,
  { kind, id, set }: SyncRecord,
  understood: object | null,
): void => {
  const unknown = Object.entries(set).filter(([field]) => isUnknown(kind, field))
  const raw = set.row?.[0]
  const hasRaw = understood !== null && isObject(raw) && canonicalJson(raw) !== canonicalJson(understood)
  const fields = {
    ...Object.fromEntries(unknown.map(([field, [value]]) => [field, value])),
    ...(hasRaw ? { row: { raw, understood } } : {}),
  }
  if (Object.keys(fields).length === 0) {
    database.run('DELETE FROM sync_unknown WHERE kind = ? AND id = ?', [kind, id])
    return
  }
  database.run('INSERT OR REPLACE INTO sync_unknown (kind, id, fields) VALUES (?, ?, ?)', [
    kind,
    id,
    JSON.stringify(fields),
  ])
}

/** What this version understands: another text, another version. Rows that say more raise `recordVersion`. */
const understood = JSON.stringify([
  recordVersion,
  ...Object.entries(knownFields).map(([kind, { source }]) => [kind, source]),
])

/** Whether another version wrote what is kept raw here. */
export const isUpdated = (database: Database): boolean => getState(database, 'understood') !== understood

/** In one transaction with what the update brings: it is not looked at again. */
export const noteUpdate = (database: Database): void => setState(database, 'understood', understood)

/** What is kept raw of a thing, put together with what it is here. */
export const withRaw = (fields: Values, { row: now }: Values): Values => {
  const { row, ...rest } = fields
  return row !== undefined && isObject(now) ? { ...rest, row: rowWith(row as RawRow, now) } : rest
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
