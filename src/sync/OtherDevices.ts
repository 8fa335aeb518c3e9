import type { SyncDevice } from '@shared/model/sync'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'
import { problemOfReason } from './problemOf'
import { deviceIdsIn, type FoundDevice, findDevice, toSyncDevice } from './readDevices'
import type { Taken } from './takePacks'

/** A hello is read again at least that often: its packs tell most of what is new. */
const stalenessMs = 10 * 60_000
/** What is on its way to a folder does not come in order. */
const onItsWayMs = 2 * 60_000

/** What is known of all devices in the place, from look to look. */
export class OtherDevices {
  private readonly found = new Map<string, FoundDevice & { readonly readAt: number }>()

  constructor(
    private readonly deps: {
      readonly place: Place
      readonly ring: KeyRing
      readonly device: string
      readonly now: () => number
    },
  ) {}

  /** All that have a folder there, but this one. One request. */
  async list(): Promise<readonly string[]> {
    const { place, device } = this.deps
    return (await deviceIdsIn(place)).filter((id) => id !== device)
  }

  /** Reads what they say of themselves, where it may have changed. */
  async hear(ids: readonly string[], heard: readonly string[]): Promise<readonly FoundDevice[]> {
    const { place, ring, now } = this.deps
    for (const id of ids) {
      const known = this.found.get(id)
      const isFresh = known && !known.problem && Math.abs(now() - known.readAt) < stalenessMs
      if (isFresh && !heard.includes(id)) continue
      this.found.set(id, { ...(await findDevice(place, ring, id)), readAt: now() })
    }
    return ids.flatMap((id) => this.found.get(id) ?? [])
  }

  /** The first and the last pack that it has told of; null where it has told nothing. */
  packsOf(id: string): { readonly first: number; readonly last: number } | null {
    return this.found.get(id)?.hello ?? null
  }

  /** Of each log, the last pack that any of them has read. */
  readByAny(): ReadonlyMap<string, number> {
    const most = new Map<string, number>()
    for (const { id, hello } of this.found.values())
      for (const [device, { number }] of Object.entries(
        this.deps.ring.isRemoved(id) ? {} : (hello?.read ?? {}),
      ))
        most.set(device, Math.max(number, most.get(device) ?? 0))
    return most
  }

  /** As the user is told of them. */
  tell(
    ids: readonly string[],
    { positions, stuck }: Pick<Taken, 'positions' | 'stuck'>,
  ): readonly SyncDevice[] {
    const { device, ring, now } = this.deps
    const there = ids.filter((id) => !ring.isRemoved(id))
    return there.flatMap((id) => {
      const found = this.found.get(id)
      if (!found) return []
      const reason = stuck.find((each) => each.device === id)?.reason
      const told = toSyncDevice(found, {
        thisDevice: device,
        position: positions[id],
        problem: reason ? problemOfReason(reason) : null,
      })
      const isLate = told.waitingPacks > 0 && now() - (found.writtenAt ?? now()) > onItsWayMs
      return [told.problem === null && isLate ? { ...told, problem: 'gap' as const } : told]
    })
  }
}
