import type { JobProgress } from '../model/backup'
import type { MassDeletion, SyncActivity, SyncDevice, SyncPlace, SyncProblem } from '../model/sync'
import type { Failure } from './errors'

/** How the place is reached now. */
export interface PlaceAccess {
  readonly place: SyncPlace
  /** Of a server. */
  readonly password: string
  /** The proxy that the system names for it; null: none. */
  readonly proxy: string | null
}

/** What a look at the place takes. */
export interface LookInput extends PlaceAccess {
  /** The keys of the history, and this device's own. */
  readonly secret: string
  readonly deviceName: string
  /** What this profile keeps for sync, beside the library: its name, and its packs. */
  readonly folder: string
  readonly appVersion: string
}

/** What a look at the place came to. */
export interface LookResult {
  readonly sentPacks: number
  readonly takenRecords: number
  /** The others, and this one. Without names where they have not said them. */
  readonly devices: readonly SyncDevice[]
  readonly massDeletion: MassDeletion | null
  /** A look at once brings more pictures and files. */
  readonly hasMore: boolean
  /** What is to be kept from now on, where another device has chosen a new key; null otherwise. */
  readonly secret: string | null
}

export interface SyncHostMethods {
  /** `sync/place` */
  readonly look: { readonly input: PlaceAccess; readonly output: { readonly isEmpty: boolean } }
  /** Makes a new history there. `sync/not-empty`, `sync/place` */
  readonly create: {
    readonly input: PlaceAccess
    readonly output: { readonly words: string; readonly secret: string }
  }
  /** `sync/wrong-words`, `sync/nothing-there`, `sync/newer`, `sync/place` */
  readonly unlock: {
    readonly input: PlaceAccess & { readonly words: string }
    readonly output: { readonly secret: string }
  }
  /** One look: what changed here goes there, what is new there comes here. `sync/place`, `cancelled` */
  readonly round: { readonly input: LookInput; readonly output: LookResult }
  /** A new key for what follows, which that device does not get. `sync/place` */
  readonly removeDevice: {
    readonly input: LookInput & { readonly id: string }
    readonly output: { readonly words: string; readonly secret: string }
  }
}
export type SyncHostMethod = keyof SyncHostMethods

export type SyncHostRequest =
  | {
      readonly type: 'call'
      readonly id: number
      readonly method: SyncHostMethod
      readonly input: unknown
    }
  /** Its answer is not wanted any more; it fails with `cancelled`. */
  | { readonly type: 'cancel'; readonly id: number }
  /** Comes with a port to the library. */
  | { readonly type: 'library' }
  | { readonly type: 'close' }

export type SyncHostReply =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly failure: Failure }
  /** Something came into the folder that is the place: a look may find what is new. */
  | { readonly type: 'came' }
  /** What a look is at. */
  | {
      readonly type: 'activity'
      readonly activity: SyncActivity
      readonly progress: JobProgress | null
    }

/** What goes along with `sync/place`. */
export interface PlaceFailureData {
  readonly problem: SyncProblem
  /** The place wants to be left alone for as long. */
  readonly retryAfterMs?: number
}
