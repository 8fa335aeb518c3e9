import { type Conversation, mostFolders } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import type { TransferCounts } from '@shared/model/transfer'
import { conversationKey, getConversation, writeConversation } from '../../conversations'
import type { Database } from '../../Database'
import { countFolders } from '../../folders'
import { writeMessage } from '../../messages'
import { getNote, setNote } from '../../notes'
import { readText, readTextOrNull, storeText } from '../../values'
import { AssetWriter, type KeptAsset } from './AssetWriter'
import type { ImportedHead, ImportedMessage, ImportSlice } from './imported'
import { takeKeys } from './takeKeys'

export interface Written {
  readonly added: TransferCounts
  /** They were here before. */
  readonly known: TransferCounts
  /** New or changed, as they are now. */
  readonly conversations: readonly Conversation[]
  /** Those of them that were here before and have more messages now. */
  readonly grownIds: readonly string[]
  /** Messages that were removed here after an earlier import, and stay so. */
  readonly removed: number
}

/**
 * The conversation of which only the first messages are here: out of sight, and taken out again after a
 * crash.
 */
const unfinishedNote = 'import.unfinished'

interface Unfinished {
  readonly id: string
  /** The row number of its next message. */
  readonly nextKey: number | null
}

export const unfinishedImport = (database: Database): Unfinished | null => {
  const note = getNote(database, unfinishedNote)
  if (note === null) return null
  try {
    const { id, nextKey } = JSON.parse(note) as Unfinished
    if (typeof id === 'string') return { id, nextKey: typeof nextKey === 'number' ? nextKey : null }
  } catch {
    // Damaged: that conversation stays in the trash, and is imported again whole by the next import of it.
  }
  return null
}

export const forgetUnfinished = (database: Database): void =>
  setNote(database, { name: unfinishedNote, value: null })

/** What of these messages is here, and what was removed here after an earlier import: that stays removed. */
const messagesHere = (
  database: Database,
  messages: readonly ImportedMessage[],
): { readonly here: ReadonlySet<string>; readonly removed: ReadonlySet<string> } => {
  const ids = [JSON.stringify(messages.map(({ id }) => id))]
  const idsIn = (table: string) =>
    new Set(
      database
        .all(
          // A conversation that was deleted just now still has messages for a moment: those are not here.
          `SELECT m.id FROM ${table} m JOIN conversations c ON c.pk = m.conversation
           WHERE m.id IN (SELECT value FROM json_each(?))`,
          ids,
        )
        .map(({ id }) => readText(id)),
    )
  return { here: idsIn('messages'), removed: idsIn('removed_messages') }
}

/** Whether a picture or file is here that our own export speaks of. */
export const isKept = (database: Database, id: string): boolean =>
  database.get(
    'SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM pictures WHERE id = ?1) OR EXISTS (SELECT 1 FROM files WHERE id = ?1)',
    [id],
  ) !== null

/** The messages of a slice that are new here. */
export const newMessages = (database: Database, { messages }: ImportSlice): readonly ImportedMessage[] => {
  const { here, removed } = messagesHere(database, messages)
  return messages.filter(({ id }) => !here.has(id) && !removed.has(id))
}

/**
 * Writes what is new of each slice; what is here stays as it is, with everything that the user did to it. To
 * be called within a transaction. Imported answers are entered in no account: nothing was spent here.
 */
export const writeSlices = (
  database: Database,
  slices: readonly ImportSlice[],
  assets: ReadonlyMap<string, KeptAsset>,
): Written => new SliceWriter(database, assets).writeAll(slices)

/** Slices in order, cut where a conversation comes again: what is there of it by then counts. */
function* runsOfDistinct(slices: readonly ImportSlice[]): Generator<readonly ImportSlice[]> {
  let run: ImportSlice[] = []
  for (const slice of slices) {
    if (run.some(({ head }) => head.id === slice.head.id)) {
      yield run
      run = []
    }
    run.push(slice)
  }
  yield run
}

type SlicePlacement =
  | { readonly type: 'grow' }
  | { readonly type: 'gone' }
  | { readonly type: 'create'; readonly nextKey: number | null }

class SliceWriter {
  private readonly added = { conversations: 0, messages: 0 }
  private readonly known = { conversations: 0, messages: 0, pictures: 0, files: 0 }
  private readonly conversations: Conversation[] = []
  private readonly grownIds: string[] = []
  private removed = 0

  private readonly assets: AssetWriter

  constructor(
    private readonly database: Database,
    assets: ReadonlyMap<string, KeptAsset>,
  ) {
    this.assets = new AssetWriter(database, assets)
  }

  writeAll(slices: readonly ImportSlice[]): Written {
    for (const distinct of runsOfDistinct(slices)) {
      // Row numbers are taken in the order of the file and written upwards, which the search index does much
      // faster.
      const placed = distinct.map((slice) => ({ slice, place: this.placeOf(slice) }))
      for (const { slice, place } of placed.reverse()) {
        if (place.type === 'create') this.create(slice, place.nextKey)
        if (place.type === 'grow') this.grow(slice)
      }
    }
    const { known, conversations, grownIds, removed } = this
    return { added: { ...this.added, ...this.assets.added }, known, conversations, grownIds, removed }
  }

