import { AppError } from '@shared/ipc/errors'
import type { DictationBarState } from '@shared/model/dictateAnywhere'
import type { CopiedReason } from '@shared/model/insertion'
import { describe, expect, test } from 'vitest'
import { DictateAnywhere } from '../../../../../src/main/dictation/anywhere/DictateAnywhere'
import { ManualTimers } from '../../../../fakes/manualTimers'

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
const windowId = 7

/** A promise that the test settles. */
const later = <T>() => {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((...both) => {
    ;[resolve, reject] = both
  })
  return { promise, resolve, reject }
}

/** Everything around dictation: the program in front, the engines, the recordings and the bar. */
class World {
  readonly timers = new ManualTimers()
  readonly told: DictationBarState[] = []
  readonly inserted: string[] = []
  readonly forgotten: string[] = []
  readonly kept: string[] = []
  program: string | null = 'Mousepad'
  copied: CopiedReason | null = null
  insertFailure: Error | null = null
  escape: (() => void) | null = null
  isBarShown = false
  isSilenced = false
  keysUp: Promise<void> = Promise.resolve()
  words = later<string>()
  polished: ReturnType<typeof later<string>> | null = null
  onWords: (soFar: string) => void = () => {}
  transcribing: AbortSignal | null = null
  transcribed = 0

  readonly anywhere = new DictateAnywhere({
    insertion: {
      front: async () => (this.program === null ? null : { id: '1', name: this.program, isTerminal: false }),
      insert: async (words, target) => {
        if (this.insertFailure) throw this.insertFailure
        this.inserted.push(`${target?.name}: ${words}`)
        return this.copied ? { type: 'copied', reason: this.copied } : { type: 'inserted' }
      },
    },
    transcribe: (_recordingId, onWords, signal) => {
      this.transcribed++
      this.onWords = onWords
      this.transcribing = signal
      return this.words.promise
    },
    polish: () => {
      const { polished } = this
      if (!polished) return null
      return (_words, signal) => {
        signal.addEventListener('abort', () => polished.reject(new AppError('cancelled')))
        return polished.promise
      }
    },
    recordings: {
      forget: async (recordingId) => void this.forgotten.push(recordingId),
      keep: (recordingId) => void this.kept.push(recordingId),
      leave: () => 'half',
    },
    bar: {
      show: () => {
        this.isBarShown = true
      },
      hide: () => {
        this.isBarShown = false
      },
    },
    grabEscape: (onPress) => {
      this.escape = onPress
      return () => {
        this.escape = null
      }
    },
    silence: () => {
      this.isSilenced = true
    },
    accelerator: () => 'F9',
    untilKeysUp: () => this.keysUp,
    timers: this.timers,
    now: () => 1_700_000_000_000,
  })

  constructor() {
    this.anywhere.changes.subscribe((state) => this.told.push(state))
  }

  get state(): DictationBarState {
    return this.anywhere.state
  }

  get session(): number {
    return this.state.type === 'idle' ? 0 : this.state.session
  }

  handOver(recordingId: string | null = 'said', session = this.session): void {
    this.anywhere.handedOver({
      session,
      recording: recordingId === null ? null : { recordingId },
      failure: null,
    })
  }

  /** Held, talked into, let go, and all of it in main. */
  async say(): Promise<void> {
    this.anywhere.press()
    await settled()
    this.anywhere.release(false)
    this.handOver()
    await settled()
  }
}

