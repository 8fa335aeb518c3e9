import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { drafts, emptyDraft, joined } from './Drafts'
import type { Question } from './useQuestion'

/**
 * Gives each conversation a draft of its own, which comes into the field with it and is kept when it goes.
 * `owner`: whose draft is in the field; undefined before the first. Returns the key of the field's element:
 * each draft has one of its own, because undo in a window knows of all that was ever typed into an element.
 */
export const useDrafts = (
  conversationId: string | null,
  owner: RefObject<string | null | undefined>,
  { field, read, fill, forgetTrouble }: Pick<Question, 'field' | 'read' | 'fill' | 'forgetTrouble'>,
): number => {
  const shown = useRef(conversationId)
  const element = useRef({ key: 0, hadFocus: false })
  if (shown.current !== conversationId) {
    shown.current = conversationId
    if (owner.current !== conversationId)
      element.current = {
        key: element.current.key + 1,
        hadFocus: field.current !== null && document.activeElement === field.current,
      }
  }
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
    if (!isMine && element.current.hadFocus) current?.focus()
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
  return element.current.key
}
