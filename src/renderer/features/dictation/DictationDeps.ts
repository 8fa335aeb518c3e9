import type { KeptRecording } from '@shared/model/dictation'
import type { Settings } from '@shared/model/settings'
import type { DictationRecipient } from './dictationTarget'
import type { HandsFreeConversation } from './handsFreeConversation'
import type { MicrophoneSessionDeps } from './MicrophoneSession'
import type { RecordingDeps } from './Recording'

/** What listening in one window works with. */
export interface DictationDeps extends RecordingDeps, MicrophoneSessionDeps {
  readonly transcribe: (
    recordingId: string,
    where: DictationRecipient,
    signal: AbortSignal,
  ) => Promise<string>
  readonly kept: () => Promise<readonly KeptRecording[]>
  readonly settings: () => Pick<Settings, 'sendWhatWasSaid' | 'silenceEndsTurnMs' | 'talkingInterrupts'>
  readonly where: () => DictationRecipient
  /** Puts words where they were meant for, also when that is not shown any more; true where it is shown. */
  readonly deliver: (words: string, where: DictationRecipient) => boolean
  readonly send: () => Promise<void>
  readonly conversation: HandsFreeConversation
  /** Milliseconds that only go forward. */
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
}