describe('dictation into the program in front', () => {
  test('goes from the key to the caret, and the bar says how far it is', async () => {
    const world = new World()
    world.anywhere.press()
    expect(world).toMatchObject({ isBarShown: true, isSilenced: true })
    await settled()
    world.anywhere.release(false)
    world.handOver()
    world.onWords('Hello')
    world.words.resolve(' Hello there. ')
    await settled()
    expect(world.inserted).toEqual(['Mousepad: Hello there.'])
    const what = world.told.map((state) => (state.type === 'writing' ? `writing ${state.words}` : state.type))
    expect([...new Set(what)]).toEqual([
      'listening',
      'ending',
      'writing ',
      'writing Hello',
      'writing Hello there.',
      'done',
    ])
    expect(world.state).toMatchObject({
      program: 'Mousepad',
      words: 'Hello there.',
      rawWords: null,
      copied: null,
    })
    expect(world.forgotten).toEqual(['said'])
    world.timers.fire()
    expect(world).toMatchObject({ state: { type: 'idle' }, isBarShown: false })
  })

  test('a tap listens until the next press', async () => {
    const world = new World()
    world.anywhere.press()
    world.anywhere.release(true)
    expect(world.state).toMatchObject({ type: 'listening', isLatched: true })
    world.anywhere.press()
    expect(world.state.type).toBe('ending')
    // The second press comes up, too.
    world.anywhere.release(true)
    expect(world.state.type).toBe('ending')
  })

  test('Escape drops what was said, and is everybody’s again', async () => {
    const world = new World()
    world.anywhere.press()
    const { session } = world
    world.escape?.()
    expect(world).toMatchObject({ state: { type: 'idle' }, isBarShown: false, escape: null })
    // The page hands over what it had by then.
    world.handOver('dropped', session)
    expect(world.forgotten).toEqual(['dropped'])
    world.anywhere.release(false)
    await settled()
    expect([world.transcribed, world.inserted, world.state.type]).toEqual([0, [], 'idle'])
  })

  test('Escape is ours only while the microphone is open', async () => {
    const world = new World()
    world.anywhere.press()
    expect(world.escape).not.toBeNull()
    world.anywhere.release(false)
    expect(world.escape).toBeNull()
  })

  test('words that come after it was dropped go nowhere', async () => {
    const world = new World()
    await world.say()
    world.anywhere.drop()
    expect(world.transcribing?.aborted).toBe(true)
    world.words.resolve('Too late')
    await settled()
    expect([world.inserted, world.forgotten, world.state.type]).toEqual([[], ['said'], 'idle'])
  })

  test('a press while words are on their way begins nothing', async () => {
    const world = new World()
    await world.say()
    world.anywhere.press()
    expect(world.state.type).toBe('writing')
  })

  test('a recording whose words do not come is kept, and tried again', async () => {
    const world = new World()
    await world.say()
    world.words.reject(new AppError('engine/server-error'))
    await settled()
    expect(world.state).toMatchObject({ type: 'failed', code: 'engine/server-error', recordingId: 'said' })
    expect([world.kept, world.forgotten]).toEqual([['said'], []])
    world.words = later()
    world.program = 'XTerm'
    world.anywhere.retry()
    world.words.resolve('At last')
    await settled()
    expect([world.inserted, world.forgotten]).toEqual([['XTerm: At last'], ['said']])
  })

  test('what no words come of is kept: sound without speech, and what the page says went wrong', async () => {
    const world = new World()
    await world.say()
    world.words.resolve('  ')
    await settled()
    expect(world.state).toMatchObject({ type: 'failed', code: 'recording/wordless', recordingId: 'said' })
    world.anywhere.press()
    const failure = { code: 'microphone/gone' as const }
    world.anywhere.handedOver({ session: world.session, recording: { recordingId: 'half' }, failure })
    expect(world.state).toMatchObject({ type: 'failed', code: 'microphone/gone', recordingId: 'half' })
    expect(world.kept).toEqual(['said', 'half'])
    expect(world.escape).toBeNull()
  })

  test('a key that was touched by mistake leaves nothing', async () => {
    const world = new World()
    world.anywhere.press()
    world.anywhere.release(false)
    world.handOver(null)
    expect([world.state.type, world.isBarShown, world.transcribed]).toEqual(['idle', false, 0])
  })

  test('a page that hands nothing over does not hold the key for ever', async () => {
    const world = new World()
    world.anywhere.press()
    await settled()
    world.anywhere.release(false)
    world.timers.fire()
    expect(world.state).toMatchObject({ type: 'failed', code: 'internal' })
  })

  test('a page that ends while it listens leaves what was said', async () => {
    const world = new World()
    world.anywhere.press()
    world.anywhere.pageLeft(windowId)
    expect(world.state).toMatchObject({ type: 'failed', code: 'internal', recordingId: 'half' })
    expect(world.escape).toBeNull()
  })

  test('another window that listens takes the microphone: the bar goes, what was said stays', async () => {
    const world = new World()
    world.anywhere.press()
    const failure = { code: 'cancelled' as const }
    world.anywhere.handedOver({ session: world.session, recording: { recordingId: 'half' }, failure })
    expect([world.state.type, world.isBarShown, world.kept]).toEqual(['idle', false, ['half']])
  })

  test('a locked screen ends it, and what was said is kept', async () => {
    const world = new World()
    world.anywhere.press()
    const { session } = world
    world.anywhere.breakOff()
    world.handOver('half', session)
    expect([world.state.type, world.kept, world.forgotten]).toEqual(['idle', ['half'], []])
  })

  test('a program that was closed meanwhile: the words are on the clipboard, and the bar says so', async () => {
    const world = new World()
    world.copied = 'gone'
    await world.say()
    world.words.resolve('Hello')
    await settled()
    expect(world.state).toMatchObject({ type: 'done', copied: 'gone', program: 'Mousepad' })
  })

  test('words that can be put nowhere leave the recording', async () => {
    const world = new World()
    world.insertFailure = new Error('No clipboard')
    await world.say()
    world.words.resolve('Hello')
    await settled()
    expect(world.state).toMatchObject({ type: 'failed', code: 'internal', recordingId: 'said' })
    expect([world.kept, world.forgotten]).toEqual([['said'], []])
    expect(world.anywhere.last?.words).toBe('Hello')
  })

  test('nothing is typed while the keys are still held', async () => {
    const world = new World()
    const keys = later<void>()
    world.keysUp = keys.promise
    await world.say()
    world.words.resolve('Hello')
    await settled()
    expect(world.inserted).toEqual([])
    keys.resolve()
    await settled()
    expect(world.inserted).toEqual(['Mousepad: Hello'])
  })

  test('only the dictation that listens may have the microphone', () => {
    const world = new World()
    const cancelled = expect.objectContaining({ code: 'cancelled' })
    expect(() => world.anywhere.ensureListening(1)).toThrow(cancelled)
    world.anywhere.press()
    world.anywhere.ensureListening(world.session)
    expect(() => world.anywhere.ensureListening(world.session + 1)).toThrow(cancelled)
    world.anywhere.release(false)
    expect(() => world.anywhere.ensureListening(world.session)).toThrow(cancelled)
  })

  test('a button of an earlier dictation does nothing to this one', async () => {
    const world = new World()
    world.anywhere.press()
    const { session } = world
    world.anywhere.act('drop', session)
    world.anywhere.press()
    world.anywhere.act('drop', session)
    expect(world.state.type).toBe('listening')
  })
})

