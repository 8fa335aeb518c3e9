import type { Database } from '../Database'

/** Pieces of the triggers that note what changes, and what they do, by hand. */

export const note = (kind: string, id: string, field: string): string =>
  `INSERT INTO sync_unsent (kind, id, field) VALUES ('${kind}', ${id}, '${field}')
     ON CONFLICT DO UPDATE SET clock = NULL, batch = NULL;`

/** Not while records of others are being applied. */
export const isOwn = `NOT EXISTS (SELECT 1 FROM sync_state WHERE name = 'applying')`

export const trigger = (name: string, when: string, work: string, condition = isOwn): string =>
  `CREATE TRIGGER sync_${name} ${when} WHEN ${condition} BEGIN ${work} END;`

export const changed = (columns: readonly string[]): string =>
  `(${columns.map((column) => `old.${column} IS NOT new.${column}`).join(' OR ')}) AND ${isOwn}`

export const noteUnsent = (database: Database, kind: string, id: string, field: string): void => {
  database.run(
    `INSERT INTO sync_unsent (kind, id, field) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET clock = NULL, batch = NULL`,
    [kind, id, field],
  )
}
