import { AppError } from '@shared/ipc/errors'
import type { Settings } from '@shared/model/settings'
import { holdMicrophone } from './holdMicrophone'
import { microphoneGranted } from './microphoneGranted'
import { levelOf } from './voiceActivity'

interface Trial {
  readonly chosen: Settings['microphone']
  readonly signal: AbortSignal
  readonly onLevel: (level: number) => void
  /** Their names, which are known only while one of them is open. */
  readonly onList: (microphones: readonly { readonly id: string; readonly name: string }[]) => void
}

/** Opens the microphone until `signal` aborts or the window is hidden, and keeps nothing of what it hears. */
export const tryMicrophone = async ({ chosen, signal, onLevel, onList }: Trial): Promise<void> => {
  const over = new AbortController()
  const end = () => over.abort()
  const hide = () => {
    if (document.visibilityState === 'hidden') end()
  }
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  document.addEventListener('visibilitychange', hide)
  window.addEventListener('pagehide', end)
  let close = () => {}
  let isGone = false
  try {
    // Followed to its end: another window may take it.
    await microphoneGranted(holdMicrophone({ conversationId: null, engineId: null }, 'try', over.signal), end)
    const { openMicrophone, listMicrophones } = await import('./openMicrophone')
    if (over.signal.aborted) return
    const microphone = await openMicrophone({
      chosen,
      onFrame: (frame) => onLevel(levelOf(frame)),
      onGone: () => {
        isGone = true
        end()
      },
    })
    close = microphone.close
    onList(await listMicrophones())
    await aborted(over.signal)
    if (isGone) throw new AppError('microphone/gone')
  } finally {
    signal.removeEventListener('abort', end)
    document.removeEventListener('visibilitychange', hide)
    window.removeEventListener('pagehide', end)
    close()
    end()
    onLevel(Number.NEGATIVE_INFINITY)
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
