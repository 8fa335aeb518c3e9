import { AppError } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { describe, expect, test } from 'vitest'
import { createSpeechStore } from '../../../../src/renderer/features/speech/createSpeechStore'
import { settle } from './fakeSoundContext'

const utterance: Utterance = {
  index: 0,
  text: 'One.',
  url: 'app://parley/speech/0',
  sampleRate: 1,
  voice: 'onyx',
  format: 'pcm',
  clipId: null,
}

/** All windows of one app hear each other, as with a BroadcastChannel. */
const createWindows = () => {
  const members: (() => void)[][] = []
  return () => {
    const own: (() => void)[] = []
    members.push(own)
    return {
      postMessage: () => {
        for (const listeners of members) if (listeners !== own) for (const listener of listeners) listener()
      },
      addEventListener: (_type: 'message', listener: () => void) => own.push(listener),
    }
  }
}

/** A player that says its only sentence at once and plays until told to end. */
const setUp = (joinWindows = createWindows(), isAutomatic = true) => {
  const read: string[] = []
  const signals: AbortSignal[] = []
  const paused: boolean[] = []
  let end: (error?: Error) => void = () => {}
  const useSpeech = createSpeechStore({
    utterances: async function* ({ messageId, callId }, signal) {
      read.push(callId ? `${messageId}/${callId}` : messageId)
      signals.push(signal)
      yield utterance
    },
    isAutomatic: async () => isAutomatic,
    player: {
      play: async (utterances, { signal, onSentence }) => {
        for await (const item of utterances) onSentence(item)
        await new Promise<void>((resolve, reject) => {
          end = (error) => (error ? reject(error) : resolve())
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      },
      pause: () => paused.push(true),
      resume: () => paused.push(false),
    },
    joinWindows,
  })
  return { speech: () => useSpeech.getState(), read, signals, paused, end: (error?: Error) => end(error) }
}

describe('reading aloud in a window', () => {
  test('says which message and which sentence is heard', async () => {
    const { speech, end } = setUp()
    speech().read('a')
    expect(speech().playing).toEqual({ messageId: 'a', sentence: null })
    await settle()
    expect(speech().playing).toEqual({ messageId: 'a', sentence: 'One.' })
    end()
    await settle()
    expect(speech().playing).toBeNull()
  })

  test('stop is at once and main is told', async () => {
    const { speech, signals } = setUp()
    speech().read('a')
    await settle()
    speech().stop()
    expect(speech().playing).toBeNull()
    expect(signals[0]?.aborted).toBe(true)
  })

  test('another message takes over', async () => {
    const { speech, signals } = setUp()
    speech().read('a')
    await settle()
    speech().read('b')
    await settle()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    expect(speech().playing).toEqual({ messageId: 'b', sentence: 'One.' })
  })

  test('automatic reading does not begin again what is being read', async () => {
    const { speech, read } = setUp()
    await speech().autoRead('a')
    await settle()
    await speech().autoRead('a')
    await settle()
    expect(read).toEqual(['a'])
  })

  test('automatic reading is only for those who want it', async () => {
    const { speech, read } = setUp(createWindows(), false)
    await speech().autoRead('a')
    await settle()
    expect({ read, playing: speech().playing }).toEqual({ read: [], playing: null })
  })

  test('what a tool call says can be read by itself', async () => {
    const { speech, read } = setUp()
    speech().read('a', 'call')
    await settle()
    expect(read).toEqual(['a/call'])
  })

  test('only one window speaks', async () => {
    const joinWindows = createWindows()
    const first = setUp(joinWindows)
    const second = setUp(joinWindows)
    first.speech().read('a')
    await settle()
    second.speech().read('b')
    await settle()
    expect([first.speech().playing, second.speech().playing?.messageId]).toEqual([null, 'b'])
  })

  test('pause and resume are for what is read', async () => {
    const { speech, paused } = setUp()
    speech().pause()
    speech().read('a')
    await settle()
    speech().pause()
    expect(speech().isPaused).toBe(true)
    speech().resume()
    expect({ isPaused: speech().isPaused, paused }).toEqual({ isPaused: false, paused: [true, false] })
  })

  test('a failure is kept with its message until the next reading', async () => {
    const { speech, end } = setUp()
    speech().read('a')
    await settle()
    end(new AppError('speech/unavailable'))
    await settle()
    expect({ playing: speech().playing, failure: speech().failure }).toEqual({
      playing: null,
      failure: { messageId: 'a', code: 'speech/unavailable' },
    })
    speech().read('b')
    expect(speech().failure).toBeNull()
  })
})
