import type { SyncDevice, SyncStatus } from '@shared/model/sync'

type On = Extract<SyncStatus, { readonly type: 'on' }>

const device = (id: string, name: string, change: Partial<SyncDevice> = {}): SyncDevice => ({
  id,
  name,
  isThis: false,
  lastSeenAt: Date.now() - 40 * 60_000,
  clockAheadMs: 0,
  problem: null,
  waitingPacks: 0,
  ...change,
})

export const laptop = device('laptop', 'Laptop', { isThis: true, lastSeenAt: Date.now() })
export const desktop = device('desktop', 'Desktop')

export const server = {
  type: 'webdav',
  address: 'https://cloud.example.com/remote.php/dav/files/ada',
  user: 'ada',
} as const
export const folder = { type: 'folder', path: '/home/ada/Nextcloud' } as const

/** Two computers, in step through a server. */
export const inStep: On = {
  type: 'on',
  place: server,
  activity: 'resting',
  progress: null,
  isJoining: false,
  isStopped: false,
  lastSentAt: Date.now() - 12 * 60_000,
  lastTakenAt: Date.now() - 40 * 60_000,
  inStepAt: Date.now() - 60_000,
  unsentChanges: 0,
  problem: null,
  nextTryAt: null,
  massDeletion: null,
  devices: [laptop, desktop],
}

export const deletion = { deviceId: 'desktop', deviceName: 'Desktop', count: 240, of: 1_200 }
export { device }
