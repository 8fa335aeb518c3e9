import type { Utterance } from '@shared/ipc/speech'
import { assertNever } from '@shared/lib/assertNever'
import { useApp } from '../../common/appStore'
import { client } from '../../ipc/client'
import { createSpeechStore, type Subject } from './createSpeechStore'
import { player } from './Player'
import { type ReadAloudDecision, type ReadingWindow, readAloudPolicy, readsAnswers } from './readAloudPolicy'

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
      for (const event of batch)
        if (event.type === 'settings.changed') return readsAnswers('main', event.settings)
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

/** For a window's entry: a changed speed is heard at once, and what is being spoken is marked. */
export const installSpeech = (): void => {
  // A speed may be chosen in another window as well.
  useApp.subscribe((app, before) => {
    if (app.settings?.speechSpeed !== before.settings?.speechSpeed) player.setSpeed(speed())
  })
  useSpeech.subscribe((speech, before) => {
    if (speech.playing === before.playing) return
    // Loaded when something is spoken.
    void import('./sentenceMark').then(({ markSentence }) => markSentence(useSpeech.getState().playing))
  })
}

const read = (decision: ReadAloudDecision, messageId: string, callId?: string): void => {
  const speech = useSpeech.getState()
  switch (decision) {
    case 'now':
      speech.read(messageId, callId)
      break
    case 'next':
      speech.readNext(messageId)
      break
    case 'confirm':
      // Where main cannot be asked, the answer itself shows that; silence is what fits.
      speech.autoRead(messageId).catch(() => {})
      break
    case 'no':
      break
    default:
      assertNever(decision)
  }
}

/** An answer begins that was asked for in this window. */
export const readAskedAnswer = (messageId: string, window: ReadingWindow): void =>
  read(readAloudPolicy('asked', window, useApp.getState().settings), messageId)

/** Main asks this window to speak what the model said by its tool, or the answer to a queued question. */
export const hearSpeechRequest = (
  { messageId, callId }: { readonly messageId: string; readonly callId?: string },
  window: ReadingWindow,
): void => {
  const reason = callId === undefined ? 'waited' : 'tool'
  read(readAloudPolicy(reason, window, useApp.getState().settings), messageId, callId)
}
