import { AppError, type ErrorCode, isCancelled } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { create } from 'zustand'

/** What can be read aloud: a message, what one of its tool calls says, or a sample of a voice. */
export type Subject =
  | { readonly type: 'message'; readonly messageId: string; readonly callId?: string }
  | { readonly type: 'sample'; readonly voice: string }

export interface SpeechState {
  /** What is read now; `sentence` is null until the first one is heard, `index` counts them. */
  readonly playing: {
    readonly messageId: string
    readonly sentence: string | null
    readonly index: number
  } | null
  /** The voice of which a sample is heard. */
  readonly sample: string | null
  readonly isPaused: boolean
  /** Why the last reading ended before its end. */
  readonly failure: { readonly messageId: string; readonly code: ErrorCode } | null
  /** Why the last sample could not be heard. */
  readonly sampleFailure: ErrorCode | null
  /**
   * Reads a message aloud, from its start, also while it is being written; with `callId` what that `speak`
   * tool call says. Every other reading stops, in every window.
   */
  read(messageId: string, callId?: string): void
  /**
   * Reads as `read` does, where answers are to be read by themselves and this one is not being read already.
   * The window in which the answer was asked for calls it.
   */
  autoRead(messageId: string): Promise<void>
  /**
   * Reads it after what is read now and what waits, at once where nothing is: an answer to a queued question.
   */
  readNext(messageId: string): void
  playSample(voice: string): void
  /** This window is silent, and nothing waits to be read. */
  stop(): void
  /** Every window is silent: the user begins to talk, or wants it quiet. */
  stopSpeaking(): Promise<void>
  pause(): void
  resume(): void
  /** Goes to the next sentence. */
  skip(): void
}

/** The store needs sentences, a player, and main, which keeps the whole app to one speaker. */
export interface SpeechDeps {
  readonly utterances: (subject: Subject, signal: AbortSignal) => AsyncIterable<Utterance>
  /** True where the user wants answers read by themselves, as of now. */
  readonly isAutomatic: () => Promise<boolean>
  readonly speed: () => number
  readonly player: {
    play(
      utterances: AsyncIterable<Utterance>,
      options: {
        readonly signal: AbortSignal
        readonly speed: number
        readonly onSentence: (utterance: Utterance) => void
        readonly onWhole: (utterance: Utterance, pcm: readonly Uint8Array[]) => void
      },
    ): Promise<void>
    pause(): void
    resume(): void
    skip(): void
  }
  /** What was spoken whole and may be kept. */
  readonly keep: (utterance: Utterance, pcm: readonly Uint8Array[]) => void
  /**
   * Takes audio focus until `signal` aborts: its last holder is silenced, and so is this when another takes
   * it.
   */
  readonly takeTurn: (signal: AbortSignal) => AsyncIterable<{ readonly type: 'granted' | 'silence' }>
  readonly silenceAll: () => Promise<void>
}

export const createSpeechStore = (deps: SpeechDeps) => {
  const { player } = deps
  let reading: AbortController | null = null
  let waiting: string[] = []

  return create<SpeechState>()((set, get) => {
    /** Silent when another window, or main, wants it so. */
    const followTurn = async (controller: AbortController): Promise<void> => {
      try {
        for await (const { type } of deps.takeTurn(controller.signal)) {
          if (type === 'silence' && reading === controller) get().stop()
        }
      } catch (error) {
        // Without main nothing is spoken either; the reading itself says so.
        if (!isCancelled(error)) console.error('The turn to speak was lost', error)
      }
    }

    const begin = (subject: Subject): void => {
      reading?.abort()
      const controller = new AbortController()
      reading = controller
      const isCurrent = () => reading === controller
      const playing = (index: number, sentence: string | null) =>
        subject.type === 'message' ? { messageId: subject.messageId, sentence, index } : null
      set({
        playing: playing(-1, null),
        sample: subject.type === 'sample' ? subject.voice : null,
        isPaused: false,
        failure: null,
        sampleFailure: null,
      })
      void followTurn(controller)
      player
        .play(deps.utterances(subject, controller.signal), {
          signal: controller.signal,
          speed: deps.speed(),
          onSentence: ({ text, index }) => isCurrent() && set({ playing: playing(index, text) }),
          onWhole: deps.keep,
        })
        .catch((error: unknown) => {
          if (!isCurrent() || isCancelled(error)) return
          const code = error instanceof AppError ? error.code : 'internal'
          if (subject.type === 'sample') set({ sampleFailure: code })
          else set({ failure: { messageId: subject.messageId, code } })
        })
        .finally(() => {
          // Main is told as well, should it still be making sentences.
          controller.abort()
          if (!isCurrent()) return
          reading = null
          set({ playing: null, sample: null, isPaused: false })
          const next = waiting.shift()
          if (next !== undefined) begin({ type: 'message', messageId: next })
        })
    }

    return {
      playing: null,
      sample: null,
      isPaused: false,
      failure: null,
      sampleFailure: null,

      read(messageId, callId) {
        waiting = []
        begin(callId === undefined ? { type: 'message', messageId } : { type: 'message', messageId, callId })
      },

      async autoRead(messageId) {
        if ((await deps.isAutomatic()) && get().playing?.messageId !== messageId) get().read(messageId)
      },

      readNext(messageId) {
        if (get().playing?.messageId === messageId || waiting.includes(messageId)) return
        if (reading) waiting.push(messageId)
        else begin({ type: 'message', messageId })
      },

      playSample(voice) {
        waiting = []
        begin({ type: 'sample', voice })
      },

      stop() {
        waiting = []
        reading?.abort()
        reading = null
        set({ playing: null, sample: null, isPaused: false })
      },

      async stopSpeaking() {
        get().stop()
        await deps.silenceAll()
      },

      pause() {
        if (!reading || get().isPaused) return
        player.pause()
        set({ isPaused: true })
      },

      resume() {
        if (!reading) return
        player.resume()
        set({ isPaused: false })
      },

      skip() {
        if (reading) player.skip()
      },
    }
  })
}
