import { AppError, type ErrorCode, isCancelled } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { create } from 'zustand'

export interface SpeechState {
  /** What is read now; `sentence` is null until the first one is heard. */
  readonly playing: { readonly messageId: string; readonly sentence: string | null } | null
  readonly isPaused: boolean
  /** Why the last reading ended before its end. */
  readonly failure: { readonly messageId: string; readonly code: ErrorCode } | null
  /**
   * Reads a message aloud, from its start, also while it is being written; with `callId` what that `speak` tool call says.
   * Whatever was read stops.
   */
  read(messageId: string, callId?: string): void
  /**
   * As `read`, where answers are to be read by themselves and this one is not being read already. For the window in which
   * the answer was asked for.
   */
  autoRead(messageId: string): Promise<void>
  stop(): void
  pause(): void
  resume(): void
}

/** Where sentences come from, who plays them, and how the app's other windows are told. */
export interface SpeechParts {
  readonly utterances: (
    input: { readonly messageId: string; readonly callId?: string },
    signal: AbortSignal,
  ) => AsyncIterable<Utterance>
  /** Does the person want answers read by themselves, as of now? */
  readonly isAutomatic: () => Promise<boolean>
  readonly player: {
    play(
      utterances: AsyncIterable<Utterance>,
      options: { signal: AbortSignal; onSentence: (utterance: Utterance) => void },
    ): Promise<void>
    pause(): void
    resume(): void
  }
  /** Joined at the first reading: one speaker in the whole app, so who begins says so and everybody else is silent. */
  readonly joinWindows: () => {
    postMessage(message: unknown): void
    addEventListener(type: 'message', listener: () => void): void
  }
}

export const createSpeechStore = ({ utterances, isAutomatic, player, joinWindows }: SpeechParts) => {
  let reading: AbortController | null = null
  let windows: ReturnType<SpeechParts['joinWindows']> | null = null
  return create<SpeechState>()((set, get) => ({
    playing: null,
    isPaused: false,
    failure: null,

    read(messageId, callId) {
      reading?.abort()
      const controller = new AbortController()
      reading = controller
      if (!windows) {
        windows = joinWindows()
        windows.addEventListener('message', () => get().stop())
      }
      windows.postMessage('speaking')
      set({ playing: { messageId, sentence: null }, isPaused: false, failure: null })
      const isCurrent = () => reading === controller
      player
        .play(utterances(callId === undefined ? { messageId } : { messageId, callId }, controller.signal), {
          signal: controller.signal,
          onSentence: ({ text }) => isCurrent() && set({ playing: { messageId, sentence: text } }),
        })
        .catch((error: unknown) => {
          if (!isCurrent() || isCancelled(error)) return
          set({ failure: { messageId, code: error instanceof AppError ? error.code : 'internal' } })
        })
        .finally(() => {
          // Main is told as well, should it still be making sentences.
          controller.abort()
          if (!isCurrent()) return
          reading = null
          set({ playing: null, isPaused: false })
        })
    },

    async autoRead(messageId) {
      if ((await isAutomatic()) && get().playing?.messageId !== messageId) get().read(messageId)
    },

    stop() {
      reading?.abort()
      reading = null
      set({ playing: null, isPaused: false })
    },

    pause() {
      if (!get().playing) return
      player.pause()
      set({ isPaused: true })
    },

    resume() {
      if (!get().playing) return
      player.resume()
      set({ isPaused: false })
    },
  }))
}
