import type { Utterance } from '@shared/ipc/speech'
import { client } from '../../ipc/client'
import { createSpeechStore } from './createSpeechStore'
import { player } from './player'

async function* utterancesOf(messageId: string, signal: AbortSignal): AsyncGenerator<Utterance> {
  for await (const batch of client.stream('speech.read', { messageId }, signal)) yield* batch
}

export const useSpeech = createSpeechStore({
  utterances: utterancesOf,
  player,
  joinWindows: () => new BroadcastChannel('parley-speech'),
})

/** Reads an answer that was asked for in this window, where automatic reading is on. */
export const autoRead = (messageId: string): void => useSpeech.getState().autoRead(messageId)
