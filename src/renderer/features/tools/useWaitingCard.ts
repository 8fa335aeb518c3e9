import { useEffect, useRef, useState } from 'react'

/** The buttons take a press only after this: one that was meant for what stood there decides nothing. */
const armedAfterMs = 400

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
  const [armed, setArmed] = useState<string | null>(null)
  useEffect(() => {
    if (id === undefined) return
    const timer = setTimeout(() => setArmed(id), armedAfterMs)
    return () => clearTimeout(timer)
  }, [id])
  useEffect(() => {
    // The card itself and none of its buttons: a key that was meant for the text decides nothing.
    if (id !== undefined && !isWriting()) card.current?.focus({ preventScroll: true })
  }, [id])
  return { card, isArmed: id !== undefined && armed === id }
}
