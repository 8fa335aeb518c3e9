import { environmentEngineId } from '@shared/model/engine'
import type { EngineSettings } from '@shared/model/settings'
import { log } from '../lib/log'
import { baseUrlAsGiven, hostOf, isOpenAI } from './baseUrl'

/** The SDK's own variables: they serve for this run and are never written. */
export interface EngineEnvironment {
  readonly key: string | null
  readonly baseUrl: string | null
}

/** The engine that the variables describe; null where they describe none. */
export const environmentEngine = ({ key, baseUrl: given }: EngineEnvironment): EngineSettings | null => {
  if (key === null && given === null) return null
  const capabilities = {}
  const baseUrl = given === null ? null : baseUrlAsGiven(given)
  if (given !== null && baseUrl === null) {
    // Not OpenAI instead: the key beside it was meant for another server.
    log.warning('OPENAI_BASE_URL is no address: the environment gives no engine')
    return null
  }
  if (baseUrl === null || isOpenAI(baseUrl)) {
    return {
      id: environmentEngineId,
      kind: 'openai',
      name: 'OpenAI (environment)',
      baseUrl: null,
      capabilities,
    }
  }
  return {
    id: environmentEngineId,
    kind: 'compatible',
    name: `${hostOf(baseUrl)} (environment)`,
    baseUrl,
    capabilities,
  }
}
