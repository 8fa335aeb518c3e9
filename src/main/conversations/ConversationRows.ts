import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Conversation, ConversationPlace } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import type { Message } from '@shared/model/message'
import type { Emitter } from '../lib/Emitter'
import { Serial } from '../lib/Serial'
import type { Feeds } from '../runs/Feeds'

/**
 * The one place where a conversation's row is changed: read, edited and written without another change in
 * between, so that a new question and a new title that come together are both kept. Changes are announced.
 */
export class ConversationRows {
  private readonly serial = new Serial()

  constructor(
    private readonly library: Pick<
      AsyncLibrary,
      'getConversation' | 'saveConversation' | 'addMessages' | 'loadConversations' | 'arrangeConversations'
    >,
    private readonly feeds: Feeds,
    private readonly events: Emitter<AppEvent>,
  ) {}

  /**
   * `edit` gets null where there is no such row yet, and gives null to leave all as it is. New messages are
   * written along with it.
   */
  write(
    id: string,
    edit: (current: Conversation | null) => Conversation | null,
    messages: readonly Message[] = [],
  ): Promise<Conversation | null> {
    return this.serial.run(id, async () => {
      const edited = edit(await this.library.getConversation({ id }))
      if (!edited) return null
      const conversation = messages.length > 0 ? broughtBack(edited) : edited
      if (messages.length > 0) await this.library.addMessages({ conversation, messages })
      else await this.library.saveConversation({ conversation })
      for (const message of messages) this.feeds.publish(id, { type: 'message.added', message })
      this.tell(conversation)
      return conversation
    })
  }

  /** The same for one that must be there: `conversation/not-found`. */
  change(
    id: string,
    edit: (current: Conversation) => Conversation | null,
    messages: readonly Message[] = [],
  ) {
    return this.write(
      id,
      (current) => {
        if (!current) throw new AppError('conversation/not-found')
        return edit(current)
      },
      messages,
    )
  }

  /**
   * Puts many elsewhere at once; `place` gives null for one that stays where it is. Ids that are not there
   * are left out. Answers those that were moved, as they were before.
   */
  arrange(
    ids: readonly string[],
    place: (conversation: Conversation) => ConversationPlace | null,
  ): Promise<readonly Conversation[]> {
    return this.serial.runAll(ids, async () => {
      const before = await this.library.loadConversations({ ids })
      const moved = before.flatMap((conversation) => {
        const to = place(conversation)
        return to ? [{ conversation, to }] : []
      })
      if (moved.length === 0) return []
      const places = moved.map(({ to }) => to)
      this.tellAll(await this.library.arrangeConversations({ places }))
      return moved.map(({ conversation }) => conversation)
    })
  }

  /** Runs `work` while no other writer is at the conversation. */
  alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.serial.run(id, work)
  }

  /** The library itself changed them. */
  tellAgain(ids: readonly string[]): Promise<void> {
    return this.serial.runAll(ids, async () => {
      this.tellAll(await this.library.loadConversations({ ids }))
    })
  }

  /** The library itself changed it. */
  tell(conversation: Conversation): void {
    this.tellAll([conversation])
  }

  private tellAll(conversations: readonly Conversation[]): void {
    for (const conversation of conversations)
      this.feeds.publish(conversation.id, { type: 'conversation.changed', conversation })
    // Lists show what is kept.
    const listed = conversations.filter(({ isTemporary }) => !isTemporary)
    if (listed.length > 0) this.events.publish({ type: 'conversations.changed', conversations: listed })
  }
}

/** What something new is said in is neither archived nor in the trash: it must not be lost with that. */
const broughtBack = ({ archivedAt: _archived, trashedAt: _trashed, ...conversation }: Conversation) =>
  conversation
