import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '../../ui/IconButton'
import { useUndo } from './undoStore'

/** How long it stands there: as in the conversation. */
const offeredMs = 12_000

/**
 * The line says what was just done in the list and offers undo. It stays while the user is about to use it.
 */
export const UndoLine = () => {
  const offer = useUndo((store) => (store.isShown ? store.offer : null))
  const { hide, undo } = useUndo.getState()
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (offer === null || isHeld) return
    const timer = setTimeout(hide, offeredMs)
    return () => clearTimeout(timer)
  }, [offer, isHeld, hide])
  const leave = () => setHeld(false)
  return (
    <div role="status" className="undo-line-place">
      {offer && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while its button is about to be used
        <div
          className="undo-line"
          data-problem={offer.isProblem || undefined}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={leave}
          onFocus={() => setHeld(true)}
          onBlur={leave}
        >
          <span>{offer.words}</span>
          {offer.undo ? (
            <button
              type="button"
              className="text-button"
              onClick={() => {
                leave()
                void undo()
              }}
            >
              Undo
            </button>
          ) : (
            <IconButton
              label="Dismiss"
              onClick={() => {
                leave()
                hide()
              }}
            >
              <X size={15} />
            </IconButton>
          )}
        </div>
      )}
    </div>
  )
}
