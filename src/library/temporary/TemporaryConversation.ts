import { createHash } from 'node:crypto'
import { AppError } from '@shared/ipc/errors'
import type { Attachment } from '@shared/model/attachment'
import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import { keptFileName, type Picture } from '@shared/model/picture'
import type { Contents, KeptContents } from '../attachments/contents'
import { addFile } from '../attachments/files'
import { getConversation, writeConversation } from '../conversations'
import { Database } from '../Database'
import { loadMessages } from '../messages'
import { createMethods, type LibraryWork } from '../methods'
import { migrate } from '../migrate'
import type { Migration } from '../migrations/migration'
import { pictureColumns, readPicture } from '../pictures/pictures'
import { readText } from '../values'
import { MemoryFiles } from './MemoryFiles'

/** All that makes up a conversation, on its way into the library. */
export interface TemporaryContents {
  readonly conversation: Conversation
  readonly messages: readonly Message[]
  readonly pictures: readonly { readonly picture: Picture; readonly bytes: Uint8Array }[]
  readonly files: readonly {
    readonly name: string
    readonly contents: KeptContents
    readonly bytes: Uint8Array
  }[]
  readonly notes: readonly { readonly name: string; readonly value: string }[]
}

export interface TemporaryOptions {
  readonly conversation: Conversation
  readonly migrations: readonly Migration[]
  readonly now: () => number
}

/**
 * One conversation in a database of its own, in memory, with the library's own tables: all that reads and
 * writes a conversation works here as it does there, and closing the database is all that its end takes.
 */
export class TemporaryConversation {
  private readonly database = Database.inMemory()
  private readonly pictures = new MemoryFiles()
  private readonly files = new MemoryFiles()
  readonly methods: ReturnType<typeof createMethods>

  constructor({ conversation, migrations, now }: TemporaryOptions) {
    migrate(this.database, migrations)
    writeConversation(this.database, conversation)
    const methods = createMethods({
      library: this.work(),
      folders: { pictures: this.pictures, files: this.files, speech_clips: new MemoryFiles() },
      // The page goes without: the picture itself is small enough to be shown while it lasts.
      thumbnails: { keep: () => {} },
      now,
    })
    this.now = now
    this.methods = {
      ...methods,
      getConversation: (input) => marked(methods.getConversation(input)),
      openConversation: (input) => {
        const opened = methods.openConversation(input)
        return opened && { ...opened, conversation: marked(opened.conversation) }
      },
    }
  }
  private readonly now: () => number

  hasMessage(id: string): boolean {
    return this.database.get('SELECT 1 AS found FROM messages WHERE id = ?', [id]) !== null
  }

  hasPicture(id: string): boolean {
    return this.database.get('SELECT 1 AS found FROM pictures WHERE id = ?', [id]) !== null
  }

  hasFile(id: string): boolean {
    return this.files.sizeOf(id) !== null
  }

  /** A file that was read and is not on disk. */
  keepFile(input: {
    readonly name: string
    readonly contents: Contents
    readonly bytes: Uint8Array
  }): Attachment {
    const { name, contents, bytes } = input
    const id = createHash('sha256').update(bytes).digest('hex')
    this.files.write(id, bytes)
    const kept = { ...contents, id, byteLength: bytes.byteLength }
    return addFile(this.database, { name, contents: kept }, this.now())
  }

  /** The bytes of a picture or a file. */
  bytesOf(id: string): Uint8Array | null {
    const picture = this.methods.getPicture({ id })
    return picture ? this.pictures.read(keptFileName(picture)) : this.files.read(id)
  }

  contents(conversationId: string): TemporaryContents | null {
    const { database } = this
    const conversation = getConversation(database, conversationId)
    if (!conversation) return null
    const ids = database.all('SELECT id FROM messages ORDER BY pk').map(({ id }) => readText(id))
    return {
      conversation,
      messages: loadMessages(database, ids),
      pictures: database
        .all(`SELECT ${pictureColumns} FROM pictures ORDER BY pk`)
        .map(readPicture)
        .flatMap((picture) => {
          const bytes = this.pictures.read(keptFileName(picture))
          return bytes ? [{ picture, bytes }] : []
        }),
      files: database.all('SELECT id, kind, name, text FROM files').flatMap((row) => {
        const [id, kind] = [readText(row.id), readText(row.kind) as Contents['kind']]
        const bytes = this.files.read(id)
        const text = readText(row.text)
        return bytes
          ? [{ name: readText(row.name), contents: { id, kind, text, byteLength: bytes.byteLength }, bytes }]
          : []
      }),
      notes: database
        .all('SELECT name, value FROM notes')
        .map((row) => ({ name: readText(row.name), value: readText(row.value) })),
    }
  }

  close(): void {
    this.database.close()
  }

  private work(): LibraryWork {
    const { database } = this
    const guarded = <T>(work: () => T): T => {
      try {
        return work()
      } catch (error) {
        if (error instanceof AppError) throw error
        throw new AppError('internal', 'A temporary conversation failed', undefined, { cause: error })
      }
    }
    return {
      hasOrphans: false,
      writableNow: database,
      writable: () => database,
      guarded,
      read: (work) => guarded(() => work(database)),
      write: (work) => guarded(() => database.transaction(() => work(database))),
    }
  }
}

const marked = <T extends Conversation | null>(conversation: T): T =>
  conversation && { ...conversation, isTemporary: true }
