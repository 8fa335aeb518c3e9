import type { sync as contract } from '@shared/ipc/sync'
import type { Sync } from '../../sync/Sync'
import type { SyncWords } from '../../sync/SyncWords'
import type { Handlers } from '../contexts'

interface Needs {
  readonly sync: Sync
  readonly syncWords: SyncWords
}

export const syncHandlers = ({ sync, syncWords }: Needs): Handlers<typeof contract> => ({
  'sync.status': () => sync.status,
  'sync.chooseFolder': (_input, { windowId }) => syncWords.chooseFolder(windowId),
  'sync.look': (access) => sync.look(access),
  'sync.start': (access) => sync.start(access),
  'sync.join': ({ words, ...access }) => sync.join(access, words),
  'sync.saveWords': ({ words }, { windowId }) => syncWords.save(words, windowId),
  'sync.printWords': ({ words }) => syncWords.print(words),
  'sync.now': () => sync.now(),
  'sync.stop': () => sync.stop(),
  'sync.networkIsBack': () => sync.networkIsBack(),
  'sync.changePlace': (access) => sync.changePlace(access),
  'sync.leave': () => sync.leave(),
  'sync.removeDevice': ({ id }) => sync.removeDevice(id),
  'sync.enterWords': ({ words }) => sync.enterWords(words),
  'sync.settleDeletion': ({ isWanted }) => sync.settleDeletion(isWanted),
})
