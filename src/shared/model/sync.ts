import { z } from 'zod'
import type { JobProgress } from './backup'
import type { SyncProblem } from './syncProblem'

/** Where the logs of all devices lie. The password of a server is kept with the secrets. */
export const syncPlaceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('folder'), path: z.string().min(1).max(4_096) }),
  z.object({
    type: z.literal('webdav'),
    address: z.url({ protocol: /^https?$/ }).max(2_000),
    user: z.string().max(500),
  }),
])
export type SyncPlace = z.output<typeof syncPlaceSchema>

export type { SyncProblem }

/** A computer that shares the history. */
export interface SyncDevice {
  readonly id: string
  /** Empty until it has said its name. */
  readonly name: string
  readonly isThis: boolean
  /** Milliseconds since the epoch, by its own clock; null where it has not said so. */
  readonly lastSeenAt: number | null
  /** How far its clock is ahead of ours, where that is more than five minutes; 0 otherwise. */
  readonly clockAheadMs: number
  readonly problem: SyncProblem | null
  /** Its packs that could not be taken. */
  readonly waitingPacks: number
}

/** A look that would trash or delete much of the history; it waits for the user's word. */
export interface MassDeletion {
  readonly deviceId: string
  readonly deviceName: string
  /** Conversations that would go, and how many there are. */
  readonly count: number
  readonly of: number
}

export type SyncActivity = 'resting' | 'looking' | 'backing-up' | 'sending' | 'taking'

export type SyncStatus =
  | { readonly type: 'off' }
  | {
      readonly type: 'on'
      readonly place: SyncPlace
      readonly activity: SyncActivity
      /** Of what is being sent or taken; null where its end is not known. */
      readonly progress: JobProgress | null
      /** The first look has not come to its end. */
      readonly isJoining: boolean
      /** The user has stopped it; Sync now goes on. */
      readonly isStopped: boolean
      readonly lastSentAt: number | null
      readonly lastTakenAt: number | null
      /** When everything was last found to be in step. */
      readonly inStepAt: number | null
      /** Changes that are here and not in the place. */
      readonly unsentChanges: number
      readonly problem: SyncProblem | null
      /** When it is tried again by itself; null where that is of no use. */
      readonly nextTryAt: number | null
      readonly massDeletion: MassDeletion | null
      readonly devices: readonly SyncDevice[]
    }
