import { attachment } from '@shared/ipc/common'
import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Draft } from '@shared/model/conversation'
import { z } from 'zod'
import { log } from '../lib/log'

const draftSchema = z.object({ text: z.string(), attachments: z.array(attachment) })

/** What was written but not sent, by conversation; null: for a new one. */
export class Drafts {
  constructor(private readonly library: Pick<AsyncLibrary, 'getNote' | 'setNote'>) {}

  async load(conversationId: string | null): Promise<Draft | null> {
    const value = await this.library.getNote({ name: nameOf(conversationId) })
    if (value === null) return null
    try {
      return draftSchema.parse(JSON.parse(value))
    } catch (error) {
      log.warning('A draft could not be read', error)
      return null
    }
  }

  async save(conversationId: string | null, draft: Draft): Promise<void> {
    const isEmpty = draft.text === '' && draft.attachments.length === 0
    const value = isEmpty ? null : JSON.stringify(draft)
    try {
      await this.library.setNote({ name: nameOf(conversationId), value })
    } catch (error) {
      // What is typed while its conversation goes, goes with it.
      if (!(error instanceof AppError && error.code === 'conversation/not-found')) throw error
    }
  }
}

const nameOf = (conversationId: string | null): string =>
  conversationId === null ? 'draft' : `draft:${conversationId}`
