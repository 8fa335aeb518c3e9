import { AppError, isCancelled } from '@shared/ipc/errors'
import type { SharedChange } from '@shared/ipc/library'
import type { PlaceAccess as HostAccess, LookResult } from '@shared/ipc/syncHost'
import type { JobProgress } from '@shared/model/backup'
import type { SyncActivity, SyncPlace, SyncStatus } from '@shared/model/sync'
import { log } from '../lib/log'
import { LookTimes } from './LookTimes'
import { needsUser, problemFor } from './lookProblem'
import type { PlaceAccess, SyncDeps } from './SyncDeps'
import type { SyncSetup } from './SyncFile'
import { SyncState } from './SyncState'

/** One history on several devices, as far as main has to do with it: what is set up, when it looks. */
export class Sync {
  private readonly times: LookTimes
  private readonly state: SyncState
  /** The look that is under way. */
  private current: { readonly stop: AbortController; readonly done: Promise<void> } | null = null
  private isLoaded = false
  private hasBegun = false
  private forgetMoments: (() => void) | null = null

  constructor(private readonly deps: SyncDeps) {
    const { timers, now, isFocused, events } = deps
    this.times = new LookTimes({ timers, now, isFocused, look: () => this.beginLook() })
    this.state = new SyncState(timers, (status) => events.publish({ type: 'sync.changed', status }))
  }

  get status(): SyncStatus {
    this.load()
    return this.state.status
  }

  get isLooking(): boolean {
    return this.current !== null
  }

  /** The library is open, for the first time or again. */
  opened(): void {
    this.load()
    if (this.state.setup === null || this.state.setup.isStopped) return
    if (this.hasBegun) this.times.nudge()
    else this.goOn()
  }

  /** The library tells of something. */
  heard(told: SharedChange): void {
    if (!('arrived' in told)) {
      this.times.changed()
      return
    }
    const { blobIds = [] } = told.arrived
    if (blobIds.length > 0) this.deps.events.publish({ type: 'blobs.arrived', ids: blobIds })
    else this.deps.arrived.add(told.arrived)
  }

  /** Something came into the folder that is the place. */
  came(): void {
    this.times.came()
  }

  /** A page says so. */
  networkIsBack(): void {
    this.times.nudge()
  }

  /** What the sync process is at. */
  at(activity: SyncActivity, progress: JobProgress | null): void {
    this.state.at(activity, progress)
  }

  look(access: PlaceAccess): Promise<{ readonly isEmpty: boolean }> {
    return this.beforeOn(async () => this.deps.host.call('look', await this.reached(access)))
  }

  start(access: PlaceAccess): Promise<{ readonly words: string }> {
    return this.beforeOn(async () => {
      this.ensureOff()
      const { words, secret } = await this.deps.host.call('create', await this.reached(access))
      await this.forgetWords()
      await this.begin(access, secret, false)
      return { words }
    })
  }

  join(access: PlaceAccess, words: string): Promise<void> {
    return this.beforeOn(async () => {
      this.ensureOff()
      const { secret } = await this.deps.host.call('unlock', { ...(await this.reached(access)), words })
      await this.forgetWords()
      await this.begin(access, secret, true)
    })
  }

  async now(): Promise<void> {
    const setup = this.ensureOn()
    if (setup.isStopped) await this.change({ isStopped: false })
    this.goOn()
  }

  async stop(): Promise<void> {
    this.ensureOn()
    this.hold()
    await this.change({ isStopped: true })
    await this.stopLooking()
    this.state.set({ activity: 'resting', progress: null, nextTryAt: null })
  }

  /** Another password, or another address of the same place. */
  async changePlace(access: PlaceAccess): Promise<void> {
    this.ensureOn()
    const { isEmpty } = await this.deps.host.call('look', await this.reached(access))
    if (isEmpty) throw new AppError('sync/nothing-there')
    await this.stopLooking()
    await this.deps.secrets.keepPassword(access.password, addressOf(access.place))
    await this.change({ place: access.place })
    this.state.set({ problem: null })
    this.goOn()
  }

  async leave(): Promise<void> {
    this.hold()
    await this.stopLooking()
    // First: with it gone, a quit in between leaves nothing half on.
    await this.deps.file.remove()
    await this.forgetBefore()
    this.deps.secrets.forget()
    this.state.end()
  }

  /** What follows is under a new key and new words. The words are not kept. */
  async removeDevice(id: string): Promise<{ readonly words: string }> {
    const setup = this.ensureOn()
    await this.stopLooking()
    const input = { ...(await this.lookInput(setup)), id }
    const { words, secret } = await this.deps.host.call('removeDevice', input)
    await this.forgetWords()
    await this.deps.secrets.keepKey(secret)
    this.goOn()
    return { words }
  }

  /** New words that were chosen on another device, or the same where the keyring lost the key. */
  async enterWords(words: string): Promise<void> {
    const { place } = this.ensureOn()
    const access = { place, password: await this.deps.secrets.password(addressOf(place)) }
    const { secret } = await this.deps.host.call('unlock', { ...(await this.reached(access)), words })
    await this.forgetWords()
    await this.deps.secrets.keepKey(secret)
    this.state.set({ problem: null })
    this.goOn()
  }

