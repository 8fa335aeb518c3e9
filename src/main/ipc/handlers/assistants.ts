import type { assistants as contract } from '@shared/ipc/assistants'
import type { Assistants } from '../../settings/Assistants'
import type { Handlers } from '../contexts'

interface Needs {
  readonly assistants: Assistants
}

export const assistantsHandlers = ({ assistants }: Needs): Handlers<typeof contract> => ({
  'assistants.save': (input) => assistants.save(input),
  'assistants.remove': ({ id }) => assistants.remove(id),
  'assistants.reorder': ({ ids }) => assistants.reorder(ids),
  'assistants.export': ({ ids }, { windowId }) => assistants.export(ids, windowId),
  'assistants.import': (_input, { windowId }) => assistants.import(windowId),
})
