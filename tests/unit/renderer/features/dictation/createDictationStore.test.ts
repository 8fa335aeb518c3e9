import { AppError } from '@shared/ipc/errors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createDictationStore,
  type DictationDeps,
} from '../../../../../src/renderer/features/dictation/createDictationStore'
import type { HandsFreeConversation } from '../../../../../src/renderer/features/dictation/handsFreeConversation'

/** As the worklet sends them: 32 ms each. */
const loud = () => new Float32Array(512).map((_, index) => (index % 2 === 0 ? 0.2 : -0.2))
const quiet = () => new Float32Array(512).fill(0.0003)

/** A voice that rises and falls, as voices do. */
const voiced = (index: number) => loud().map((sample) => sample * (index % 6 < 4 ? 1 : 0.1))

class World {
  clock = 0
  /** By recording, how many bytes main has. */
  readonly recordings = new Map<string, number>()
  readonly transcribed: string[] = []
  readonly delivered: string[] = []
  readonly said: string[] = []
  answers: (string | AppError | Promise<string>)[] = []
  holding = 0
  opening: Promise<void> = Promise.resolve()
  /** How many are open. */
  microphones = 0
  /** Holds pieces back on their way to main. */
  adding: Promise<void> = Promise.resolve()
  beginFailure: AppError | null = null
  addFailure: AppError | null = null
  openFailure: AppError | null = null
  holdFailure: AppError | null = null
  isShown = true
  settings = { sendWhatWasSaid: true, silenceEndsTurnMs: 800, talkingInterrupts: true }
  onFrame: ((frame: Float32Array) => void) | null = null
  onGone = () => {}
  take = () => {}
  onOver: ((outcome: 'heard' | 'failed') => void) | null = null

  private readonly conversation: HandsFreeConversation = {
    silence: async () => void this.said.push('silence'),
    stopAnswer: async () => void this.said.push('stop answer'),
    hearAnswer: (onOver) => {
      this.said.push('hear answer')
      this.onOver = onOver
    },
    leave: () => {
      this.onOver = null
    },
  }

  private readonly parts: DictationDeps = {
    holdMicrophone: (_where, _purpose, signal) => this.hold(signal),
    openMicrophone: async ({ onFrame, onGone }) => {
      await this.opening
      if (this.openFailure) throw this.openFailure
      this.onFrame = onFrame
      this.onGone = onGone
      this.microphones++
      let isOpen = true
      return {
        isAnother: false,
        close: () => {
          if (isOpen) this.microphones--
          isOpen = false
          if (this.onFrame === onFrame) this.onFrame = null
        },
      }
    },
    begin: async () => {
      if (this.beginFailure) throw this.beginFailure
      const id = `recording-${this.recordings.size + 1}`
      this.recordings.set(id, 0)
      return id
    },
    add: async (id, pcm) => {
      const { adding, addFailure } = this
      await adding
      if (addFailure) throw addFailure
      this.recordings.set(id, (this.recordings.get(id) ?? 0) + pcm.byteLength)
    },
    transcribe: async (id, _where, signal) => {
      this.transcribed.push(id)
      const stopped = new Promise<AppError>((resolve) =>
        signal.addEventListener('abort', () => resolve(new AppError('cancelled'))),
      )
      const answer = await Promise.race([this.answers.shift() ?? 'words', stopped])
      if (answer instanceof AppError) throw answer
      return answer
    },
    forget: async (id) => void this.recordings.delete(id),
    kept: async () => [],
    settings: () => this.settings,
    where: () => ({ conversationId: null, engineId: null, visit: 1 }),
    deliver: (words) => {
      this.delivered.push(words)
      return this.isShown
    },
    send: () => void this.said.push('send'),
    conversation: this.conversation,
    now: () => this.clock,
    wait: async () => {},
  }

  readonly store = createDictationStore(this.parts)

  get state() {
    return this.store.getState()
  }

  private async *hold(signal: AbortSignal) {
    if (this.holdFailure) throw this.holdFailure
    this.holding++
    yield { type: 'granted' } as const
    const taken = await new Promise<boolean>((resolve) => {
      signal.addEventListener('abort', () => resolve(false))
      this.take = () => resolve(true)
    })
    this.holding--
    if (taken) yield { type: 'taken' } as const
  }