  /** The user's word on a mass deletion; the others are told of it at once. */
  async settleDeletion(isWanted: boolean): Promise<void> {
    this.ensureOn()
    await this.deps.library.settleDeletions({ isWanted })
    this.state.set({ massDeletion: null })
    this.goOn()
  }

  /** The app ends. What is under way goes on with the next start. */
  async close(): Promise<void> {
    this.hold()
    await this.stopLooking()
    this.state.dispose()
  }

  /** One file, which without sync is not there. */
  private load(): void {
    if (this.isLoaded) return
    this.isLoaded = true
    const setup = this.deps.file.read()
    if (setup) this.state.begin(setup)
  }

  /** Looks at once, and from now on by itself. */
  private goOn(): void {
    this.hasBegun = true
    this.forgetMoments ??= this.deps.watchMoments(() => this.times.nudge())
    this.times.begin()
  }

  private hold(): void {
    this.forgetMoments?.()
    this.forgetMoments = null
    this.times.end()
  }

  private ensureOff(): void {
    this.load()
    if (this.state.setup) throw new AppError('ipc/bad-input', 'Sync is on')
  }

  private ensureOn(): SyncSetup {
    this.load()
    if (!this.state.setup) throw new AppError('ipc/bad-input', 'Sync is off')
    return this.state.setup
  }

  /** What is known of a place. A history that goes elsewhere with it would be told there in part. */
  private async forgetBefore(): Promise<void> {
    await this.deps.library.endSync()
    await this.deps.folder.remove()
  }

  private async begin(access: PlaceAccess, secret: string, isJoining: boolean): Promise<void> {
    const { secrets, file, deviceName, now } = this.deps
    await this.forgetBefore()
    await secrets.keepKey(secret)
    await secrets.keepPassword(access.password, addressOf(access.place))
    const setup: SyncSetup = {
      v: 1,
      place: access.place,
      deviceName: deviceName(),
      since: now(),
      needsBackup: isJoining,
      isJoining,
      isStopped: false,
      lastSentAt: null,
      lastTakenAt: null,
    }
    await file.write(setup)
    this.state.begin(setup)
    this.goOn()
  }

  private beginLook(): void {
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
      const setup = this.ensureOn()
      const result = await this.deps.host.call('round', await this.lookInput(setup), signal)
      await this.looked(result)
    } catch (error) {
      this.failed(error, signal)
    } finally {
      this.state.set({
        activity: 'resting',
        progress: null,
        nextTryAt: this.times.nextTryAt,
        unsentChanges: await this.deps.library.countUnsent().catch(() => 0),
      })
    }
  }

  private async ensureBackup(signal: AbortSignal): Promise<void> {
    if (!this.ensureOn().needsBackup) return
    this.state.set({ activity: 'backing-up', progress: null })
    await this.deps.backUp((progress) => this.state.set({ progress }))
    // One that came to its end after a stop counts: going on does not make another.
    await this.change({ needsBackup: false })
    signal.throwIfAborted()
  }

  private async lookInput(setup: SyncSetup) {
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
    await this.change({
      isJoining: false,
      ...(sentPacks > 0 ? { lastSentAt: now } : {}),
      ...(takenRecords > 0 ? { lastTakenAt: now } : {}),
    })
    const isInStep = devices.every(({ problem }) => problem === null)
    this.state.set({ problem: null, devices, massDeletion, ...(isInStep ? { inStepAt: now } : {}) })
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
    this.state.set({ problem })
    const { retryAfterMs = null } = error instanceof AppError ? (error.data ?? {}) : {}
    if (problem !== null && needsUser(problem)) this.times.gaveUp()
    else this.times.failed(typeof retryAfterMs === 'number' ? retryAfterMs : null)
  }

  /** What was done until then stays done. A server that does not answer is not waited for, nor a backup. */
  private async stopLooking(): Promise<void> {
    this.current?.stop.abort()
    await this.deps.host.close()
    if (this.state.activity !== 'backing-up') await this.current?.done
  }

  /**
   * Opening a key by its words takes 256 MB, which the process would hold for as long as it runs, and the
   * words in it: looks are another's.
   */
  private async forgetWords(): Promise<void> {
    if (!this.deps.host.isBusy) await this.deps.host.close()
  }

  /** No process stays that only looked. The page may ask for two things at once. */
  private async beforeOn<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      if (!this.state.setup && !this.deps.host.isBusy) await this.deps.host.close()
    }
  }

  private async reached({ place, password }: PlaceAccess): Promise<HostAccess> {
    const proxy = place.type === 'webdav' ? await this.deps.proxyTo(place.address) : null
    return { place, password, proxy }
  }

  private async change(change: Partial<SyncSetup>): Promise<void> {
    const before = this.ensureOn()
    const isSame = Object.entries(change).every(([name, value]) => before[name as keyof SyncSetup] === value)
    if (isSame) return
    const setup = { ...before, ...change }
    this.state.change(setup)
    await this.deps.file.write(setup)
  }
}

const addressOf = (place: SyncPlace): string => (place.type === 'webdav' ? place.address : place.path)
