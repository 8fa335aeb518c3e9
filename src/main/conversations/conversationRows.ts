import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Conversation } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import type { Message } from '@shared/model/message'
import type { Hub } from '../lib/hub'
import { Serial } from '../lib/serial'
import type { Feeds } from '../runs/feeds'

/**
 * The one place where a conversation's row is changed: read, edited and written without another change in between, so that a
 * new question and a new title that come together are both kept. Tells everyone.
 */
export class ConversationRows {
  private readonly serial = new Serial()

  constructor(
    private readonly library: Pick<AsyncLibrary, 'getConversation' | 'saveConversation' | 'addMessages'>,
    private readonly feeds: Feeds,
    private readonly events: Hub<AppEvent>,
  ) {}

  /** `edit` gets null where there is no such row yet, and gives null to leave all as it is. New messages are written along with it. */
  write(
    id: string,
    edit: (current: Conversation | null) => Conversation | null,
    messages: readonly Message[] = [],
  ): Promise<Conversation | null> {
    return this.serial.run(id, async () => {
      const conversation = edit(await this.library.getConversation({ id }))
      if (!conversation) return null
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

  /** The library itself changed it. */
  tell(conversation: Conversation): void {
    this.feeds.publish(conversation.id, { type: 'conversation.changed', conversation })
    this.events.publish({ type: 'conversations.changed', conversations: [conversation] })
  }
}
