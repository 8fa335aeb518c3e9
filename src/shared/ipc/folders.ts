import { z } from 'zod'
import type { Folder } from '../model/conversation'
import { id } from './common'
import { call } from './define'

const name = z.string().trim().min(1).max(100)

/** Folders hold conversations; one in a folder is in no other. */
export const folders = {
  /** The folders in the user's order. */
  'folders.list': call<readonly Folder[]>()(z.object({})),
  /** Creates a folder behind the others. At most a thousand: `folder/too-many`. */
  'folders.create': call<Folder>()(z.object({ name })),
  'folders.rename': call<void>()(z.object({ folderId: id, name })),
  /** The conversations in it stay, without a folder. Taken back by `conversations.undo`. */
  'folders.delete': call<{ readonly undoId: string }>()(z.object({ folderId: id })),
}
