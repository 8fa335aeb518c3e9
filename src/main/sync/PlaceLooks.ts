import { AppError, isCancelled } from '@shared/ipc/errors'
import type { PlaceAccess as HostAccess, LookResult } from '@shared/ipc/syncHost'
import type { SyncPlace } from '@shared/model/sync'
import { log } from '../lib/log'
import { LookTimes } from './LookTimes'
import { needsUser, problemFor } from './lookProblem'
import type { PlaceAccess, SyncDeps } from './SyncDeps'
import type { SyncSetup } from './SyncFile'
import type { SyncState } from './SyncState'

interface PlaceLooksDeps extends SyncDeps {
  readonly state: SyncState
  /** Throws where sync is off. */
  readonly setup: () => SyncSetup
  readonly change: (change: Partial<SyncSetup>) => Promise<void>
}

/** The looks at the place: one at a time, with what each of them needs and what comes of it. */
export class PlaceLooks {
  readonly times: LookTimes
  /** The one that is under way. */
  private current: { readonly stop: AbortController; readonly done: Promise<void> } | null = null

  constructor(private readonly deps: PlaceLooksDeps) {
    const { timers, now, isFocused } = deps
    this.times = new LookTimes({ timers, now, isFocused, look: () => this.begin() })
  }

  get isUnderWay(): boolean {
    return this.current !== null
  }

  /** What was done until then stays done. A server that does not answer is not waited for, nor a backup. */
  async stop(): Promise<void> {
    this.current?.stop.abort()
    await this.deps.host.close()
    if (this.deps.state.activity !== 'backing-up') await this.current?.done
  }

  /** As the sync process reaches it. */
  async reached({ place, password }: PlaceAccess): Promise<HostAccess> {
    const proxy = place.type === 'webdav' ? await this.deps.proxyTo(place.address) : null
    return { place, password, proxy }
  }

  private begin(): void {
    const stop = new AbortController()
    const done = this.lookOnce(stop.signal).catch((error: unknown) => log.error('A look of sync', error))
    this.current = { stop, done }
    void done.finally(() => {
      if (this.current?.stop === stop) this.current = null
    })
  }

  /** Never rejects for what can be expected: that is in the status. */
  private async lookOnce(signal: AbortSignal): Promise<void> {
    try {
      await this.ensureBackup(signal)
      const setup = this.deps.setup()
      const result = await this.deps.host.call('round', await this.input(setup), signal)
      await this.looked(result)
    } catch (error) {
      this.failed(error, signal)
    } finally {
      this.deps.state.set({
        activity: 'resting',
        progress: null,
        nextTryAt: this.times.nextTryAt,
        unsentChanges: await this.deps.library.countUnsent().catch(() => 0),
      })
    }
  }

  private async ensureBackup(signal: AbortSignal): Promise<void> {
    if (!this.deps.setup().needsBackup) return
    this.deps.state.set({ activity: 'backing-up', progress: null })
    await this.deps.backUp((progress) => this.deps.state.set({ progress }))
    // One that came to its end after a stop counts: going on does not make another.
    await this.deps.change({ needsBackup: false })
    signal.throwIfAborted()
  }

  async input(setup: SyncSetup) {
    const { secrets, folder, appVersion } = this.deps
    const secret = await secrets.key()
    if (secret === null) throw new AppError('secrets/unreadable', 'The key was kept for one run only')
    const password = await secrets.password(addressOf(setup.place))
    return {
      ...(await this.reached({ place: setup.place, password })),
      secret,
      deviceName: setup.deviceName,
      folder: folder.path,
      appVersion,
    }
  }

  private async looked({
    sentPacks,
    takenRecords,
    devices,
    massDeletion,
    hasMore,
    secret,
  }: LookResult): Promise<void> {
    if (secret !== null) await this.deps.secrets.keepKey(secret)
    const now = this.deps.now()
    await this.deps.change({
      isJoining: false,
      ...(sentPacks > 0 ? { lastSentAt: now } : {}),
      ...(takenRecords > 0 ? { lastTakenAt: now } : {}),
    })
    const isInStep = devices.every(({ problem }) => problem === null)
    this.deps.state.set({ problem: null, devices, massDeletion, ...(isInStep ? { inStepAt: now } : {}) })
    this.times.succeeded()
    if (hasMore) this.times.begin()
  }

  private failed(error: unknown, signal: AbortSignal): void {
    if (signal.aborted || isCancelled(error)) {
      this.times.failed(null)
      return
    }
    // It is being started again, and the next look finds it.
    const isPassing = error instanceof AppError && error.code === 'library/unavailable'
    const problem = isPassing ? null : problemFor(error)
    if (problem === 'failed') log.warning('A look of sync failed', error)
    this.deps.state.set({ problem })
    const { retryAfterMs = null } = error instanceof AppError ? (error.data ?? {}) : {}
    if (problem !== null && needsUser(problem)) this.times.gaveUp()
    else this.times.failed(typeof retryAfterMs === 'number' ? retryAfterMs : null)
  }
}

export const addressOf = (place: SyncPlace): string => (place.type === 'webdav' ? place.address : place.path)
