import { type Conversation, mostFolders } from '@shared/model/conversation'
import type { Part } from '@shared/model/message'
import type { TransferCounts } from '@shared/model/transfer'
import { conversationKey, getConversation } from '../../conversations'
import type { Database, SqlValue } from '../../Database'
import { countFolders } from '../../folders'
import { recordUses } from '../../messages'
import { indexMessage, indexPrompt, indexTitle } from '../../search/searchIndex'
import { readNumber, readText, readTextOrNull, storeText } from '../../values'
import type { ArchivedTable } from './names'
import type { ArchiveRecord, ConversationRecord, MessageRecord, PictureRecord } from './records'
import { isFree, isOfThisRestore, placeOf, type RestorePlan } from './restorePlan'

export interface RestoreBatch {
  readonly table: ArchivedTable
  readonly records: readonly ArchiveRecord[]
  readonly plan: RestorePlan
  /** How many conversations and messages came before this batch, and whose messages may still be coming. */
  readonly before: {
    readonly conversations: number
    readonly messages: number
    readonly conversationId: string | null
  }
  /** True when no more of this table comes. */
  readonly isLast: boolean
}

export interface Restored {
  readonly added: TransferCounts
  readonly known: TransferCounts
  /** Messages whose conversation is not there, and those that were deleted here. */
  readonly lost: number
  readonly deleted: number
  readonly conversations: readonly Conversation[]
  readonly grownIds: readonly string[]
}

/**
 * Writes what is not here yet; what is here stays as it is, but for a conversation that the archive knows
 * newer. Within a transaction. The same batch again changes nothing.
 */
export const restoreRows = (database: Database, batch: RestoreBatch): Restored => {
  const restorer = new RowRestorer(database, batch)
  restorer.run()
  return restorer.result
}

class RowRestorer {
  private readonly added = { conversations: 0, messages: 0, pictures: 0, files: 0 }
  private readonly known = { conversations: 0, messages: 0, pictures: 0, files: 0 }
  private readonly changed = new Set<string>()
  private readonly grown = new Set<string>()
  private lost = 0
  private deleted = 0
  private conversationsSeen: number
  private messagesSeen: number
  private currentId: string | null
  private readonly columns = new Map<string, readonly string[]>()

  constructor(
    private readonly database: Database,
    private readonly batch: RestoreBatch,
  ) {
    this.conversationsSeen = batch.before.conversations
    this.messagesSeen = batch.before.messages
    this.currentId = batch.before.conversationId
  }

  get result(): Restored {
    const { added, known, lost, deleted } = this
    const tell = (ids: ReadonlySet<string>) =>
      [...ids].flatMap((id) => getConversation(this.database, id) ?? [])
    return {
      added,
      known,
      lost,
      deleted,
      conversations: tell(this.changed),
      grownIds: [...this.grown],
    }
  }

  run(): void {
    const { table, records } = this.batch
    for (const record of records) {
      switch (table) {
        case 'conversations':
          if (record.type === 'conversation') this.conversation(record as ConversationRecord)
          else this.message(record as MessageRecord)
          break
        case 'pictures':
          this.picture(record as PictureRecord)
          break
        case 'files':
          this.count('files', this.insert('files', withoutKey(record)))
          break
        case 'folders':
          if (countFolders(this.database) < mostFolders) this.insert(table, withoutKey(record))
          break
        default:
          this.insert(table, withoutKey(record))
      }
    }
    if (table === 'conversations' && this.batch.isLast) this.mendLeaf()
  }

