import type { KeptRecording } from '@shared/model/dictation'
import type { Trouble } from '../../common/failures/trouble'

/**
 * - `opening`: the microphone is being asked for
 * - `recording`: what is said is kept
 * - `transcribing`: it is becoming words
 * - `waiting`: hands-free, the microphone is open and the user does not speak
 * - `answering`: hands-free, the answer is written or read
 */
export type Phase = 'idle' | 'opening' | 'recording' | 'transcribing' | 'waiting' | 'answering'

export interface DictationState {
  readonly phase: Phase
  readonly isHandsFree: boolean
  /** It listens without a key being held, until it is told otherwise. */
  readonly isLatched: boolean
  /** The chosen microphone cannot be used, and another hears. */
  readonly isAnother: boolean
  readonly trouble: Trouble | null
  /** What was said and has no words yet. */
  readonly kept: readonly KeptRecording[]

  /** A key or button goes down: listens, or ends what a short press began. */
  press(): void
  /** The key comes up: speech becomes words. After a press too short to say anything listening goes on. */
  release(): void
  /** What was said becomes words now. */
  finish(): void
  toggleHandsFree(): void
  /** Microphone, answer and voice. What was said is kept. */
  stopEverything(): void
  retry(recordingId: string): void
  throwAway(recordingId: string): void
  /** Recordings from before this start. */
  loadKept(): Promise<void>
  clearTrouble(): void
}
