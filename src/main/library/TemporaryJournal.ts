import type { LibraryInput, LibraryMethod, LibraryRequest } from '@shared/ipc/library'

type Write = Pick<LibraryRequest, 'method' | 'input'>

/** The conversation that a write is about, where its input says so. */
const conversationOf: { readonly [M in LibraryMethod]?: (input: LibraryInput<M>) => string | null } = {
  beginTemporary: ({ conversation }) => conversation.id,
  addMessages: ({ conversation }) => conversation.id,
  saveConversation: ({ conversation }) => conversation.id,
  finishMessage: ({ message }) => message.conversationId,
  restoreMessage: ({ removed }) => removed.message.conversationId,
  setNote: ({ name }) => name.split(':')[1] ?? null,
  attachFile: ({ conversationId }) => conversationId ?? null,
  addPicture: ({ conversationId }) => conversationId,
  keepTemporary: ({ id }) => id,
  dropTemporary: ({ id }) => id,
}

/**
 * What was written to temporary conversations. They are in the memory of the library's process, which may
 * end: the next one is told everything once more. Empty where there are none.
 */
export class TemporaryJournal {
  private readonly written = new Map<string, Write[]>()
  /** The owners of messages, for writes that name a message alone. */
  private readonly owners = new Map<string, string>()

  /** The library has done this. */
  note({ method, input }: Write): void {
    if (method !== 'beginTemporary' && this.written.size === 0) return
    const id = this.ownerOf(method, input)
    if (id === null) return
    if (method === 'keepTemporary' || method === 'dropTemporary') this.forget(id)
    else if (method === 'beginTemporary') this.written.set(id, [{ method, input }])
    else this.add(id, { method, input })
  }

  /** Everything again, in order. */
  all(): readonly Write[] {
    return [...this.written.values()].flat()
  }

  private add(id: string, write: Write): void {
    const writes = this.written.get(id)
    if (!writes) return
    // A draft is written anew with every pause in typing.
    if (write.method === 'setNote') dropNote(writes, (write.input as LibraryInput<'setNote'>).name)
    writes.push(write)
    if (write.method !== 'addMessages') return
    for (const message of (write.input as LibraryInput<'addMessages'>).messages)
      this.owners.set(message.id, id)
  }

  private ownerOf(method: LibraryMethod, input: unknown): string | null {
    if (method === 'removeMessage')
      return this.owners.get((input as LibraryInput<'removeMessage'>).id) ?? null
    // The input's type belongs to the method's.
    const find = conversationOf[method] as ((input: unknown) => string | null) | undefined
    return find?.(input) ?? null
  }

  private forget(id: string): void {
    this.written.delete(id)
    for (const [messageId, owner] of this.owners) if (owner === id) this.owners.delete(messageId)
  }
}

const dropNote = (writes: Write[], name: string): void => {
  const index = writes.findIndex(
    ({ method, input }) => method === 'setNote' && (input as LibraryInput<'setNote'>).name === name,
  )
  if (index >= 0) writes.splice(index, 1)
}