  private conversation(record: ConversationRecord): void {
    this.mendLeaf()
    this.currentId = record.id
    const { type: _, pk, ...values } = record
    const place = placeOf(this.database, this.batch.plan, {
      table: 'conversations',
      pk,
      index: this.conversationsSeen,
    })
    this.conversationsSeen += 1
    // A folder that did not come along is none.
    const folder = values.folder_id ?? null
    const isInFolder = folder !== null && this.has('folders', String(folder))
    const row = { ...values, folder_id: isInFolder ? folder : null }
    const here = this.database.get('SELECT pk, title, updated_at FROM conversations WHERE id = ?', [
      record.id,
    ])
    if (!here) {
      this.insert('conversations', { ...row, ...(place === null ? {} : { pk: place }) })
      indexTitle(this.database, conversationKey(this.database, record.id) ?? 0, null, record.title)
      this.added.conversations += 1
      this.changed.add(record.id)
      return
    }
    this.known.conversations += 1
    if (record.updated_at <= readNumber(here.updated_at)) return
    const columns = this.columnsOf('conversations', row).filter((column) => column !== 'id')
    this.database.run(
      `UPDATE conversations SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
      [...columns.map((column) => stored(row[column as keyof typeof row])), record.id],
    )
    indexTitle(this.database, readNumber(here.pk), readText(here.title), record.title)
    this.changed.add(record.id)
    this.grown.add(record.id)
  }

  private message(record: MessageRecord): void {
    const { type: _, pk, conversation_id, parts, clips = [], ...values } = record
    const place = placeOf(this.database, this.batch.plan, { table: 'messages', pk, index: this.messagesSeen })
    this.messagesSeen += 1
    if (this.has('messages', record.id)) {
      this.known.messages += 1
      return
    }
    const conversation = conversationKey(this.database, conversation_id)
    if (conversation === null) {
      this.lost += 1
      return
    }
    if (this.has('removed_messages', record.id)) {
      this.deleted += 1
      return
    }
    const isNew = isOfThisRestore(this.batch.plan, conversation)
    const ownPlace = isNew ? place : isFree(this.database, 'messages', pk) ? pk : null
    this.insert('messages', {
      ...values,
      conversation,
      parent_id: this.firstHere(record.parent_id),
      ...(ownPlace === null ? {} : { pk: ownPlace }),
    })
    const key = readNumber(this.database.get('SELECT pk FROM messages WHERE id = ?', [record.id])?.pk)
    // The parts were checked against the kinds that there are: see records.ts.
    const own = parts as readonly Part[]
    this.database.run('INSERT INTO bodies (message, parts) VALUES (?, ?)', [key, JSON.stringify(own)])
    recordUses(this.database, key, own)
    indexMessage(this.database, key, own)
    for (const clip of clips)
      this.database.run('INSERT OR IGNORE INTO speech_uses (message, clip_id) VALUES (?, ?)', [key, clip])
    this.added.messages += 1
    if (isNew) return
    this.changed.add(conversation_id)
    this.grown.add(conversation_id)
  }

  private picture(record: PictureRecord): void {
    const { pk, ...values } = record
    const isNew = this.insert('pictures', isFree(this.database, 'pictures', pk) ? { ...values, pk } : values)
    this.count('pictures', isNew)
    if (!isNew) return
    const key = readNumber(this.database.get('SELECT pk FROM pictures WHERE id = ?', [record.id])?.pk)
    indexPrompt(this.database, key, record.prompt)
  }

  private count(what: 'pictures' | 'files', isNew: boolean): void {
    const counts = isNew ? this.added : this.known
    counts[what] += 1
  }

  /** Tells whether the row is new: what is there already, by whatever identifies it, stays. */
  private insert(table: string, record: Readonly<Record<string, unknown>>): boolean {
    const columns = this.columnsOf(table, record)
    return (
      this.database.run(
        `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        columns.map((column) => stored(record[column])),
      ) > 0
    )
  }

  /** The columns of a record that this table has: names come from the table, never from the archive. */
  private columnsOf(table: string, record: Readonly<Record<string, unknown>>): string[] {
    const known = this.columns.get(table) ?? this.readColumns(table)
    return known.filter((name) => Object.hasOwn(record, name))
  }

  private readColumns(table: string): readonly string[] {
    const rows = this.database.all('SELECT name FROM pragma_table_info(?)', [table])
    const names = rows.map(({ name }) => readText(name)).filter((name) => !ownColumns.has(name))
    this.columns.set(table, names)
    return names
  }

  private has(table: string, id: string): boolean {
    return this.database.get(`SELECT 1 AS found FROM ${table} WHERE id = ?`, [id]) !== null
  }

  /** The message itself, or the first above it that was not deleted here. What is unknown stays as it was. */
  private firstHere(parentId: string | null): string | null {
    let current = parentId
    const seen = new Set<string>()
    while (current !== null && !seen.has(current)) {
      seen.add(current)
      const row = this.database.get('SELECT parent_id FROM removed_messages WHERE id = ?', [current])
      if (!row) return current
      current = readTextOrNull(row.parent_id)
    }
    return current
  }

  /**
   * The conversation whose messages came last is whole now: where its end did not come along (it was being
   * written, or was deleted here), it ends in its newest message.
   */
  private mendLeaf(): void {
    if (this.currentId === null) return
    this.database.run(
      `UPDATE conversations SET leaf_id =
         (SELECT id FROM messages WHERE conversation = conversations.pk ORDER BY created_at DESC, id DESC LIMIT 1)
       WHERE id = ? AND leaf_id IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM messages
           WHERE messages.id = conversations.leaf_id AND messages.conversation = conversations.pk)`,
      [this.currentId],
    )
  }
}

/** What a row says about its place in this very library: no archive says that. */
const ownColumns: ReadonlySet<string> = new Set(['indexed_as', 'has_code', 'unneeded_since'])

/** Only conversations, messages and pictures keep their numbers, as far as these are free. */
const withoutKey = ({ pk: _, ...values }: ArchiveRecord): ArchiveRecord => values

const stored = (value: unknown): SqlValue =>
  typeof value === 'string' ? storeText(value) : typeof value === 'number' ? value : null
