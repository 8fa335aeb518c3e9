import { useEffect, useState } from 'react'
import { chatStore, useChat } from './useChat'

/** How long a deletion can be taken back by its button. */
const offeredMs = 12_000

/** A way back after a message was deleted, for a while. It stays as long as the user is about to use it. */
export const UndoDelete = () => {
  const removal = useChat((store) => store.removal)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (removal === null || isHeld) return
    const timer = setTimeout(() => chatStore.getState().forgetRemoval(), offeredMs)
    return () => clearTimeout(timer)
  }, [removal, isHeld])
  return (
    <div role="status" className="undo-place">
      {removal && (
        // biome-ignore lint/a11y/noStaticElementInteractions: waits while the user is about to use its button
        <div
          className="undo"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span>Message deleted</span>
          <button
            type="button"
            className="text-button"
            onClick={() => {
              setHeld(false)
              void chatStore.getState().restore()
            }}
          >
            Undo
          </button>
        </div>
      )}
    </div>
  )
}