  hear(frame: (index: number) => Float32Array, frames: number): void {
    for (let index = 0; index < frames; index++) this.onFrame?.(frame(index))
  }

  /** Everything that was promised has happened. */
  settled(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }

  async press(heldMs: number, frames = 40, sound: (index: number) => Float32Array = loud): Promise<void> {
    this.state.press()
    await this.settled()
    this.hear(sound, frames)
    this.clock += heldMs
    this.state.release()
    await this.settled()
  }
}

let world: World
beforeEach(() => {
  world = new World()
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

describe('Holding a key to talk', () => {
  it('silences the voice, records, and sends the words at letting go', async () => {
    world.state.press()
    await world.settled()
    expect(world.state.phase).toBe('recording')
    expect(world.said).toEqual(['silence'])
    world.hear(loud, 40)
    await world.settled()
    // On its way to main while it is said.
    expect(world.recordings.get('recording-1')).toBe(40 * 1_024)
    world.clock += 2_000
    world.state.release()
    await world.settled()
    expect(world.delivered).toEqual(['words'])
    expect(world.said).toEqual(['silence', 'send'])
    expect([...world.recordings]).toEqual([])
    expect([world.state.phase, world.holding, world.onFrame]).toEqual(['idle', 0, null])
  })

  it('leaves the words in the field where the user wants to see them first', async () => {
    world.settings.sendWhatWasSaid = false
    await world.press(2_000)
    expect(world.delivered).toEqual(['words'])
    expect(world.said).toEqual(['silence'])
  })

  it('does not send what was said for a conversation that is not shown any more', async () => {
    world.isShown = false
    await world.press(2_000)
    expect(world.delivered).toEqual(['words'])
    expect(world.said).not.toContain('send')
  })

  it('goes on listening after a short press, until the next one', async () => {
    await world.press(100)
    expect(world.state).toMatchObject({ phase: 'recording', isLatched: true })
    await world.press(100)
    expect(world.delivered).toEqual(['words'])
    expect(world.state).toMatchObject({ phase: 'idle', isLatched: false })
  })

  it('a key let go before the microphone was open goes on listening', async () => {
    let open = () => {}
    world.opening = new Promise((resolve) => {
      open = resolve
    })
    world.state.press()
    world.clock += 900
    world.state.release()
    open()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'recording', isLatched: true })
  })

  it('what is shorter than a word is thrown away without asking anybody', async () => {
    await world.press(2_000, 4)
    expect([world.transcribed, [...world.recordings], world.state.trouble]).toEqual([[], [], null])
    expect(world.state.phase).toBe('idle')
  })
})

