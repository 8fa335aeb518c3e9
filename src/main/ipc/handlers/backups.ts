import type { backups as contract } from '@shared/ipc/backups'
import type { Backups } from '../../backups/Backups'
import type { Handlers } from '../contexts'

interface Needs {
  readonly backups: Backups
  readonly library: { start(): void }
}

export const backupsHandlers = ({ backups, library }: Needs): Handlers<typeof contract> => ({
  'backups.list': () => backups.list(),
  'backups.create': (_input, { signal }) => backups.create(signal),
  'backups.restore': ({ id }, { signal }) => backups.restore(id, signal),
  'backups.openAgain': () => library.start(),
})
