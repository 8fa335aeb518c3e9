import type { intents as contract } from '@shared/ipc/intents'
import type { Intents } from '../../desktop/Intents'
import type { Handlers } from '../contexts'

interface Needs {
  readonly intents: Intents
}

export const intentsHandlers = ({ intents }: Needs): Handlers<typeof contract> => ({
  'intents.take': ({ window }) => intents.take(window),
})
