import type { SyncDevice, SyncProblem } from '@shared/model/sync'
import { deviceSchema } from '@shared/sync/clock'
import { type Hello, helloPath, readHello } from './hello'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'
import { problemOf } from './problemOf'
import type { ReadPosition } from './SyncedLibrary'

/** A device as the place tells of it. */
export interface FoundDevice {
  readonly id: string
  readonly hello: Hello | null
  /** It is under the newest key: one that was removed can tell anything in its name under an older one. */
  readonly isCurrent: boolean
  /** When its hello came to lie there, by this computer's clock; null where there is none. */
  readonly writtenAt: number | null
  readonly problem: SyncProblem | null
}

/** Those that have a folder. */
export const deviceIdsIn = async (place: Place): Promise<readonly string[]> =>
  (await place.list('devices')).filter((name) => deviceSchema.safeParse(name).success)

export const findDevice = async (place: Place, ring: KeyRing, id: string): Promise<FoundDevice> => {
  try {
    const keys = ring.keysOf(id).map(({ key }) => key)
    const { hello, key } = (await readHello(place, keys, id)) ?? { hello: null, key: null }
    const isCurrent = key === ring.newest.packs
    const entry = hello ? await place.entry(helloPath(id)) : null
    return { id, hello, isCurrent, writtenAt: entry?.changedAt ?? null, problem: null }
  } catch (error) {
    return { id, hello: null, isCurrent: false, writtenAt: null, problem: problemOf(error) }
  }
}

/** Less than this is nothing to trouble the user with. */
const leastAheadMs = 5 * 60_000

/**
 * How far a device's clock is ahead of ours. On a server its hello is as old as the server says; in a folder
 * it may have been long on its way, but never comes from the future.
 */
export const aheadOf = ({ hello, writtenAt }: FoundDevice): number => {
  if (!hello || writtenAt === null) return 0
  const aheadMs = hello.at - writtenAt
  return aheadMs > leastAheadMs ? aheadMs : 0
}

/** When it was last seen, in our time, whatever its own clock says. */
export const seenAtOf = ({ hello, writtenAt }: FoundDevice): number | null =>
  hello ? Math.min(hello.at, writtenAt ?? hello.at) : null

export const toSyncDevice = (
  found: FoundDevice,
  {
    thisDevice,
    position,
    problem,
  }: {
    readonly thisDevice: string
    readonly position: ReadPosition | undefined
    /** Why its packs cannot be taken. */
    readonly problem: SyncProblem | null
  },
): SyncDevice => {
  const isThis = found.id === thisDevice
  const last = found.hello?.last ?? 0
  return {
    id: found.id,
    name: found.hello?.name ?? '',
    isThis,
    lastSeenAt: seenAtOf(found),
    clockAheadMs: isThis ? 0 : aheadOf(found),
    problem: problem ?? found.problem,
    waitingPacks: isThis ? 0 : Math.max(0, last - (position?.number ?? 0)),
  }
}
