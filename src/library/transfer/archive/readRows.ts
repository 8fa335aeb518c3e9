import type { Database, Row, SqlValue } from '../../Database'
import { readChoices, readParts } from '../../damage/storedValues'
import { loadMessages } from '../../messages'
import { readNumber, readText } from '../../values'
import type { ArchivedTable } from './names'

/**
 * The end of a page of rows: a row's number; in conversations that of the conversation and of its message.
 */
export interface RowCursor {
  readonly row: number
  /** Null: its messages are still to come, all of them. */
  readonly message: number | null
}

export interface RowPage {
  /** One JSON object a line. */
  readonly text: string
  readonly rows: number
  readonly messages: number
  /** Files that the rows speak of, to go along. */
  readonly contents: readonly ContentFile[]
  /** Null at the end. */
  readonly next: RowCursor | null
}

export interface ContentFile {
  readonly kind: 'pictures' | 'files' | 'speech'
  readonly id: string
  readonly format: string
}

/**
 * One read is some milliseconds of the library's time, between which answers are saved and searches answered.
 */
const charactersPerPage = 256 * 1024
const rowsPerPage = 200
const messagesPerRead = 25

/**
 * What is in a row only because it is a row here. `indexed_as` says where the search index is, which is made
 * anew (as is `has_code`, by what the message says), and `unneeded_since` what is to be removed soon, which
 * is found out anew.
 */
const leftOut: Readonly<Record<ArchivedTable | 'messages', readonly string[]>> = {
  folders: ['pk'],
  conversations: [],
  messages: ['conversation', 'indexed_as', 'has_code', 'parts', 'clips'],
  pictures: ['unneeded_since'],
  files: ['pk', 'indexed_as', 'unneeded_since'],
  speech_clips: ['pk', 'unneeded_since'],
  costs: ['pk'],
  notes: [],
}

/** The next rows of a table. All columns go along, whatever they are: later schemas have more of them. */
export const readRows = (database: Database, table: ArchivedTable, after: RowCursor | null): RowPage =>
  table === 'conversations' ? readConversations(database, after) : readPlain(database, table, after)

const readPlain = (
  database: Database,
  table: Exclude<ArchivedTable, 'conversations'>,
  after: RowCursor | null,
): RowPage => {
  const page = new Page()
  let last = after?.row ?? 0
  while (!page.isFull) {
    // The text of a file may be megabytes long.
    const limit = table === 'files' || table === 'notes' ? 1 : 50
    const rows = database.all(
      `SELECT rowid AS row_number, * FROM ${table} WHERE rowid > ? ${filters[table] ?? ''} ORDER BY rowid LIMIT ${limit}`,
      [last],
    )
    for (const { row_number, ...row } of rows) {
      last = readNumber(row_number)
      page.add(JSON.stringify(valuesOf(row, leftOut[table])))
      const kind = contentKinds[table]
      if (kind) page.contents.push({ kind, id: readText(row.id), format: readText(row.format) })
    }
    if (rows.length < limit) return page.end(null)
  }
  return page.end({ row: last, message: null })
}

/**
 * Conditions on tables of which only a part goes along: what the user wrote, not the machinery of this very
 * library.
 */
const filters: Readonly<Partial<Record<ArchivedTable, string>>> = {
  notes: "AND (name = 'draft' OR name LIKE 'draft:%' OR name LIKE 'queue:%')",
}

const contentKinds: Readonly<Partial<Record<ArchivedTable, ContentFile['kind']>>> = {
  pictures: 'pictures',
  files: 'files',
  speech_clips: 'speech',
}

/** Each conversation is followed by its messages, in the order in which they came. */
const readConversations = (database: Database, after: RowCursor | null): RowPage => {
  const page = new Page()
  let { row, message } = after ?? { row: 0, message: null }
  // The page before ended within the messages of this one.
  let isInside = message !== null
  while (!page.isFull) {
    if (!isInside) {
      const next = database.get('SELECT * FROM conversations WHERE pk > ? ORDER BY pk LIMIT 1', [row])
      if (!next) return page.end(null)
      row = readNumber(next.pk)
      message = 0
      isInside = true
      page.add(
        JSON.stringify({ type: 'conversation', ...valuesOf(soundConversation(next), leftOut.conversations) }),
      )
    }
    const messages = database.all(
      `SELECT m.*, b.parts, c.id AS conversation_id,
         (SELECT json_group_array(u.clip_id) FROM speech_uses u WHERE u.message = m.pk) AS clips
       FROM messages m LEFT JOIN bodies b ON b.message = m.pk JOIN conversations c ON c.pk = m.conversation
       WHERE m.conversation = ? AND m.pk > ? ORDER BY m.pk LIMIT ${messagesPerRead}`,
      [row, message],
    )
    for (const each of messages) {
      message = readNumber(each.pk)
      page.addMessage(messageLine(database, each))
    }
    if (messages.length < messagesPerRead) {
      isInside = false
      message = null
    }
  }
  return page.end({ row, message })
}

/** Choices that are damaged go along as far as they are not. */
const soundConversation = (row: Row): Row => {
  const { choices, isDamaged } = readChoices(row.choices)
  return isDamaged ? { ...row, choices: JSON.stringify(choices) } : row
}

const messageLine = (database: Database, row: Row): string => {
  const clips = readText(row.clips)
  const values = {
    type: 'message',
    ...valuesOf(row, leftOut.messages),
    // What it was read aloud from.
    ...(clips === '[]' ? {} : { clips: JSON.parse(clips) as readonly string[] }),
  }
  const isWhole = readText(row.state) !== 'streaming' && !readParts(row.parts).isDamaged
  if (isWhole) return withParts(values, readText(row.parts))
  // What is being written is archived as far as it is, as it would be after a crash.
  const [message] = loadMessages(database, [readText(row.id)])
  const state = message?.state === 'streaming' ? 'interrupted' : message?.state
  return withParts({ ...values, state }, JSON.stringify(message?.parts ?? []))
}

/** Parts are JSON in the row already. */
const withParts = (values: object, parts: string): string =>
  `${JSON.stringify(values).slice(0, -1)},"parts":${parts}}`

const valuesOf = (row: Row, without: readonly string[]): Record<string, string | number | null> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !without.includes(column))
      .map(([column, value]) => [column, plain(value)]),
  )

/** Blobs are texts that SQLite's own text cannot hold: see values.ts. */
const plain = (value: SqlValue): string | number | null =>
  value instanceof Uint8Array ? readText(value) : typeof value === 'bigint' ? Number(value) : value

class Page {
  readonly contents: ContentFile[] = []
  private readonly lines: string[] = []
  private rows = 0
  private messages = 0
  private characters = 0

  get isFull(): boolean {
    return this.characters >= charactersPerPage || this.lines.length >= rowsPerPage
  }

  add(line: string): void {
    this.lines.push(line)
    this.rows += 1
    this.characters += line.length
  }

  addMessage(line: string): void {
    this.lines.push(line)
    this.messages += 1
    this.characters += line.length
  }

  end(next: RowCursor | null): RowPage {
    const { lines, rows, messages, contents } = this
    return { text: lines.map((line) => `${line}\n`).join(''), rows, messages, contents, next }
  }
}

/** How much there is, for the progress of an archive. */
export const countConversations = (database: Database): number =>
  readNumber(database.get('SELECT count(*) AS n FROM conversations')?.n)
