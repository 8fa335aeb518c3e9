import { AppError } from '@shared/ipc/errors'
import type { SyncPlace, SyncStatus } from '@shared/model/sync'
import { placeFailure } from '@shared/model/syncProblem'
import type { Calls } from './fakePorts'

/** The words that join any history of the fake. */
export const fakeWords = 'apple river stone candy window north'

/** Just switched on, with all in step. */
export const syncOn = (
  place: SyncPlace,
  change: Partial<Extract<SyncStatus, { readonly type: 'on' }>> = {},
): SyncStatus => ({
  type: 'on',
  place,
  activity: 'resting',
  progress: null,
  isJoining: false,
  isStopped: false,
  lastSentAt: null,
  lastTakenAt: null,
  inStepAt: null,
  unsentChanges: 0,
  problem: null,
  nextTryAt: null,
  massDeletion: null,
  devices: [
    {
      id: 'this',
      name: 'This computer',
      isThis: true,
      lastSeenAt: null,
      clockAheadMs: 0,
      problem: null,
      waitingPacks: 0,
    },
  ],
  ...change,
})

interface SyncedPage {
  readonly sync: SyncStatus
  showSync(status: SyncStatus): void
}

const nameOf = (place: SyncPlace): string => (place.type === 'folder' ? place.path : place.address)

/**
 * What a place of the fake does goes by its name: one with `empty` is empty, any other holds a history that
 * `fakeWords` join; one with `gone` cannot be reached. The password `wrong` opens none.
 */
const lookAt = (place: SyncPlace, password = ''): { readonly isEmpty: boolean } => {
  const name = nameOf(place)
  if (password === 'wrong') throw placeFailure('sign-in')
  if (name.includes('gone')) throw placeFailure(place.type === 'folder' ? 'no-folder' : 'unreachable')
  return { isEmpty: name.includes('empty') }
}

export const syncCalls = (page: SyncedPage) =>
  ({
    'sync.status': () => page.sync,
    'sync.chooseFolder': () => ({ path: '/home/user/Cloud/empty' }),
    'sync.look': ({ place, password }) => lookAt(place, password),
    'sync.start': ({ place }) => {
      if (!lookAt(place).isEmpty) throw new AppError('sync/not-empty')
      page.showSync(syncOn(place))
      return { words: fakeWords }
    },
    'sync.join': ({ place, words }) => {
      if (lookAt(place).isEmpty) throw new AppError('sync/nothing-there')
      if (words !== fakeWords) throw new AppError('sync/wrong-words')
      page.showSync(syncOn(place, { isJoining: true, activity: 'backing-up' }))
    },
    'sync.saveWords': () => ({ fileName: 'Parley words.txt' }),
    'sync.printWords': () => undefined,
    'sync.now': () => change(page, { isStopped: false, activity: 'looking' }),
    'sync.stop': () => change(page, { isStopped: true, activity: 'resting' }),
    'sync.networkIsBack': () => undefined,
    'sync.changePlace': ({ place }) => {
      lookAt(place)
      change(page, { place, problem: null })
    },
    'sync.leave': () => page.showSync({ type: 'off' }),
    'sync.removeDevice': ({ id }) => {
      if (page.sync.type === 'on')
        change(page, { devices: page.sync.devices.filter((device) => device.id !== id) })
      return { words: fakeWords }
    },
    'sync.enterWords': ({ words }) => {
      if (words !== fakeWords) throw new AppError('sync/wrong-words')
      change(page, { problem: null })
    },
    'sync.settleDeletion': () => change(page, { massDeletion: null }),
  }) satisfies Partial<Calls>

const change = (page: SyncedPage, changed: Partial<Extract<SyncStatus, { readonly type: 'on' }>>): void => {
  if (page.sync.type === 'on') page.showSync({ ...page.sync, ...changed })
}