describe('What was said is kept', () => {
  it('when the engine fails, and becomes words at the next try', async () => {
    world.answers = [new AppError('engine/unreachable', undefined, { host: 'h' })]
    await world.press(2_000)
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'engine/unreachable', data: { host: 'h' } },
      kept: [{ recordingId: 'recording-1' }],
    })
    expect(world.recordings.size).toBe(1)
    world.state.retry('recording-1')
    await world.settled()
    expect(world.delivered).toEqual(['words'])
    expect(world.state).toMatchObject({ kept: [], trouble: null })
    expect(world.recordings.size).toBe(0)
  })

  it('when nothing but silence was heard: nobody is asked to make words of that', async () => {
    await world.press(2_000, 40, quiet)
    expect(world.transcribed).toEqual([])
    expect(world.state).toMatchObject({
      trouble: { code: 'recording/silent' },
      kept: [{ recordingId: 'recording-1' }],
    })
  })

  it('when no words came of it', async () => {
    world.answers = ['  ']
    await world.press(2_000)
    expect(world.state).toMatchObject({
      trouble: { code: 'recording/wordless' },
      kept: [{ recordingId: 'recording-1' }],
    })
    world.state.throwAway('recording-1')
    await world.settled()
    expect(world.state).toMatchObject({ kept: [], trouble: null })
    expect(world.recordings.size).toBe(0)
  })

  it('when Escape stops it, while it is said and while it becomes words', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    world.state.stopEverything()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: null,
      kept: [{ recordingId: 'recording-1' }],
    })
    expect([world.transcribed, world.holding]).toEqual([[], 0])
    world.answers = [new Promise(() => {})]
    await world.press(2_000)
    expect(world.state.phase).toBe('transcribing')
    world.state.stopEverything()
    expect(world.state.phase).toBe('idle')
    await world.settled()
    expect(world.state.kept.map(({ recordingId }) => recordingId)).toEqual(['recording-1', 'recording-2'])
    expect([world.delivered, world.state.trouble]).toEqual([[], null])
  })

  describe('when Escape stops it while it is handed over, and somebody talks again', () => {
    let arrive = () => {}
    let lose = (_error: AppError) => {}
    beforeEach(async () => {
      world.adding = new Promise((resolve, reject) => {
        arrive = resolve
        lose = reject
      })
      await world.press(2_000)
      expect(world.state.phase).toBe('transcribing')
      world.state.stopEverything()
      expect(world.state.phase).toBe('idle')
      world.adding = Promise.resolve()
      world.state.press()
      await world.settled()
      world.hear(loud, 40)
    })
    const isHeardToTheEnd = async () => {
      expect([world.state.phase, world.microphones]).toEqual(['recording', 1])
      world.clock += 2_000
      world.state.release()
      await world.settled()
      expect(world.transcribed).toEqual(['recording-2'])
      expect(world.delivered).toEqual(['words'])
      expect([world.state.phase, world.microphones, world.holding]).toEqual(['idle', 0, 0])
    }

    it('the first is kept, and the second goes on', async () => {
      arrive()
      await world.settled()
      expect(world.state.kept).toMatchObject([{ recordingId: 'recording-1' }])
      await isHeardToTheEnd()
    })

    it('the first is told to be lost, and the second goes on', async () => {
      lose(new AppError('recording/not-found'))
      await world.settled()
      expect(world.state).toMatchObject({ trouble: { code: 'recording/not-found' }, kept: [] })
      await isHeardToTheEnd()
    })
  })

  it('as far as it got to main: nobody goes on talking into nothing', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    await world.settled()
    world.addFailure = new AppError('internal')
    world.hear(loud, 8)
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'internal' },
      kept: [{ recordingId: 'recording-1', seconds: (40 * 512) / 16_000 }],
    })
    expect([world.microphones, world.holding, world.transcribed]).toEqual([0, 0, []])
  })

  it('unless main could not even begin: that is said at once', async () => {
    world.beginFailure = new AppError('internal')
    world.state.press()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', trouble: { code: 'internal' }, kept: [] })
    expect([world.microphones, world.holding]).toEqual([0, 0])
  })

  it('when the microphone is unplugged', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    world.onGone()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'microphone/gone' },
      kept: [{ recordingId: 'recording-1', seconds: (40 * 512) / 16_000 }],
    })
  })

  it('when another window begins to listen', async () => {
    world.state.press()
    await world.settled()
    world.hear(loud, 40)
    world.take()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', kept: [{ recordingId: 'recording-1' }] })
    expect(world.onFrame).toBeNull()
  })
})

describe('A microphone that cannot be had', () => {
  it.each([
    ['none', 'microphone/none'],
    ['not allowed', 'microphone/denied'],
  ] as const)('%s: says why, and lets go', async (_what, code) => {
    world.openFailure = new AppError(code)
    world.state.press()
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', trouble: { code } })
    expect(world.holding).toBe(0)
    world.openFailure = null
    await world.press(2_000)
    expect(world.state.trouble).toBeNull()
    expect(world.delivered).toEqual(['words'])
  })

  it('nobody who could understand: the microphone is not even opened', async () => {
    world.holdFailure = new AppError('listening/unsupported', undefined, { engine: 'Guide' })
    world.state.press()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      trouble: { code: 'listening/unsupported', data: { engine: 'Guide' } },
    })
  })
})

