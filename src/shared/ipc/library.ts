import type { JobProgress } from '../model/backup'
import type { Failure } from './errors'
import { attachmentMethods } from './library/attachments'
import { backupMethods } from './library/backups'
import { conversationMethods } from './library/conversations'
import { costMethods } from './library/costs'
import { exportMethods } from './library/exports'
import { importMethods } from './library/imports'
import { messageMethods } from './library/messages'
import type { LibraryMethodDefinition } from './library/method'
import { type DamageFound, type LibraryReport, openingMethods } from './library/opening'
import { pictureMethods } from './library/pictures'
import { searchMethods } from './library/search'
import { speechMethods } from './library/speech'
import { syncMethods } from './library/sync'
import { temporaryMethods } from './library/temporary'

/**
 * All that main may ask of the library: the one list of it. Requests are answered in the order they were
 * sent. Each write is one transaction and may be repeated without harm: main resends what a crashed library
 * did not acknowledge. Failures carry `library/*` codes.
 */
export const libraryMethods = {
  ...openingMethods,
  ...conversationMethods,
  ...messageMethods,
  ...searchMethods,
  ...costMethods,
  ...attachmentMethods,
  ...pictureMethods,
  ...speechMethods,
  ...importMethods,
  ...exportMethods,
  ...backupMethods,
  ...temporaryMethods,
  ...syncMethods,
}

export type LibraryMethod = keyof typeof libraryMethods
export type LibraryInput<M extends LibraryMethod> =
  (typeof libraryMethods)[M] extends LibraryMethodDefinition<infer I, unknown> ? I : never
export type LibraryOutput<M extends LibraryMethod> =
  (typeof libraryMethods)[M] extends LibraryMethodDefinition<unknown, infer O> ? O : never

/** The library on its own thread. Its side of the channel may also answer later. */
export type LibraryApi = {
  readonly [M in LibraryMethod]: (input: LibraryInput<M>) => LibraryOutput<M>
}

/** The library as main calls it. */
export type AsyncLibrary = {
  readonly [M in Exclude<LibraryMethod, 'open'>]: (input: LibraryInput<M>) => Promise<LibraryOutput<M>>
} & {
  open(): Promise<LibraryReport>
}

/** What other devices' records changed here. */
export interface Arrived {
  readonly conversationIds: readonly string[]
  readonly messageIds: readonly string[]
  readonly areFolders: boolean
  /** Assistants, or what models know of the user. */
  readonly areShared?: boolean
  /** Pictures and files whose bytes came. */
  readonly blobIds?: readonly string[]
}

/** No request's answer: something that devices share changed here, or came from another one. */
export type SharedChange = { readonly noted: true } | { readonly arrived: Arrived }

/** Comes with a port, over which the sync process asks. */
export interface SyncPortRequest {
  readonly syncPort: true
}

/** Asks the process to end cleanly; answered by its exit. */
export interface CloseRequest {
  readonly close: true
}

/** Messages on the channel. */
export interface LibraryRequest {
  readonly id: number
  readonly method: LibraryMethod
  readonly input: unknown
}
export type LibraryReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }
  /** The progress of a long request; its answer is still to come. */
  | { readonly id: number; readonly progress: JobProgress }
  | SharedChange
  /** No request's answer: something was found while the library is open. */
  | { readonly found: DamageFound }
