import { useEffect, useRef } from 'react'
import { useArmed } from '../../ui/useArmed'

/** Text that the user is in the middle of writing keeps the caret. */
const isWriting = (): boolean => {
  const field = document.activeElement
  return (
    (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && field.value.trim() !== ''
  )
}

/** A card that waits for the user's word: it takes the focus when it comes, and presses a moment later. */
export const useWaitingCard = (id: string | undefined) => {
  const card = useRef<HTMLDivElement>(null)
  const isArmed = useArmed(id)
  useEffect(() => {
    // The card itself and none of its buttons: a key that was meant for the text decides nothing.
    if (id !== undefined && !isWriting()) card.current?.focus({ preventScroll: true })
  }, [id])
  return { card, isArmed }
}