describe('Hands-free', () => {
  const begin = async () => {
    world.state.toggleHandsFree()
    await world.settled()
    world.hear(quiet, 30)
  }
  const saySomething = async () => {
    world.hear(voiced, 40)
    world.hear(quiet, 30)
    await world.settled()
  }

  it('waits for a voice, ends the turn after silence, hears the answer, and listens again', async () => {
    await begin()
    expect(world.state.phase).toBe('waiting')
    expect(world.recordings.size).toBe(0)
    await saySomething()
    expect(world.delivered).toEqual(['words'])
    expect(world.said).toEqual(['silence', 'stop answer', 'send', 'hear answer'])
    expect(world.state).toMatchObject({ phase: 'answering', isHandsFree: true })
    world.onOver?.('heard')
    expect(world.state.phase).toBe('waiting')
    world.hear(quiet, 10)
    await saySomething()
    expect(world.delivered).toEqual(['words', 'words'])
    expect(world.holding).toBe(1)
  })

  it('what came just before the voice was noticed belongs to it', async () => {
    await begin()
    world.hear(voiced, 10)
    const noticed = world.state.phase
    world.hear(quiet, 30)
    await world.settled()
    expect(noticed).toBe('recording')
    expect(world.transcribed).toEqual(['recording-1'])
  })

  it('whoever talks into the voice silences it and is listened to', async () => {
    await begin()
    await saySomething()
    world.hear(quiet, 20)
    world.hear(voiced, 30)
    expect(world.state.phase).toBe('recording')
    expect(world.said.at(-1)).toBe('silence')
    world.hear(quiet, 30)
    await world.settled()
    expect(world.delivered).toEqual(['words', 'words'])
    // The answer that was interrupted is not waited for any more.
    expect(world.said.slice(-3)).toEqual(['stop answer', 'send', 'hear answer'])
  })

  it('the voice goes on where talking is not to interrupt it', async () => {
    world.settings.talkingInterrupts = false
    await begin()
    await saySomething()
    world.hear(quiet, 20)
    world.hear(voiced, 60)
    expect(world.state.phase).toBe('answering')
  })

  it('a cough is no reason to stop listening', async () => {
    world.answers = ['']
    await begin()
    await saySomething()
    expect(world.state).toMatchObject({ phase: 'waiting', isHandsFree: true, trouble: null })
    expect(world.recordings.size).toBe(0)
  })

  it('a microphone that goes away while words come ends the turn, and what was said is kept', async () => {
    world.answers = [new Promise(() => {})]
    await begin()
    await saySomething()
    expect(world.state.phase).toBe('transcribing')
    world.onGone()
    await world.settled()
    expect(world.state).toMatchObject({
      phase: 'idle',
      isHandsFree: false,
      trouble: { code: 'microphone/gone' },
      kept: [{ recordingId: 'recording-1' }],
    })
    expect(world.microphones).toBe(0)
  })

  it('a failed answer ends it, with the microphone closed', async () => {
    await begin()
    await saySomething()
    world.onOver?.('failed')
    expect(world.state).toMatchObject({ phase: 'idle', isHandsFree: false })
    expect(world.onFrame).toBeNull()
  })

  it('a failure to understand ends it and keeps what was said', async () => {
    world.answers = [new AppError('engine/rate-limited')]
    await begin()
    await saySomething()
    expect(world.state).toMatchObject({
      phase: 'idle',
      isHandsFree: false,
      trouble: { code: 'engine/rate-limited' },
      kept: [{ recordingId: 'recording-1' }],
    })
    expect(world.holding).toBe(0)
  })

  it.each(['waiting', 'recording', 'answering'])('one key stops everything while it is %s', async (phase) => {
    await begin()
    if (phase === 'recording') world.hear(voiced, 20)
    if (phase === 'answering') await saySomething()
    expect(world.state.phase).toBe(phase)
    world.said.length = 0
    world.state.stopEverything()
    await world.settled()
    expect(world.said).toEqual(['silence', 'stop answer'])
    expect(world.state).toMatchObject({ phase: 'idle', isHandsFree: false })
    expect([world.holding, world.onFrame]).toEqual([0, null])
  })

  it('a microphone that was forgotten is closed', async () => {
    await begin()
    world.hear(quiet, Math.ceil(301_000 / 32))
    await world.settled()
    expect(world.state).toMatchObject({ phase: 'idle', isHandsFree: false })
    expect(world.holding).toBe(0)
  })
})