describe('polishing', () => {
  test('goes in place of the raw words, which stay to be had', async () => {
    const world = new World()
    world.polished = later()
    await world.say()
    world.words.resolve('um hello there')
    await settled()
    expect(world.state).toMatchObject({ type: 'writing', isPolishing: true, words: 'um hello there' })
    world.polished.resolve('Hello there.')
    await settled()
    expect(world.inserted).toEqual(['Mousepad: Hello there.'])
    expect(world.state).toMatchObject({ type: 'done', words: 'Hello there.', rawWords: 'um hello there' })
    expect(world.anywhere.last).toMatchObject({ words: 'Hello there.', rawWords: 'um hello there' })
  })

  test('that fails costs no words', async () => {
    const world = new World()
    world.polished = later()
    await world.say()
    world.words.resolve('um hello there')
    await settled()
    world.polished.reject(new AppError('engine/timeout'))
    await settled()
    expect(world.inserted).toEqual(['Mousepad: um hello there'])
    expect(world.state).toMatchObject({ type: 'done', rawWords: null })
  })

  test('is not waited for where the user wants the raw words', async () => {
    const world = new World()
    world.polished = later()
    await world.say()
    world.words.resolve('um hello there')
    await settled()
    world.anywhere.act('useRaw', world.session)
    await settled()
    expect(world.inserted).toEqual(['Mousepad: um hello there'])
  })

  test('that is dropped inserts nothing', async () => {
    const world = new World()
    world.polished = later()
    await world.say()
    world.words.resolve('um hello there')
    await settled()
    world.anywhere.drop()
    await settled()
    expect([world.inserted, world.forgotten]).toEqual([[], ['said']])
  })
})
