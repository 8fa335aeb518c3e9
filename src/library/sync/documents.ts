import type { SharedDocument, SharedDocuments } from '@shared/ipc/library/sync'
import { mostFactCharacters } from '@shared/model/memory'
import { makeClock } from '@shared/sync/clock'
import { canonicalJson } from '@shared/sync/record'
import { z } from 'zod'
import type { Database } from '../Database'
import { readText, readTextOrNull } from '../values'
import { noteUnsent } from './noting'
import { getState, isSyncing, setState } from './schema'
import type { Thing, Values } from './things'

// Assistants and what models know of the user are settings, which main keeps. What travels of them stands
// here a second time, as long as sync is on: as it is on all devices, and as main had it when it last spoke.

export type DocumentKind = 'assistant' | 'fact'

interface Row {
  /** Null where it was deleted elsewhere, and main still has it. */
  readonly fields: Values | null
  /** Null where main has not had it yet. */
  readonly seen: Values | null
}

const read = (value: Parameters<typeof readText>[0]): Values | null => {
  const text = readTextOrNull(value)
  return text === null ? null : (JSON.parse(text) as Values)
}

// ——— As one of the kinds that travel

export const loadDocument =
  (kind: DocumentKind) =>
  (database: Database, id: string): Thing | null => {
    const row = database.get('SELECT fields, born FROM sync_documents WHERE kind = ? AND id = ?', [kind, id])
    const fields = row && read(row.fields)
    return fields && { born: readText(row.born), values: fields }
  }

export const isWholeAssistant = ({ name, systemPrompt }: Values): boolean =>
  z.string().min(1).max(80).safeParse(name).success && z.string().max(100_000).safeParse(systemPrompt).success

export const isWholeFact = ({ text }: Values): boolean =>
  z.string().min(1).max(mostFactCharacters).safeParse(text).success

/** All fields as they came, also those that only a later version knows. */
export const storeDocument =
  (kind: DocumentKind) =>
  (database: Database, id: string, values: Values): void =>
    keepFields(database, kind, id, present(values))

export const removeDocument =
  (kind: DocumentKind) =>
  (database: Database, id: string): void =>
    keepFields(database, kind, id, null)

/** Null says that there is none. */
const present = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))

/** One that was made or changed by the user is later than one that the app brought along. */
const bornOf = (isOriginal: boolean): string => makeClock(isOriginal ? 0 : 1, 0, '0')

const keepFields = (database: Database, kind: string, id: string, fields: Values | null): void => {
  database.run(
    `INSERT INTO sync_documents (kind, id, fields, born) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET fields = excluded.fields`,
    [kind, id, fields && JSON.stringify(fields), bornOf(false)],
  )
}

// ——— With main

const isSame = (one: unknown, other: unknown): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null)

/**
 * Main tells what it has, and gets what it should have. What differs from what it had is the user's doing,
 * and told to the others; what differs only here came from them. Null where sync is off.
 */
export const exchangeDocuments = (
  database: Database,
  input: SharedDocuments,
): readonly SharedDocument[] | null =>
  isSyncing(database) ? database.transaction(() => new Exchange(database, input).run()) : null

class Exchange {
  private readonly rows: Map<string, Row>
  private readonly isFirst: boolean

  constructor(
    private readonly database: Database,
    private readonly input: SharedDocuments,
  ) {
    this.isFirst = getState(database, `shared.${input.kind}`) === ''
    this.rows = this.loadRows()
  }

  run(): readonly SharedDocument[] {
    const { database, input } = this
    const positions = this.positions()
    for (const [index, document] of input.documents.entries())
      this.take(document, { ...present(document.fields), position: positions[index] })
    const listed = new Set([...input.documents.map(({ id }) => id), ...(input.unreadIds ?? [])])
    for (const [id, row] of this.rows) {
      if (!row.seen || listed.has(id)) continue
      if (input.isNew) this.giveAnew(id, row)
      else this.remove(id, row)
    }
    if (this.isFirst) setState(database, `shared.${input.kind}`, 'told')
    return this.answer()
  }

  private loadRows(): Map<string, Row> {
    const rows = this.database.all('SELECT id, fields, seen FROM sync_documents WHERE kind = ?', [
      this.input.kind,
    ])
    return new Map(rows.map((row) => [readText(row.id), { fields: read(row.fields), seen: read(row.seen) }]))
  }

