import type { folders as contract } from '@shared/ipc/folders'
import type { Organizer } from '../../conversations/Organizer'
import type { Handlers } from '../contexts'

interface Needs {
  readonly organizer: Organizer
}

export const foldersHandlers = ({ organizer }: Needs): Handlers<typeof contract> => ({
  'folders.list': () => organizer.listFolders(),
  'folders.create': ({ name }) => organizer.createFolder(name),
  'folders.rename': ({ folderId, name }) => organizer.renameFolder(folderId, name),
  'folders.delete': ({ folderId }) => organizer.deleteFolder(folderId),
})
