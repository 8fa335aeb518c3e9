import type { SyncDevice } from '@shared/model/sync'
import type { HeldDeletions, SyncedBlobs } from '@shared/sync/syncedLibrary'
import { BlobRound, noBlobs } from './BlobRound'
import { HelloWriter, type ThisComputer } from './HelloWriter'
import type { KeyRing } from './keyRing'
import { LogTaker } from './LogTaker'
import { OtherDevices } from './OtherDevices'
import type { OwnPacks } from './OwnPacks'
import { PackSender } from './PackSender'
import type { Place } from './Place'
import { OwnLogCheck, PartedLog } from './partedLogs'
import type { SyncedLibrary } from './SyncedLibrary'
import { sealChanges } from './sealChanges'
import type { Taken } from './takePacks'
import { Upkeep } from './Upkeep'

export interface SyncRoundDeps {
  readonly place: Place
  readonly library: SyncedLibrary & Partial<SyncedBlobs>
  readonly own: OwnPacks
  /** A folder of its own, for pictures and files that have come in part. */
  readonly incoming: string
  readonly ring: KeyRing
  readonly device: string
  readonly self: ThisComputer
  readonly now: () => number
}

export interface RoundResult extends Taken {
  readonly sentPacks: number
  /** The others that were found there. */
  readonly devices: readonly SyncDevice[]
  /** The others trashed or deleted much, which waits for the user's word. */
  readonly held: HeldDeletions | null
  readonly takenBlobs: number
  /** Pictures and files that the place does not have whole; devices that have them are asked. */
  readonly lackingBlobs: number
  /** A look at once brings more pictures and files. */
  readonly hasMoreBlobs: boolean
}

/** A place that was set back, or lost, is noticed by then. */
const listingMs = 10 * 60_000

/**
 * One look at the place after another: what changed here goes there, and what is new there comes here. What
 * it knows of the place stays from look to look, so that one at rest asks little.
 */
export class SyncRound {
  private readonly blobs: BlobRound | null
  private readonly sender: PackSender
  private readonly others: OtherDevices
  private readonly hello: HelloWriter
  private readonly taker: LogTaker
  private readonly upkeep: Upkeep
  private readonly ownLog: OwnLogCheck
  private sent = { last: -1, at: 0 }

  constructor(private readonly deps: SyncRoundDeps) {
    this.blobs = BlobRound.of(deps)
    this.sender = new PackSender({ ...deps, blobs: this.blobs?.sender })
    this.others = new OtherDevices(deps)
    this.hello = new HelloWriter(deps)
    this.taker = new LogTaker({ ...deps, others: this.others })
    this.upkeep = new Upkeep(deps)
    this.ownLog = new OwnLogCheck(deps)
  }

  /** Rejects with the place's failure, `ClonedDevice` or `PartedLog`; what was done until then stays done. */
  async run(): Promise<RoundResult> {
    const { own } = this.deps
    await sealChanges(this.deps)
    const sentPacks = await this.send()
    const ids = await this.others.list()
    await this.ownLog.run(await this.others.hear(ids, []))
    const taken = await this.taker.take(ids)
    if (taken.parted.length > 0) throw new PartedLog(taken.parted)
    const held = await this.deps.library.settleLook()
    const found = await this.others.hear(ids, taken.heard)
    const blobs = (await this.blobs?.run(found)) ?? noBlobs
    const [first, last] = [await own.first(), await own.last()]
    const lacks = this.blobs?.fetcher.lacks ?? []
    await this.hello.write({ first, last, read: taken.positions, lacks })
    await this.upkeep.runIfDue(found, held !== null)
    return { sentPacks, ...taken, ...blobs, held, devices: this.others.tell(ids, taken) }
  }

  /** What lies there is listed when there is something to send, and now and then: it may be long. */
  private async send(): Promise<number> {
    const { own, now } = this.deps
    const last = await own.last()
    const isDue = last !== this.sent.last || Math.abs(now() - this.sent.at) >= listingMs
    if (!isDue) return 0
    const sent = await this.sender.send()
    this.sent = { last, at: now() }
    return sent
  }
}
