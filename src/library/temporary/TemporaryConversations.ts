import type { Conversation } from '@shared/model/conversation'
import { keptFileName } from '@shared/model/picture'
import { addFile } from '../attachments/files'
import type { KeptFiles } from '../ContentFolder'
import { writeConversation } from '../conversations'
import { writeMessage } from '../messages'
import type { LibraryWork } from '../methods'
import type { Migration } from '../migrations/migration'
import { setNote } from '../notes'
import { getPicture, insertPicture } from '../pictures/pictures'
import { markNeeded } from '../retention/needs'
import { type TemporaryContents, TemporaryConversation } from './TemporaryConversation'

export interface TemporaryConversationsDeps {
  /** The library that one becomes a part of when it is kept. */
  readonly library: LibraryWork
  readonly folders: { readonly pictures: KeptFiles; readonly files: KeptFiles }
  readonly migrations: readonly Migration[]
  readonly now: () => number
}

/** The temporary conversations that there are: mostly none, and then this costs nothing. */
export class TemporaryConversations {
  private readonly all = new Map<string, TemporaryConversation>()

  constructor(private readonly deps: TemporaryConversationsDeps) {}

  begin(conversation: Conversation): void {
    if (this.all.has(conversation.id)) return
    const { migrations, now } = this.deps
    this.all.set(conversation.id, new TemporaryConversation({ conversation, migrations, now }))
  }

  get(conversationId: string | null | undefined): TemporaryConversation | null {
    return (conversationId && this.all.get(conversationId)) || null
  }

  ofMessage(id: string | null): TemporaryConversation | null {
    return id === null ? null : this.find((each) => each.hasMessage(id))
  }

  ofPicture(id: string): TemporaryConversation | null {
    return this.find((each) => each.hasPicture(id))
  }

  ofFile(id: string): TemporaryConversation | null {
    return this.find((each) => each.hasFile(id))
  }

  bytesOf(id: string): Uint8Array | null {
    return this.find((each) => each.bytesOf(id) !== null)?.bytesOf(id) ?? null
  }

  drop(id: string): void {
    this.all.get(id)?.close()
    this.all.delete(id)
  }

  /** False where there is none. */
  keep(id: string, title: string): boolean {
    const contents = this.all.get(id)?.contents(id)
    if (!contents) return false
    this.write({ ...contents, conversation: { ...contents.conversation, title } })
    this.drop(id)
    return true
  }

  /** Files first, then all rows at once: whatever fails, it is still there, and nothing is half kept. */
  private write({ conversation, messages, pictures, files, notes }: TemporaryContents): void {
    const { library, folders, now } = this.deps
    library.guarded(() => {
      for (const { picture, bytes } of pictures) folders.pictures.write(keptFileName(picture), bytes)
      for (const { contents, bytes } of files) folders.files.write(contents.id, bytes)
    })
    library.write((database) => {
      for (const { picture } of pictures) {
        if (getPicture(database, picture.id)) markNeeded(database, 'pictures', picture.id)
        else insertPicture(database, picture)
      }
      for (const file of files) addFile(database, file, now())
      const key = writeConversation(database, conversation)
      for (const message of messages) writeMessage(database, key, message)
      for (const note of notes) setNote(database, note)
    })
  }

  private find(isIt: (each: TemporaryConversation) => boolean): TemporaryConversation | null {
    for (const each of this.all.values()) if (isIt(each)) return each
    return null
  }
}
