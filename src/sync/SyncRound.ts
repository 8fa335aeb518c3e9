import type { SyncDevice } from '@shared/model/sync'
import type { HeldDeletions, SyncedBlobs } from '@shared/sync/syncedLibrary'
import { BlobRound, noBlobs } from './BlobRound'
import { HelloWriter, type ThisComputer } from './HelloWriter'
import type { KeyRing } from './keyRing'
import { OtherDevices } from './OtherDevices'
import type { OwnPacks } from './OwnPacks'
import { PackSender } from './PackSender'
import type { Place } from './Place'
import type { SyncedLibrary } from './SyncedLibrary'
import { sealChanges } from './sealChanges'
import { type Taken, takePacks } from './takePacks'

export interface SyncRoundDeps {
  readonly place: Place
  readonly library: SyncedLibrary & Partial<SyncedBlobs>
  readonly own: OwnPacks
  /** For pictures and files until they are whole. */
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

/**
 * One look at the place after another: what changed here goes there, and what is new there comes here. What
 * it knows of the place stays from look to look, so that one at rest asks little.
 */
export class SyncRound {
  private readonly blobs: BlobRound | null
  private readonly sender: PackSender
  private readonly others: OtherDevices
  private readonly hello: HelloWriter

  constructor(private readonly deps: SyncRoundDeps) {
    this.blobs = BlobRound.of(deps)
    this.sender = new PackSender({ ...deps, blobs: this.blobs?.sender })
    this.others = new OtherDevices(deps)
    this.hello = new HelloWriter(deps)
  }

  /** Rejects with the place's failure, or `ClonedDevice`; what was done until then stays done. */
  async run(): Promise<RoundResult> {
    const { own } = this.deps
    await sealChanges(this.deps)
    const sentPacks = await this.sender.send()
    const ids = await this.others.list()
    const taken = await takePacks(this.deps, ids)
    const held = await this.deps.library.settleLook()
    const found = await this.others.hear(ids, taken.heard)
    const blobs = (await this.blobs?.run(found)) ?? noBlobs
    const [first, last] = [await own.first(), await own.last()]
    const lacks = this.blobs?.fetcher.lacks ?? []
    await this.hello.write({ first, last, read: taken.positions, lacks })
    return { sentPacks, ...taken, ...blobs, held, devices: this.others.tell(ids, taken) }
  }
}
