import type { JobProgress } from '@shared/model/backup'
import type { SyncActivity, SyncStatus } from '@shared/model/sync'
import type { Timers } from '../lib/timers'
import type { SyncSetup } from './SyncFile'

type OnStatus = Extract<SyncStatus, { readonly type: 'on' }>

/** Windows draw progress no more often. */
const progressMs = 200

const resting = {
  activity: 'resting',
  progress: null,
  inStepAt: null,
  unsentChanges: 0,
  problem: null,
  nextTryAt: null,
  massDeletion: null,
  devices: [],
} as const satisfies Partial<OnStatus>
type Now = Omit<OnStatus, 'type' | 'place' | 'isJoining' | 'isStopped' | 'lastSentAt' | 'lastTakenAt'>

/** What is set up, what is going on, and the status that windows get of both: each change once. */
export class SyncState {
  private current: SyncSetup | null = null
  private now: Now = resting
  private told = ''
  private timer: unknown = null

  constructor(
    private readonly timers: Timers,
    private readonly tell: (status: SyncStatus) => void,
  ) {}

  get setup(): SyncSetup | null {
    return this.current
  }

  get activity(): SyncActivity {
    return this.now.activity
  }

  get status(): SyncStatus {
    if (!this.current) return { type: 'off' }
    const { place, isJoining, isStopped, lastSentAt, lastTakenAt, deviceName } = this.current
    const own = {
      id: '',
      name: deviceName,
      isThis: true,
      lastSeenAt: null,
      clockAheadMs: 0,
      problem: null,
      waitingPacks: 0,
    }
    const { devices } = this.now
    return {
      type: 'on',
      place,
      isJoining,
      isStopped,
      lastSentAt,
      lastTakenAt,
      ...this.now,
      devices: devices.length > 0 ? devices : [own],
    }
  }

  begin(setup: SyncSetup): void {
    this.now = resting
    this.change(setup)
  }

  change(setup: SyncSetup): void {
    this.current = setup
    this.publish()
  }

  set(change: Partial<Now>): void {
    if (!this.current) return
    this.now = { ...this.now, ...change }
    this.publish()
  }

  /** What a look is at; told at its own pace. */
  at(activity: SyncActivity, progress: JobProgress | null): void {
    if (!this.current) return
    this.now = { ...this.now, activity, progress }
    this.timer ??= this.timers.set(() => {
      this.timer = null
      this.publish()
    }, progressMs)
  }

  end(): void {
    this.current = null
    this.now = resting
    this.publish()
  }

  dispose(): void {
    if (this.timer !== null) this.timers.clear(this.timer)
    this.timer = null
  }

  private publish(): void {
    this.dispose()
    const { status } = this
    const text = JSON.stringify(status)
    if (text === this.told) return
    this.told = text
    this.tell(status)
  }
}
