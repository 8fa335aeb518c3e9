import type { Utterance } from '@shared/ipc/speech'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { createSpeechStore, type Subject } from './createSpeechStore'
import { player } from './Player'

async function* utterances(subject: Subject, signal: AbortSignal): AsyncGenerator<Utterance> {
  if (subject.type === 'sample') {
    for await (const batch of client.stream('speech.sample', { voice: subject.voice }, signal)) yield* batch
    return
  }
  const { messageId, callId } = subject
  const input = callId === undefined ? { messageId } : { messageId, callId }
  for await (const batch of client.stream('speech.read', input, signal)) yield* batch
}

async function* takeTurn(signal: AbortSignal) {
  for await (const batch of client.stream('speech.takeFocus', {}, signal)) yield* batch
}

/** Asked anew each time: once an answer, and never while nothing is asked. */
const isAutomatic = async (): Promise<boolean> => {
  const asking = new AbortController()
  try {
    for await (const batch of client.stream('app.watch', {}, asking.signal)) {
      for (const event of batch) if (event.type === 'settings.changed') return event.settings.readAloud
    }
    return false
  } finally {
    asking.abort()
  }
}

const speed = (): number => useApp.getState().settings?.speechSpeed ?? 1

export const useSpeech = createSpeechStore({
  utterances,
  isAutomatic,
  speed,
  player,
  // Loaded with the first sentence: nothing is kept of a window that is silent.
  keep: (utterance, pcm) => {
    void import('./cacheSpeech').then(({ cacheSpeech }) => cacheSpeech(utterance, pcm))
  },
  takeTurn,
  silenceAll: () => client.call('speech.stop', {}),
})

// A speed that was chosen, here or in another window, is heard at once.
useApp.subscribe((app, before) => {
  if (app.settings?.speechSpeed !== before.settings?.speechSpeed) player.setSpeed(speed())
})

// What is being spoken is marked; loaded when something is.
useSpeech.subscribe((speech, before) => {
  if (speech.playing === before.playing) return
  void import('./sentenceMark').then(({ markSentence }) => markSentence(useSpeech.getState().playing))
})

/** Reads an answer that was asked for in this window, where the user wants answers read (`readAloud`). */
export const autoRead = (messageId: string): void => {
  // Where main cannot be asked, the answer itself shows that; silence is what fits.
  useSpeech
    .getState()
    .autoRead(messageId)
    .catch(() => {})
}

/**
 * Main asks this window to speak: what the model has spoken by its tool, at once; the answer to a question that waited,
 * after what is being read, where answers are read by themselves here.
 */
export const hearSpeechRequest = (
  { messageId, callId }: { readonly messageId: string; readonly callId?: string },
  readsAnswers: boolean,
): void => {
  if (useApp.getState().settings?.muted) return
  const { read, readNext } = useSpeech.getState()
  if (callId !== undefined) read(messageId, callId)
  else if (readsAnswers) readNext(messageId)
}
