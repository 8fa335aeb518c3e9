import type { Draft } from '@shared/model/conversation'
import type { Intent } from '@shared/model/intent'

interface Begun {
  readonly conversationId: string | null
  readonly draft: Draft
  readonly settings: boolean
}

/** What the main window has to do to go on where the quick-ask window was. */
export const quickIntents = ({ conversationId, draft, settings }: Begun): readonly Intent[] => {
  const isEmpty = draft.text.trim() === '' && draft.attachments.length === 0
  return [
    ...(conversationId === null ? [] : [{ type: 'open', conversationId } as const]),
    ...(isEmpty ? [] : [{ type: 'fill', ...draft, isFresh: conversationId === null } as const]),
    ...(settings ? [{ type: 'settings' } as const] : []),
  ]
}
