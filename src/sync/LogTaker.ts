import { join } from 'node:path'
import { readBases, type WholeBase } from './bases'
import { SyncFault } from './faults'
import type { OtherDevices } from './OtherDevices'
import { type TakeBaseDeps, takeBase } from './takeBase'
import { type TakeDeps, type Taken, takePacks } from './takePacks'

interface LogTakerDeps extends TakeDeps {
  readonly others: OtherDevices
  readonly incoming: string
}

/** Reads what others wrote: their logs, and first a base where their beginning is gone or not needed. */
export class LogTaker {
  private readonly deps: TakeBaseDeps

  constructor(private readonly given: LogTakerDeps) {
    this.deps = {
      ...given,
      basePosition: join(given.incoming, 'base.json'),
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
    if (behind.length === 0) return null
    return this.takeFirst(({ ends }) => behind.some(({ id, gone }) => (ends[id]?.number ?? 0) >= gone))
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
