import { useEffect, useState } from 'react'
import { chatStore, useChat } from './useChat'

/** How long a deletion can be taken back by its button. */
const offeredMs = 12_000

/** After a message was deleted: a way back, for a while. It stays as long as somebody is about to use it. */
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
        // biome-ignore lint/a11y/noStaticElementInteractions: only waits while somebody is about to use its button
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
