import type { Utterance } from '@shared/ipc/speech'
import { client } from '../../ipc/client'
import { createSpeechStore } from './createSpeechStore'
import { player } from './player'

async function* utterances(
  input: { readonly messageId: string; readonly callId?: string },
  signal: AbortSignal,
): AsyncGenerator<Utterance> {
  for await (const batch of client.stream('speech.read', input, signal)) yield* batch
}

/** Asked anew each time: once an answer, and never while nothing is asked. */
const isAutomatic = async (): Promise<boolean> => {
  const asking = new AbortController()
  try {
    for await (const batch of client.stream('app.watch', {}, asking.signal)) {
      for (const event of batch)
        if (event.type === 'settings.changed') return event.settings.readAloud && !event.settings.muted
    }
    return false
  } finally {
    asking.abort()
  }
}

export const useSpeech = createSpeechStore({
  utterances,
  isAutomatic,
  player,
  joinWindows: () => new BroadcastChannel('parley-speech'),
})

/** Reads an answer that was asked for in this window, where the person wants answers read (`readAloud`). */
export const autoRead = (messageId: string): void => {
  // Where main cannot be asked, the answer itself shows that; silence is what fits.
  useSpeech
    .getState()
    .autoRead(messageId)
    .catch(() => {})
}