  private placeOf({ head, isFirst }: ImportSlice): SlicePlacement {
    const { database } = this
    const unfinished = unfinishedImport(database)
    const isHere = conversationKey(database, head.id) !== null
    if (unfinished?.id === head.id && !isFirst)
      // It may have been deleted while it was being written.
      return isHere ? { type: 'create', nextKey: unfinished.nextKey } : { type: 'gone' }
    if (isHere) return { type: 'grow' }
    if (!isFirst) return { type: 'gone' }
    const key = takeKeys(database, 'conversations', 1)
    database.run(
      `INSERT INTO conversations (pk, id, title, created_at, updated_at, choices) VALUES (?, ?, '', 0, 0, '{}')`,
      [key, head.id],
    )
    return { type: 'create', nextKey: takeKeys(database, 'messages', head.messageCount) }
  }

  /** One that is not here yet. A long one stays out of sight until all of it is. */
  private create({ head, messages, isFirst, isLast }: ImportSlice, nextKey: number | null): void {
    const { database } = this
    if (isFirst) writeConversation(database, conversationOf(head))
    const key = conversationKey(database, head.id) ?? 0
    for (const [index, message] of messages.entries())
      this.writeMessage(key, head.id, message, nextKey === null ? null : nextKey + index)
    database.run(
      'UPDATE conversations SET pinned_at = ?, archived_at = ?, trashed_at = ?, folder_id = ? WHERE pk = ?',
      [
        isLast ? head.pinnedAt : null,
        isLast ? head.archivedAt : null,
        isLast ? null : Date.now(),
        isLast ? this.ensureFolder(head) : null,
        key,
      ],
    )
    if (!isLast) {
      const next: Unfinished = { id: head.id, nextKey: nextKey === null ? null : nextKey + messages.length }
      setNote(database, { name: unfinishedNote, value: JSON.stringify(next) })
      return
    }
    if (!isFirst) forgetUnfinished(database)
    this.added.conversations += 1
    this.tell(head.id)
  }

  private ensureFolder({ folder, createdAt }: ImportedHead): string | null {
    if (!folder) return null
    const isHere = this.database.get('SELECT 1 AS found FROM folders WHERE id = ?', [folder.id]) !== null
    if (!isHere && countFolders(this.database) >= mostFolders) return null
    this.database.run(
      `INSERT OR IGNORE INTO folders (id, name, position, created_at)
       VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM folders), ?)`,
      [folder.id, storeText(folder.name), createdAt],
    )
    return folder.id
  }

  /** One that is here: only messages that it does not have are added, each under what it answers. */
  private grow(slice: ImportSlice): void {
    const { database } = this
    const { head, messages, isLast } = slice
    const key = conversationKey(database, head.id) ?? 0
    const { here, removed } = messagesHere(database, messages)
    const fresh = messages.filter(({ id }) => !here.has(id) && !removed.has(id))
    this.known.messages += here.size
    this.removed += removed.size
    for (const message of fresh)
      this.writeMessage(key, head.id, { ...message, parentId: this.parentHere(message.parentId) }, null)
    if (isLast) this.known.conversations += 1
    const old = getConversation(database, head.id)
    if (!old) return
    const leafId = this.hasGrownFrom(old.leafId, head.leafId) ? head.leafId : old.leafId
    const updatedAt = fresh.length > 0 ? Math.max(old.updatedAt, head.updatedAt) : old.updatedAt
    if (leafId === old.leafId && fresh.length === 0) return
    writeConversation(database, { ...old, leafId, updatedAt })
    if (!this.grownIds.includes(head.id)) this.grownIds.push(head.id)
    this.tell(head.id)
  }

  /** The message itself, or the first above it that was not removed. */
  private parentHere(parentId: string | null): string | null {
    let current = parentId
    const seen = new Set<string>()
    while (current !== null && !seen.has(current)) {
      seen.add(current)
      if (this.database.get('SELECT 1 AS found FROM messages WHERE id = ?', [current])) return current
      const row = this.database.get('SELECT parent_id FROM removed_messages WHERE id = ?', [current])
      current = readTextOrNull(row?.parent_id ?? null)
    }
    return null
  }

  /** Whether `leafId` is here and goes on from what is shown: then it is what the user would see next. */
  private hasGrownFrom(shownId: string | null, leafId: string | null): boolean {
    if (leafId === null || leafId === shownId) return false
    let current: string | null = leafId
    const seen = new Set<string>()
    while (current !== null && !seen.has(current)) {
      if (current === shownId) return true
      seen.add(current)
      const row = this.database.get('SELECT parent_id FROM messages WHERE id = ?', [current])
      current = readTextOrNull(row?.parent_id ?? null)
    }
    return false
  }

  private writeMessage(
    key: number,
    conversationId: string,
    { parts, ...rest }: ImportedMessage,
    place: number | null,
  ): void {
    const message: Message = { ...rest, conversationId, parts: [] }
    const own = parts.map((part) => (part.type === 'asset' ? this.assets.partOf(part, message) : part))
    writeMessage(this.database, key, { ...message, parts: own }, place)
    this.added.messages += 1
  }

  private tell(id: string): void {
    const conversation = getConversation(this.database, id)
    if (conversation) this.conversations.push(conversation)
  }
}

const conversationOf = (head: ImportedHead): Conversation => {
  const { id, title, titleSource, createdAt, updatedAt, leafId, choices } = head
  return { id, title, titleSource, createdAt, updatedAt, leafId, choices }
}
