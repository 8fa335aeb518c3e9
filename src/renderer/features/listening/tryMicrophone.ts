import { AppError } from '@shared/ipc/errors'
import type { Settings } from '@shared/model/settings'
import { client } from '../../ipc/client'
import { levelOf } from './voiceActivity'

interface Trial {
  readonly chosen: Settings['microphone']
  readonly signal: AbortSignal
  readonly onLevel: (level: number) => void
  /** Their names, which are known only while one of them is open. */
  readonly onList: (microphones: readonly { readonly id: string; readonly name: string }[]) => void
}

/** Opens the microphone until `signal` aborts, and keeps nothing of what it hears. */
export const tryMicrophone = async ({ chosen, signal, onLevel, onList }: Trial): Promise<void> => {
  const input = { conversationId: null, engineId: null, purpose: 'try' as const }
  let close = () => {}
  try {
    for await (const batch of client.stream('listening.hold', input, signal)) {
      if (batch.some(({ type }) => type === 'taken')) return
      const { openMicrophone, listMicrophones } = await import('./microphone')
      if (signal.aborted) return
      let isGone = false
      const over = new AbortController()
      signal.addEventListener('abort', () => over.abort(), { once: true })
      const microphone = await openMicrophone({
        chosen,
        onFrame: (frame) => onLevel(levelOf(frame)),
        onGone: () => {
          isGone = true
          over.abort()
        },
      })
      close = microphone.close
      onList(await listMicrophones())
      if (signal.aborted) return
      await aborted(over.signal)
      if (isGone) throw new AppError('microphone/gone')
      return
    }
  } finally {
    close()
    onLevel(Number.NEGATIVE_INFINITY)
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
