import type { KeyRing } from './keyRing'
import type { OwnPacks } from './OwnPacks'
import { PackSender } from './PackSender'
import type { Place } from './Place'
import type { SyncedLibrary } from './SyncedLibrary'
import { sealChanges } from './sealChanges'
import { type Taken, takePacks } from './takePacks'

export interface SyncRoundDeps {
  readonly place: Place
  readonly library: SyncedLibrary
  readonly own: OwnPacks
  readonly ring: KeyRing
  readonly device: string
}

export interface RoundResult extends Taken {
  readonly sentPacks: number
}

/** One look at the place: what changed here goes there, and what is new there comes here. */
export class SyncRound {
  private readonly sender: PackSender

  constructor(private readonly deps: SyncRoundDeps) {
    this.sender = new PackSender(deps)
  }

  /** Rejects with the place's failure, or `ClonedDevice`; what was done until then stays done. */
  async run(): Promise<RoundResult> {
    await sealChanges(this.deps)
    const sentPacks = await this.sender.send()
    const taken = await takePacks(this.deps)
    return { sentPacks, ...taken }
  }
}
