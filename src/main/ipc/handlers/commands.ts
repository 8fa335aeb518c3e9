import type { commands as contract } from '@shared/ipc/commands'
import type { Commands } from '../../settings/Commands'
import type { Handlers } from '../contexts'

interface Needs {
  readonly commands: Commands
}

export const commandsHandlers = ({ commands }: Needs): Handlers<typeof contract> => ({
  'commands.export': (_input, { windowId }) => commands.export(windowId),
  'commands.import': (_input, { windowId }) => commands.import(windowId),
})
