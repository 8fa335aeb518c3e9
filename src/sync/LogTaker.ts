import { readBases, type WholeBase } from './bases'
import { SyncFault } from './faults'
import type { OtherDevices } from './OtherDevices'
import { takeBase } from './takeBase'
import { type TakeDeps, type Taken, takePacks } from './takePacks'

/** What others have read and is not there may still be on its way. */
const onItsWayMs = 10 * 60_000

interface LogTakerDeps extends TakeDeps {
  readonly now: () => number
  readonly others: OtherDevices
}

/** Reads what others wrote: their logs, and first a base where their beginning is gone or not needed. */
export class LogTaker {
  private readonly deps: TakeDeps
  /** Logs of which others have read more than lies there: how far this device has, and since when. */
  private readonly behind = new Map<string, { readonly number: number; readonly since: number }>()

  constructor(private readonly given: LogTakerDeps) {
    this.deps = {
      ...given,
      lastTold: (device) => given.others.packsOf(device)?.last ?? null,
    }
  }

  async take(ids: readonly string[]): Promise<Taken> {
    const joined = await this.takeAtJoining(ids)
    const taken = await takePacks(this.deps, ids)
    const records = joined + taken.takenRecords
    const slept = await this.takeWhatIsGone(ids, taken)
    if (slept === null) return { ...taken, takenRecords: records }
    const after = await takePacks(this.deps, ids)
    return {
      ...after,
      takenRecords: records + slept + after.takenRecords,
      heard: [...new Set([...taken.heard, ...after.heard])],
      parted: [...new Set([...taken.parted, ...after.parted])],
    }
  }

  /** A device that has read nothing begins with the newest base. */
  private async takeAtJoining(ids: readonly string[]): Promise<number> {
    const { library, device } = this.deps
    const haveWritten = ids.some((id) => this.given.others.packsOf(id)?.last !== 0)
    if (!haveWritten || Object.keys(await library.readPositions()).length > 0) return 0
    const isOfOthers = ({ ends }: WholeBase) => Object.keys(ends).some((id) => id !== device)
    return (await this.takeFirst(isOfOthers)) ?? 0
  }

  /** The base that holds what is gone from a log: this device has slept for longer than it reaches back. */
  private async takeWhatIsGone(ids: readonly string[], { positions }: Taken): Promise<number | null> {
    const behind = ids.flatMap((id) => {
      const gone = (this.given.others.packsOf(id)?.first ?? 0) - 1
      return gone > (positions[id]?.number ?? 0) ? [{ id, gone }] : []
    })
    const wanted = [...behind, ...this.lost(positions)]
    if (wanted.length === 0) return null
    return this.takeFirst(({ ends }) => wanted.some(({ id, gone }) => (ends[id]?.number ?? 0) >= gone))
  }

  /**
   * What others have read and the place does not have: it was set back, and the machine that had written it
   * does not send it again. Who has read it writes a base of it: see `Upkeep`.
   */
  private lost(positions: Taken['positions']): readonly { readonly id: string; readonly gone: number }[] {
    const { ring, device } = this.deps
    const now = this.given.now()
    const lost: { id: string; gone: number }[] = []
    for (const [id, most] of this.given.others.readByAny()) {
      const number = positions[id]?.number ?? 0
      if (id === device || Math.min(most, ring.lastOf(id)) <= number) {
        this.behind.delete(id)
        continue
      }
      const since = this.behind.get(id)
      if (since?.number === number && Math.abs(now - since.since) < onItsWayMs) continue
      this.behind.set(id, { number, since: now })
      if (since?.number === number) lost.push({ id, gone: number + 1 })
    }
    return lost
  }

  /** The newest that can be taken; null where none can, as one that is still on its way. */
  private async takeFirst(isWanted: (base: WholeBase) => boolean): Promise<number | null> {
    const { place, ring } = this.deps
    for (const base of (await readBases(place, ring)).filter(isWanted)) {
      try {
        return await takeBase(this.deps, base)
      } catch (error) {
        if (!(error instanceof SyncFault)) throw error
      }
    }
    return null
  }
}
