import { type RefObject, useEffect, useLayoutEffect } from 'react'
import { drafts, emptyDraft, joined } from './Drafts'
import type { Question } from './useQuestion'

/**
 * Gives each conversation a draft of its own, which comes into the field with it and is kept when it goes.
 * `owner`: whose draft is in the field; undefined before the first.
 */
export const useDrafts = (
  conversationId: string | null,
  owner: RefObject<string | null | undefined>,
  { field, read, fill, forgetTrouble }: Pick<Question, 'field' | 'read' | 'fill' | 'forgetTrouble'>,
): void => {
  useLayoutEffect(() => {
    // A conversation that has just begun here: what was typed since belongs to it already.
    const isMine = owner.current === conversationId
    owner.current = conversationId
    if (!isMine) {
      forgetTrouble()
      const known = drafts.peek(conversationId)
      fill(known ?? emptyDraft)
      if (!known) {
        drafts
          .load(conversationId)
          .then((draft) => {
            if (owner.current !== conversationId || draft === emptyDraft) return
            fill(joined(draft, read()))
          })
          .catch((error: unknown) => console.error('The draft could not be read', error))
      }
    }
    const { current } = field
    return () => {
      // Read from the element itself: on unmounting the reference to it is empty by now.
      if (owner.current === undefined || !current) return
      drafts.keep(owner.current, { ...read(), text: current.value })
      void drafts.flush()
    }
  }, [conversationId, owner, field, read, fill, forgetTrouble])
  useEffect(() => {
    const flush = () => void drafts.flush()
    window.addEventListener('pagehide', flush)
    return () => window.removeEventListener('pagehide', flush)
  }, [])
}
