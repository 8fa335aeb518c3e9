import { AppError } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { describe, expect, test } from 'vitest'
import { AudioFocus } from '../../../../../src/main/speech/AudioFocus'
import { createSpeechStore } from '../../../../../src/renderer/features/speech/createSpeechStore'
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

/** Main's part: one turn in the whole app. */
const createWindows = () => {
  const turns = new AudioFocus()
  return { take: (signal: AbortSignal) => turns.take(signal), silence: async () => turns.stopSpeaking() }
}

/** A player that says its only sentence at once and plays until told to end. */
const setUp = (windows = createWindows(), isAutomatic = true) => {
  const read: string[] = []
  const signals: AbortSignal[] = []
  const told: string[] = []
  let end: (error?: Error) => void = () => {}
  const useSpeech = createSpeechStore({
    utterances: async function* (subject, signal) {
      const { type } = subject
      read.push(
        type === 'sample'
          ? `sample of ${subject.voice}`
          : subject.callId
            ? `${subject.messageId}/${subject.callId}`
            : subject.messageId,
      )
      signals.push(signal)
      yield utterance
    },
    isAutomatic: async () => isAutomatic,
    speed: () => 1.5,
    player: {
      play: async (utterances, { signal, speed, onSentence }) => {
        told.push(`play ${speed}`)
        for await (const item of utterances) onSentence(item)
        await new Promise<void>((resolve, reject) => {
          end = (error) => (error ? reject(error) : resolve())
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      },
      pause: () => told.push('pause'),
      resume: () => told.push('resume'),
      skip: () => told.push('skip'),
    },
    keep: () => {},
    takeTurn: windows.take,
    silenceAll: windows.silence,
  })
  return { speech: () => useSpeech.getState(), read, signals, told, end: (error?: Error) => end(error) }
}

describe('reading aloud in a window', () => {
  test('says which message and which sentence is heard', async () => {
    const { speech, end } = setUp()
    speech().read('a')
    expect(speech().playing).toEqual({ messageId: 'a', sentence: null, index: -1 })
    await settle()
    expect(speech().playing).toEqual({ messageId: 'a', sentence: 'One.', index: 0 })
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
    expect(speech().playing).toEqual({ messageId: 'b', sentence: 'One.', index: 0 })
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
    const windows = createWindows()
    const first = setUp(windows)
    const second = setUp(windows)
    first.speech().read('a')
    await settle()
    second.speech().read('b')
    await settle()
    expect([first.speech().playing, second.speech().playing?.messageId]).toEqual([null, 'b'])
    expect(first.signals[0]?.aborted).toBe(true)
  })

  test('a reading that has ended is not silenced a second time', async () => {
    const windows = createWindows()
    const first = setUp(windows)
    const second = setUp(windows)
    first.speech().read('a')
    await settle()
    first.speech().read('b')
    await settle()
    expect(first.speech().playing?.messageId).toBe('b')
    second.speech().read('c')
    await settle()
    expect(first.speech().playing).toBeNull()
  })

  test('silence can be asked for by any window, and by main', async () => {
    const windows = createWindows()
    const first = setUp(windows)
    const second = setUp(windows)
    first.speech().read('a')
    await settle()
    await second.speech().stopSpeaking()
    await settle()
    expect(first.speech().playing).toBeNull()
    first.speech().read('b')
    await settle()
    await windows.silence()
    await settle()
    expect(first.speech().playing).toBeNull()
  })

  test('answers to waiting questions are read one after the other', async () => {
    const { speech, read, end } = setUp()
    await speech().autoRead('a')
    await settle()
    speech().readNext('b')
    speech().readNext('c')
    speech().readNext('b')
    await settle()
    expect(read).toEqual(['a'])
    end()
    await settle()
    end()
    await settle()
    expect(read).toEqual(['a', 'b', 'c'])
    end()
    await settle()
    expect(speech().playing).toBeNull()
  })

  test('what waits to be read is let go by a stop', async () => {
    const { speech, read } = setUp()
    speech().read('a')
    speech().readNext('b')
    await settle()
    speech().stop()
    await settle()
    expect({ read, playing: speech().playing }).toEqual({ read: ['a'], playing: null })
  })

  test('a sample is no message', async () => {
    const { speech, read, end } = setUp()
    speech().playSample('nova')
    await settle()
    expect({ read, sample: speech().sample, playing: speech().playing }).toEqual({
      read: ['sample of nova'],
      sample: 'nova',
      playing: null,
    })
    end(new AppError('engine/bad-key'))
    await settle()
    expect({ sample: speech().sample, failure: speech().sampleFailure }).toEqual({
      sample: null,
      failure: 'engine/bad-key',
    })
  })

  test('pause, resume and skip are for what is read', async () => {
    const { speech, told } = setUp()
    speech().pause()
    speech().skip()
    speech().read('a')
    await settle()
    speech().pause()
    expect(speech().isPaused).toBe(true)
    speech().resume()
    speech().skip()
    expect({ isPaused: speech().isPaused, told }).toEqual({
      isPaused: false,
      told: ['play 1.5', 'pause', 'resume', 'skip'],
    })
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