  /** As they were, unless the user put them into another order. */
  private positions(): readonly number[] {
    const all = [...this.rows.values()].flatMap(({ fields }) => Number(fields?.position ?? -1))
    let next = Math.max(-1, ...all)
    let before = Number.NEGATIVE_INFINITY
    let hasNew = false
    const kept: number[] = []
    for (const { id } of this.input.documents) {
      const seen = this.rows.get(id)?.seen
      if (!seen) {
        hasNew = true
        next += 1
        kept.push(next)
        continue
      }
      const position = Number(seen.position)
      if (hasNew || position < before) return this.input.documents.map((_, index) => index)
      before = position
      kept.push(position)
    }
    return kept
  }

  private take({ id, isOriginal }: SharedDocument, wanted: Values): void {
    const row = this.rows.get(id)
    if (!row?.fields) {
      // It was deleted elsewhere, and the user has not touched it since: main lets it go.
      if (row?.seen && isSame(row.seen, wanted)) return
      this.add(id, wanted, isOriginal === true)
      return
    }
    const { fields, seen } = row
    // The others had it before this device was joined to them.
    if (!seen && isOriginal) {
      this.keep(id, { fields, seen: wanted })
      return
    }
    const changed = [...new Set([...Object.keys(wanted), ...Object.keys(seen ?? {})])].filter(
      (name) => !isSame(wanted[name], fields[name]) && !(seen && isSame(wanted[name], seen[name])),
    )
    const merged = present({
      ...fields,
      ...Object.fromEntries(changed.map((name) => [name, wanted[name] ?? null])),
    })
    this.keep(id, { fields: merged, seen: wanted })
    for (const name of changed) noteUnsent(this.database, this.input.kind, id, name)
  }

  private add(id: string, wanted: Values, isOriginal: boolean): void {
    const { database, input } = this
    this.keep(id, { fields: wanted, seen: wanted })
    if (this.isFirst)
      database.run('UPDATE sync_documents SET born = ? WHERE kind = ? AND id = ?', [
        bornOf(isOriginal),
        input.kind,
        id,
      ])
    // What was there before sync is told as old as it is.
    noteUnsent(database, input.kind, id, this.isFirst ? 'again' : 'whole')
  }

  private giveAnew(id: string, { fields }: Row): void {
    this.database.run('UPDATE sync_documents SET seen = NULL WHERE kind = ? AND id = ?', [
      this.input.kind,
      id,
    ])
    this.rows.set(id, { fields, seen: null })
  }

  private remove(id: string, { fields }: Row): void {
    this.database.run('DELETE FROM sync_documents WHERE kind = ? AND id = ?', [this.input.kind, id])
    this.rows.delete(id)
    if (fields) noteUnsent(this.database, this.input.kind, id, 'deleted')
  }

  /** Nothing is written where nothing is different. */
  private keep(id: string, { fields, seen }: Row): void {
    const before = this.rows.get(id)
    this.rows.set(id, { fields, seen })
    if (before && isSame(before.fields, fields) && isSame(before.seen, seen)) return
    this.database.run(
      `INSERT INTO sync_documents (kind, id, fields, seen, born) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET fields = excluded.fields, seen = excluded.seen`,
      [this.input.kind, id, JSON.stringify(fields), JSON.stringify(seen), bornOf(false)],
    )
  }

  /** Main holds only so many: what it has stays, and the rest waits here, lost to none. */
  private answer(): readonly SharedDocument[] {
    const there = [...this.rows].flatMap(([id, { fields, seen }]) =>
      fields ? [{ id, fields, isSeen: seen !== null }] : [],
    )
    const place = ({ fields }: { readonly fields: Values }) => Number(fields.position ?? 0)
    const inOrder = there.sort((one, other) => place(one) - place(other) || (one.id < other.id ? -1 : 1))
    const fitting = new Set(
      [...inOrder.filter(({ isSeen }) => isSeen), ...inOrder.filter(({ isSeen }) => !isSeen)].slice(
        0,
        this.input.most,
      ),
    )
    return inOrder
      .filter((document) => fitting.has(document))
      .map(({ id, fields: { position: _, ...fields } }) => ({ id, fields }))
  }
}
