import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { LookInput, LookResult } from '@shared/ipc/syncHost'
import type { JobProgress } from '@shared/model/backup'
import type { MassDeletion, SyncActivity, SyncPlace } from '@shared/model/sync'
import type { SyncedBlobs, SyncedLibrary } from '@shared/sync/syncedLibrary'
import { Identity } from './Identity'
import { KeyRing, secretOfText, textOfSecret } from './keyRing'
import { rootFolder } from './layout'
import type { Place } from './Place'
import { currentSecret } from './removeDevice'
import { SyncLook } from './SyncLook'
import type { RoundResult } from './SyncRound'
import { told } from './told'
import { FolderWatch } from './watchFolder'

type OnActivity = (activity: SyncActivity, progress: JobProgress | null) => void

/** Looks at the place. What was learned of it is kept for the next look, as long as nothing else changed. */
export class Looks {
  private kept: { readonly key: string; readonly look: SyncLook } | null = null
  private watching: { readonly key: string; readonly folder: FolderWatch } | null = null
  /** Of the look that is under way: aborted where it is not wanted any more. */
  private signal: AbortSignal | null = null

  constructor(
    private readonly library: SyncedLibrary & SyncedBlobs,
    private readonly onActivity: OnActivity,
    /** Something came into the folder that is the place. */
    private readonly onCame: () => void,
  ) {}

  async look(place: Place, input: LookInput, signal: AbortSignal): Promise<LookResult> {
    this.signal = signal
    this.onActivity('looking', null)
    const known = secretOfText(input.secret)
    const current = await currentSecret(place, known)
    const secret = current === known ? null : textOfSecret(current)
    const look = await this.lookFor(place, secret === null ? input : { ...input, secret })
    const first = await look.run()
    // What came may ask for words of ours: they are not left for the next look.
    const last = first.takenRecords > 0 ? await look.run() : first
    await this.watch(input.place, last.device)
    const { sentPacks, takenRecords } = first
    const self = {
      id: last.device,
      name: input.deviceName,
      isThis: true,
      lastSeenAt: null,
      clockAheadMs: 0,
      problem: null,
      waitingPacks: 0,
    }
    return {
      sentPacks: sentPacks + (last === first ? 0 : last.sentPacks),
      takenRecords: takenRecords + (last === first ? 0 : last.takenRecords),
      hasMore: last.hasMoreBlobs,
      secret,
      devices: [self, ...last.devices],
      massDeletion: massDeletionOf(last),
    }
  }

  /** A folder tells by itself what came; a server is asked. */
  private async watch(place: SyncPlace, device: string): Promise<void> {
    const key = JSON.stringify([place, device])
    if (this.watching?.key === key) return
    this.watching?.folder.close()
    this.watching = null
    if (place.type !== 'folder') return
    const folder = new FolderWatch({ folder: join(place.path, rootFolder), device, onChange: this.onCame })
    this.watching = { key, folder }
    await folder.start()
  }

  private async lookFor(place: Place, input: LookInput): Promise<SyncLook> {
    const { secret, deviceName, folder, appVersion, place: where, password, proxy } = input
    const key = JSON.stringify([secret, deviceName, folder, where, password, proxy])
    if (this.kept?.key === key) return this.kept.look
    const { seed, ...keys } = secretOfText(secret)
    const ring = await KeyRing.of(keys)
    const watched = told({
      place,
      library: this.library,
      isWanted: () => this.signal?.throwIfAborted(),
      onActivity: this.onActivity,
    })
    const look = new SyncLook({
      ...watched,
      identity: new Identity({
        folder,
        library: watched.library,
        ring,
        newId: () => randomUUID().replaceAll('-', ''),
      }),
      incoming: join(folder, 'incoming'),
      ring,
      self: { name: deviceName, version: appVersion, seed },
      now: Date.now,
    })
    this.kept = { key, look }
    return look
  }
}

const massDeletionOf = ({ held, devices }: RoundResult): MassDeletion | null => {
  if (!held) return null
  const { device, count, of } = held
  return { deviceId: device, deviceName: devices.find(({ id }) => id === device)?.name ?? '', count, of }
}
