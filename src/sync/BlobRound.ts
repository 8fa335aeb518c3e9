import type { SyncedBlobs } from '@shared/sync/syncedLibrary'
import { BlobFetcher } from './BlobFetcher'
import { BlobSender } from './BlobSender'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'
import type { FoundDevice } from './readDevices'

interface BlobRoundDeps {
  readonly place: Place
  readonly library: Partial<SyncedBlobs>
  readonly ring: KeyRing
  readonly incoming: string
  readonly now: () => number
}

export interface TakenBlobs {
  readonly takenBlobs: number
  readonly lackingBlobs: number
  readonly hasMoreBlobs: boolean
}

export const noBlobs: TakenBlobs = { takenBlobs: 0, lackingBlobs: 0, hasMoreBlobs: false }

/** What a look does about pictures and files. */
export class BlobRound {
  private constructor(
    readonly sender: BlobSender,
    readonly fetcher: BlobFetcher,
  ) {}

  /** Null where the library gives and takes none. */
  static of(deps: BlobRoundDeps): BlobRound | null {
    const { blobPath, listMissingBlobs, takeBlob } = deps.library
    if (!blobPath || !listMissingBlobs || !takeBlob) return null
    const library: SyncedBlobs = {
      blobPath: (blob) => blobPath.call(deps.library, blob),
      listMissingBlobs: (most) => listMissingBlobs.call(deps.library, most),
      takeBlob: (blob) => takeBlob.call(deps.library, blob),
    }
    return new BlobRound(
      new BlobSender({ ...deps, library }),
      new BlobFetcher({ ...deps, library, folder: deps.incoming }),
    )
  }

  /** Sends again what others look for, and brings what is missing here. */
  async run(found: readonly FoundDevice[]): Promise<TakenBlobs> {
    // What one that was removed lacks, it goes on lacking.
    for (const { hello, isCurrent } of found) if (hello && isCurrent) await this.sender.answer(hello)
    const fetched = await this.fetcher.fetch()
    return { ...fetched, lackingBlobs: this.fetcher.lacks.length }
  }
}
