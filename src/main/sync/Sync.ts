import { AppError } from '@shared/ipc/errors'
import type { SharedChange } from '@shared/ipc/library'
import type { JobProgress } from '@shared/model/backup'
import type { SyncActivity, SyncStatus } from '@shared/model/sync'
import { addressOf, PlaceLooks } from './PlaceLooks'
import type { PlaceAccess, SyncDeps } from './SyncDeps'
import type { SyncSetup } from './SyncFile'
import { SyncState } from './SyncState'

/** One history on several devices, as far as main has to do with it: what is set up, when it looks. */
export class Sync {
  private readonly state: SyncState
  private readonly looks: PlaceLooks
  private isLoaded = false
  private hasBegun = false
  private forgetMoments: (() => void) | null = null

  constructor(private readonly deps: SyncDeps) {
    const { timers, events } = deps
    this.state = new SyncState(timers, (status) => events.publish({ type: 'sync.changed', status }))
    this.looks = new PlaceLooks({
      ...deps,
      state: this.state,
      setup: () => this.ensureOn(),
      change: (change) => this.change(change),
    })
  }

  get status(): SyncStatus {
    this.load()
    return this.state.status
  }

  get isLooking(): boolean {
    return this.looks.isUnderWay
  }

  /** The library is open, for the first time or again. */
  opened(): void {
    this.load()
    if (this.state.setup === null || this.state.setup.isStopped) return
    if (this.hasBegun) this.looks.times.nudge()
    else this.goOn()
  }

  /** The library tells of something. */
  heard(told: SharedChange): void {
    if (!('arrived' in told)) {
      this.looks.times.changed()
      return
    }
    const { blobIds = [] } = told.arrived
    if (blobIds.length > 0) this.deps.events.publish({ type: 'blobs.arrived', ids: blobIds })
    else this.deps.arrived.add(told.arrived)
  }

  /** Something came into the folder that is the place. */
  came(): void {
    this.looks.times.came()
  }

  /** A page says so. */
  networkIsBack(): void {
    this.looks.times.nudge()
  }

  /** What the sync process is at. */
  at(activity: SyncActivity, progress: JobProgress | null): void {
    this.state.at(activity, progress)
  }

  look(access: PlaceAccess): Promise<{ readonly isEmpty: boolean }> {
    return this.beforeOn(async () => this.deps.host.call('look', await this.looks.reached(access)))
  }

  start(access: PlaceAccess): Promise<{ readonly words: string }> {
    return this.beforeOn(async () => {
      this.ensureOff()
      const { words, secret } = await this.deps.host.call('create', await this.looks.reached(access))
      await this.forgetWords()
      await this.begin(access, secret, false)
      return { words }
    })
  }

  join(access: PlaceAccess, words: string): Promise<void> {
    return this.beforeOn(async () => {
      this.ensureOff()
      const { secret } = await this.deps.host.call('unlock', { ...(await this.looks.reached(access)), words })
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
    await this.looks.stop()
    this.state.set({ activity: 'resting', progress: null, nextTryAt: null })
  }

  /** Another password, or another address of the same place. */
  async changePlace(access: PlaceAccess): Promise<void> {
    this.ensureOn()
    const { isEmpty } = await this.deps.host.call('look', await this.looks.reached(access))
    if (isEmpty) throw new AppError('sync/nothing-there')
    await this.looks.stop()
    await this.deps.secrets.keepPassword(access.password, addressOf(access.place))
    await this.change({ place: access.place })
    this.state.set({ problem: null })
    this.goOn()
  }

  async leave(): Promise<void> {
    this.hold()
    await this.looks.stop()
    // First: with it gone, a quit in between leaves nothing half on.
    await this.deps.file.remove()
    await this.forgetBefore()
    this.deps.secrets.forget()
    this.state.end()
  }

  /** What follows is under a new key and new words. The words are not kept. */
  async removeDevice(id: string): Promise<{ readonly words: string }> {
    const setup = this.ensureOn()
    await this.looks.stop()
    const input = { ...(await this.looks.input(setup)), id }
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
    const { secret } = await this.deps.host.call('unlock', { ...(await this.looks.reached(access)), words })
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
    await this.looks.stop()
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
    this.forgetMoments ??= this.deps.watchMoments(() => this.looks.times.nudge())
    this.looks.times.begin()
  }

  private hold(): void {
    this.forgetMoments?.()
    this.forgetMoments = null
    this.looks.times.end()
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

  private async change(change: Partial<SyncSetup>): Promise<void> {
    const before = this.ensureOn()
    const isSame = Object.entries(change).every(([name, value]) => before[name as keyof SyncSetup] === value)
    if (isSame) return
    const setup = { ...before, ...change }
    this.state.change(setup)
    await this.deps.file.write(setup)
  }
}
