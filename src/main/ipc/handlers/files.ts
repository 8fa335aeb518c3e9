import type { files as contract } from '@shared/ipc/files'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Handlers } from '../contexts'

interface Needs {
  readonly library: AsyncLibrary
  readonly attachFile: AsyncLibrary['attachFile']
}

export const filesHandlers = ({ library, attachFile }: Needs): Handlers<typeof contract> => ({
  'files.attach': (input) => attachFile(input),
  'files.missing': (input) => library.missingFiles(input),
})
