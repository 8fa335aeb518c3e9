import { useState } from 'react'
import { useApp } from './appStore'

interface LostFile {
  readonly isLost: boolean
  /** Sync is on: another device may still bring it. */
  readonly isAwaited: boolean
  onError(): void
}

/** Whether the file of a picture turned out not to be here; one that comes later is shown then. */
export const useLostFile = (id: string | null): LostFile => {
  const hasArrived = useApp(({ arrivedBlobs }) => id !== null && arrivedBlobs.has(id))
  const isAwaited = useApp(({ sync }) => sync.type === 'on') && !hasArrived
  const [lost, setLost] = useState<string | null>(null)
  const attempt = `${id} ${hasArrived ? 'arrived' : ''}`
  return { isLost: lost === attempt, isAwaited, onError: () => setLost(attempt) }
}
