import type { AsyncLibrary } from '@shared/ipc/library'
import type { JobProgress } from '@shared/model/backup'
import type { AppEvent } from '@shared/model/events'
import type { SyncPlace } from '@shared/model/sync'
import type { Emitter } from '../lib/Emitter'
import type { Timers } from '../lib/timers'
import type { ArrivedChanges } from './ArrivedChanges'
import type { SyncFile } from './SyncFile'
import type { SyncHostClient } from './SyncHostClient'
import type { SyncSecrets } from './SyncSecrets'

export interface SyncDeps {
  readonly file: SyncFile
  readonly secrets: SyncSecrets
  readonly host: Pick<SyncHostClient, 'call' | 'close' | 'isBusy'>
  readonly library: Pick<AsyncLibrary, 'endSync' | 'countUnsent' | 'settleDeletions'>
  readonly arrived: Pick<ArrivedChanges, 'add'>
  readonly events: Emitter<AppEvent>
  /** A verified backup, made before anything of others comes in. */
  readonly backUp: (onProgress: (progress: JobProgress) => void) => Promise<void>
  /** The proxy that the system names for an address; null: none. */
  readonly proxyTo: (address: string) => Promise<string | null>
  /** What is kept for sync beside the library. */
  readonly folder: { readonly path: string; remove(): Promise<void> }
  readonly isFocused: () => boolean
  /** The computer woke up, or a window got the keyboard; gives what ends the watch. */
  readonly watchMoments: (onMoment: () => void) => () => void
  readonly deviceName: () => string
  readonly appVersion: string
  readonly now: () => number
  readonly timers: Timers
}

/** How a place is reached; the password is of a server. */
export interface PlaceAccess {
  readonly place: SyncPlace
  readonly password: string
}
