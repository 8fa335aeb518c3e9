import { AppError } from '@shared/ipc/errors'
import { createDictationStore } from '../../../../../src/renderer/features/dictation/createDictationStore'
import type { DictationDeps } from '../../../../../src/renderer/features/dictation/DictationDeps'
import type { HandsFreeConversation } from '../../../../../src/renderer/features/dictation/handsFreeConversation'

/** Frames are 32 ms each, as the worklet sends them. */
export const loud = () => new Float32Array(512).map((_, index) => (index % 2 === 0 ? 0.2 : -0.2))
export const quiet = () => new Float32Array(512).fill(0.0003)

/** A voice that rises and falls, as voices do. */
export const voiced = (index: number) => loud().map((sample) => sample * (index % 6 < 4 ? 1 : 0.1))

/** Everything around listening in one window: main, the microphone, the conversation and a clock. */
export class DictationWorld {
  clock = 0
  /** The bytes that main has of each recording. */
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
    send: async () => void this.said.push('send'),
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
