import { useEffect, useState } from 'react'
import { useTemporary } from './temporaryStore'

/** As for a deleted message; main lets go a little later. */
const offeredMs = 12_000

/** A way back into the temporary conversation that was just left. */
export const LeftTemporary = () => {
  const leftId = useTemporary((store) => store.leftId)
  const [isAnnounced, setAnnounced] = useState(false)
  useEffect(() => setAnnounced(true), [])
  useEffect(() => {
    if (leftId === null) return
    const timer = setTimeout(() => useTemporary.getState().forgetLeft(), offeredMs)
    return () => clearTimeout(timer)
  }, [leftId])
  const comeBack = () =>
    useTemporary
      .getState()
      .comeBack()
      .catch((error: unknown) => console.error('It is gone', error))
  return (
    <div role="status" className="undo-place">
      {isAnnounced && leftId !== null && (
        <div className="undo">
          <span>Temporary conversation closed</span>
          <button type="button" className="text-button" onClick={() => void comeBack()}>
            Undo
          </button>
        </div>
      )}
    </div>
  )
}
