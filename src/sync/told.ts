import type { JobProgress } from '@shared/model/backup'
import type { SyncActivity } from '@shared/model/sync'
import type { ReadRecords, SyncedBlobs, SyncedLibrary } from '@shared/sync/syncedLibrary'
import type { Place } from './Place'

export interface ToldDeps {
  readonly place: Place
  readonly library: SyncedLibrary & SyncedBlobs
  /** Throws where the look was stopped. */
  readonly isWanted: () => void
  readonly onActivity: (activity: SyncActivity, progress: JobProgress | null) => void
}

/**
 * The place and the library as a look goes through them: what it is at is told, and between two steps it
 * can be stopped. What was done until then stays done.
 */
export const told = ({ place, library, isWanted, onActivity }: ToldDeps) => {
  const progress = new PackProgress(place)
  const watched: Place = Object.create(place, {
    list: {
      value: (folder: string) => {
        isWanted()
        return place.list(folder)
      },
    },
    read: {
      value: (path: string, most: number) => {
        isWanted()
        return place.read(path, most)
      },
    },
    add: {
      value: (path: string, bytes: Uint8Array) => {
        isWanted()
        onActivity('sending', null)
        return place.add(path, bytes)
      },
    },
  })
  return {
    place: watched,
    library: {
      ...library,
      giveChanges: (most: number) => {
        isWanted()
        return library.giveChanges(most)
      },
      applyRecords: async (read: ReadRecords) => {
        isWanted()
        await progress.count(read)
        onActivity('taking', progress.value)
        await library.applyRecords(read)
        progress.taken(read)
      },
    },
  }
}

/** How many of the packs that lie there were taken, of the devices from which something comes. */
class PackProgress {
  private readonly last = new Map<string, number>()
  private readonly done = new Map<string, number>()

  constructor(private readonly place: Place) {}

  /** Asked once for what one look takes of a device. */
  async count({ device }: ReadRecords): Promise<void> {
    const isCounted = (this.last.get(device) ?? 0) > (this.done.get(device) ?? 0)
    if (isCounted) return
    const names = await this.place.list(`devices/${device}`)
    const numbers = names.flatMap((name) => (/^\d{8}\.pack$/.test(name) ? Number.parseInt(name, 10) : []))
    this.last.set(device, Math.max(0, ...numbers))
  }

  taken({ device, position }: ReadRecords): void {
    if (position) this.done.set(device, position.number)
  }

  /** Null where a single pack is all there is. */
  get value(): JobProgress | null {
    let [done, total] = [0, 0]
    for (const [device, last] of this.last) {
      done += Math.min(this.done.get(device) ?? 0, last)
      total += last
    }
    return total - done > 1 ? { done, total } : null
  }
}
