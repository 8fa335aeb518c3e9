import { AppError } from '@shared/ipc/errors'
import { Database } from '../Database'
import { isDamage } from '../failures'
import { makeView, readHeader } from '../files'
import type { Migration } from '../migrations/migration'
import { readNumber, readText } from '../values'

/** The columns of each table, without those of the search index, which come as they are needed. */
type Shape = ReadonlyMap<string, ReadonlySet<string>>

/** Of which schema a file is, by its tables and not by a number in its header alone. */
export type SchemaFound = 'empty' | 'ours' | 'older' | 'newer' | 'damaged'

const isIndex = (name: string): boolean =>
  /^(?:message_index_\d+|(?:title|prompt|file)_index)(?:_|$)/.test(name)

const shapeOf = (database: Database): Shape => {
  const tables = database
    .all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map(({ name }) => readText(name))
    .filter((name) => !isIndex(name))
  return new Map(
    tables.map((table) => [
      table,
      new Set(
        database.all('SELECT name FROM pragma_table_info(?)', [table]).map(({ name }) => readText(name)),
      ),
    ]),
  )
}

/** The tables that these steps make. */
const shapeAfter = (migrations: readonly Migration[]): Shape => {
  const database = Database.open(':memory:')
  try {
    for (const migration of migrations) migration.up(database)
    return shapeOf(database)
  } finally {
    database.close()
  }
}

const holds = (found: Shape, wanted: Shape): boolean =>
  [...wanted].every(([table, columns]) => [...columns].every((column) => found.get(table)?.has(column)))

/**
 * Looks at a file whose header does not name the newest schema. A byte of damage makes any number of it: a
 * newer version is believed only where its tables are more than ours, an older one where they are fewer.
 */
export const findSchema = (path: string, migrations: readonly Migration[]): SchemaFound => {
  const header = readHeader(path)
  if (header.type === 'none') return 'empty'
  if (header.type === 'rubbish' || !header.isSound) return 'damaged'
  try {
    return look(path, migrations)
  } catch (error) {
    if (!isDamage(error)) throw error
    return 'damaged'
  }
}

const look = (path: string, migrations: readonly Migration[]): SchemaFound => {
  const view = makeView(path)
  try {
    const database = Database.openReadOnly(view.path)
    try {
      const version = readNumber(database.get('PRAGMA user_version')?.user_version)
      return judge(version, shapeOf(database), migrations)
    } finally {
      database.close()
    }
  } finally {
    view.remove()
  }
}

/** Whether the file has any table or column already that these steps would add. */
const addsWhatIsThere = (
  found: Shape,
  before: Shape,
  migrations: readonly Migration[],
  until: number,
): boolean => {
  try {
    const after = shapeAfter(migrations.filter((step) => step.version <= until))
    return [...after].some(([table, columns]) =>
      [...columns].some((column) => !before.get(table)?.has(column) && found.get(table)?.has(column)),
    )
  } catch {
    // The step fails here as it will there, where that is told.
    return false
  }
}

const judge = (version: number, found: Shape, migrations: readonly Migration[]): SchemaFound => {
  const newest = migrations.at(-1)?.version ?? 0
  if (found.size === 0) return version === 0 ? 'empty' : 'damaged'
  if (version === newest) return 'ours'
  if (version <= 0) return 'damaged'
  if (version < newest) {
    const before = shapeAfter(migrations.filter((step) => step.version <= version))
    if (!holds(found, before)) return 'damaged'
    const isFurther = migrations.some(
      (step) => step.version > version && addsWhatIsThere(found, before, migrations, step.version),
    )
    return isFurther ? 'damaged' : 'older'
  }
  const ours = shapeAfter(migrations)
  const hasMore = [...found].some(([table, columns]) =>
    [...columns].some((column) => !(ours.get(table)?.has(column) ?? false)),
  )
  return hasMore && found.has('conversations') && found.has('messages') ? 'newer' : 'damaged'
}

/** Refuses a file whose tables are not those that its version says. */
export const assertShape = (database: Database, migrations: readonly Migration[]): void => {
  if (!holds(shapeOf(database), shapeAfter(migrations)))
    throw new AppError('library/damaged', 'Tables are missing')
}
