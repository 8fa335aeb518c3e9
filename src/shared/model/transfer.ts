import type { ErrorCode, FailureData } from '../ipc/errors'

/** The progress of a long job (an import, an export, a backup). `done` never goes back within a phase. */
export interface TransferProgress {
  /**
   * `looking`: finding out what there is. `reading` and `writing`: the work itself. `checking`: proving what
   * was written.
   */
  readonly phase: 'looking' | 'reading' | 'writing' | 'checking'
  readonly done: number
  /** The number of all items; null while it is not known. */
  readonly total: number | null
  readonly unit: TransferUnit
}

export type TransferUnit = 'bytes' | 'conversations' | 'messages' | 'pictures' | 'files'

/** What an import was taken from, found by content. */
export type TransferSource =
  | 'chatgpt'
  | 'parley'
  | 'parley-archive'
  | 'chatbox'
  | 'cherry-studio'
  | 'claude'
  | 'deepseek'
  | 'gemini'
  | 'ai-studio'
  | 'grok'
  | 'open-webui'
  | 'librechat'
  | 'lm-studio'
  | 'jan'
  /** Messages with roles, as the OpenAI API takes them and many tools write them. */
  | 'messages'

/** What a file turned out to be before anything of it was brought in. */
export interface Inspected {
  readonly name: string
  readonly source: TransferSource
  /** Null where counting them would take long. */
  readonly conversations: number | null
}

export interface TransferCounts {
  readonly conversations: number
  readonly messages: number
  readonly pictures: number
  readonly files: number
}

export const noCounts: TransferCounts = { conversations: 0, messages: 0, pictures: 0, files: 0 }

export const addCounts = (a: TransferCounts, b: TransferCounts): TransferCounts => ({
  conversations: a.conversations + b.conversations,
  messages: a.messages + b.messages,
  pictures: a.pictures + b.pictures,
  files: a.files + b.files,
})

/** What could not be brought along, gathered by what it was and why. */
export interface LeftOut {
  readonly kind: 'conversation' | 'message' | 'picture' | 'file' | 'content'
  readonly reason: LeftOutReason
  readonly count: number
  /** Names or titles of the first of them, as the source has them; never their content. */
  readonly names: readonly string[]
}

export type LeftOutReason =
  /** The source speaks of it but does not contain it. */
  | 'missing'
  /** It is there, but not whole, or not what it says. */
  | 'damaged'
  /** Content larger than is taken. */
  | 'too-large'
  /** A kind of content that nothing here can show (sound, video, a drawing board …). */
  | 'unsupported'
  /** It names a place outside of its archive, or is a link. */
  | 'unsafe'
  /** The same id twice: the first was taken. */
  | 'duplicate'
  /** A file or conversation without content. */
  | 'empty'
  /** What its source keeps from view: instructions, machinery, drafts. */
  | 'hidden'
  /** The user deleted it here after an earlier import: it stays deleted. */
  | 'deleted'

/** The end of a long job, and what it did. What is counted as added is on disk, whatever the end. */
export interface TransferResult {
  readonly end: 'complete' | 'cancelled' | 'failed'
  /** The reason why it ended early; null unless it failed. */
  readonly failure: { readonly code: ErrorCode; readonly data?: FailureData } | null
  /** Null for what is no import. */
  readonly source: TransferSource | null
  /** The name of the file that was read or written, without its folder. */
  readonly name: string
  /** Written by this job: into the library by an import, into a file by an export. */
  readonly added: TransferCounts
  /** Were here before, and were left as they are. */
  readonly known: TransferCounts
  readonly leftOut: readonly LeftOut[]
}

/** The events of a long job. There are none when the user cancels the choice of a file. */
export type TransferEvent =
  | { readonly type: 'started'; readonly name: string; readonly source: TransferSource | null }
  | { readonly type: 'progress'; readonly progress: TransferProgress; readonly added: TransferCounts }
  /** Always the last. */
  | { readonly type: 'ended'; readonly transferId: string; readonly result: TransferResult }
