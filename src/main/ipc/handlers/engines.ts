import type { engines as contract } from '@shared/ipc/engines'
import type { LocalServer } from '@shared/model/engine'
import type { EngineRegistry } from '../../engines/EngineRegistry'
import type { Handlers } from '../contexts'

interface Needs {
  readonly engines: EngineRegistry
  readonly discover: () => Promise<readonly LocalServer[]>
  readonly chooseCertificates: (windowId: number) => Promise<string | null>
}

export const enginesHandlers = ({
  engines,
  discover,
  chooseCertificates,
}: Needs): Handlers<typeof contract> => ({
  'engines.connect': (input) => engines.connect(input),
  'engines.remove': ({ engineId }) => engines.remove(engineId),
  'engines.forgetKey': ({ engineId }) => engines.forgetKey(engineId),
  'engines.changeConnection': ({ engineId, change }) => engines.changeConnection(engineId, change),
  'engines.forgetRefusal': ({ engineId, refusal }) => engines.learnt.forget(engineId, refusal),
  'engines.test': ({ engineId }) => engines.test(engineId),
  'engines.chooseCertificates': (_input, { windowId }) => chooseCertificates(windowId),
  'engines.models': ({ engineId, refresh }) => engines.models.list(engineId, refresh),
  'engines.discover': () => discover(),
})
