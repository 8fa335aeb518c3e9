import type { Draft } from '@shared/model/conversation'
import type { Client } from '../../../ipc/client'
import { client as windowClient } from '../../../ipc/client'

export const emptyDraft: Draft = { text: '', attachments: [] }

const isEmpty = ({ text, attachments }: Draft): boolean => text === '' && attachments.length === 0

/** One after the other, the older words first. */
export const joined = (first: Draft, second: Draft): Draft => ({
  text: [first.text, second.text].filter((text) => text !== '').join('\n'),
  attachments: [
    ...first.attachments,
    ...second.attachments.filter(({ id }) => !first.attachments.some((known) => known.id === id)),
  ],
})

/** What was typed is on its way to disk at most this long after a key. */
const saveWithinMs = 400

/**
 * What was written but not sent, by conversation (null: the one that has not begun), on disk soon after each
 * change.
 */
export class Drafts {
  private readonly known = new Map<string | null, Draft>()
  private readonly unsaved = new Set<string | null>()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly client: Pick<Client, 'call'>,
    private readonly withinMs = saveWithinMs,
  ) {}

  /** What this window knows without asking. */
  peek(conversationId: string | null): Draft | undefined {
    return this.known.get(conversationId)
  }

  /** What is on disk; it does not have what was written here meanwhile. */
  async load(conversationId: string | null): Promise<Draft> {
    await this.flush()
    const draft = (await this.client.call('drafts.load', { conversationId })) ?? emptyDraft
    const isNewer = this.known.has(conversationId)
    if (!isNewer && !isEmpty(draft)) this.known.set(conversationId, draft)
    return isEmpty(draft) ? emptyDraft : draft
  }

  keep(conversationId: string | null, draft: Draft): void {
    const known = this.known.get(conversationId)
    if (isEmpty(draft)) {
      // A field that was never filled says nothing about what is on disk.
      if (!known) return
      this.known.delete(conversationId)
    } else {
      if (known?.text === draft.text && known.attachments === draft.attachments) return
      this.known.set(conversationId, draft)
    }
    this.unsaved.add(conversationId)
    // Further keys do not put it off: a user who types on and on has most to lose.
    this.timer ??= setTimeout(() => void this.flush(), this.withinMs)
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const ids = [...this.unsaved]
    this.unsaved.clear()
    await Promise.all(
      ids.map(async (conversationId) => {
        const { text, attachments } = this.known.get(conversationId) ?? emptyDraft
        try {
          await this.client.call('drafts.save', {
            conversationId,
            draft: { text, attachments: [...attachments] },
          })
        } catch (error) {
          console.error('A draft could not be kept', error)
          this.unsaved.add(conversationId)
        }
      }),
    )
  }
}

/** The window's drafts. */
export const drafts = new Drafts(windowClient)
