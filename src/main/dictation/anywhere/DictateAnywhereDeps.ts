import type { ErrorCode, FailureData } from '@shared/ipc/errors'
import type { TextInsertion } from '../../insertion/textInsertion'
import type { Timers } from '../../lib/timers'
import type { Recordings } from '../Recordings'

export type Polish = (words: string, signal: AbortSignal) => Promise<string>

/** What dictation into other programs works with. */
export interface DictateAnywhereDeps {
  readonly insertion: Pick<TextInsertion, 'front' | 'insert'>
  readonly transcribe: (
    recordingId: string,
    onWords: (soFar: string) => void,
    signal: AbortSignal,
  ) => Promise<string>
  /** Null where the words are to stay as they were said. */
  readonly polish: () => Polish | null
  readonly recordings: Pick<Recordings, 'forget' | 'keep' | 'leave'>
  readonly bar: { show(): void; hide(): void }
  /** Escape is ours from now on; returns what gives it back. */
  readonly grabEscape: (onPress: () => void) => () => void
  /** A user who talks does not want to be talked to. */
  readonly silence: () => void
  readonly accelerator: () => string
  /** Resolves once the hotkey's keys are up: held, they would change what is typed. */
  readonly untilKeysUp: () => Promise<void>
  readonly timers: Timers
  readonly now: () => number
}

/** What the page says about the recording of a session. */
export interface HandedOver {
  readonly session: number
  readonly recording: { readonly recordingId: string } | null
  readonly failure: { readonly code: ErrorCode; readonly data?: FailureData | undefined } | null
}
