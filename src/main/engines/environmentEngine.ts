import { environmentAnthropicId, environmentEngineId } from '@shared/model/engine'
import type { EngineSettings } from '@shared/model/settings'
import { log } from '../lib/log'
import { anthropicAddress, baseUrlAsGiven, hostOf, isAnthropic, isOpenAI } from './baseUrl'

interface Variables {
  readonly key: string | null
  readonly baseUrl: string | null
}

/** The SDKs' own variables: they serve for this run and are never written. */
export interface EngineEnvironment extends Variables {
  readonly anthropic?: Variables
}

/** The engines that the variables describe, OpenAI's first: the first one answers in this run. */
export const environmentEngines = ({
  anthropic,
  ...openai
}: EngineEnvironment): readonly EngineSettings[] => [
  ...openaiEngine(openai),
  ...(anthropic ? anthropicEngine(anthropic) : []),
]

const openaiEngine = ({ key, baseUrl: given }: Variables): readonly EngineSettings[] => {
  if (key === null && given === null) return []
  const baseUrl = given === null ? null : baseUrlAsGiven(given)
  if (given !== null && baseUrl === null) return noAddress('OPENAI_BASE_URL')
  const engine = { id: environmentEngineId, capabilities: {} }
  return baseUrl === null || isOpenAI(baseUrl)
    ? [{ ...engine, kind: 'openai', name: 'OpenAI (environment)', baseUrl: null }]
    : [{ ...engine, kind: 'compatible', name: `${hostOf(baseUrl)} (environment)`, baseUrl }]
}

/** An address alone is none: tools that speak to a gateway set it, and mean themselves. */
const anthropicEngine = ({ key, baseUrl: given }: Variables): readonly EngineSettings[] => {
  if (key === null) return []
  const address = given === null ? null : anthropicAddress(given)
  if (given !== null && address === null) return noAddress('ANTHROPIC_BASE_URL')
  const baseUrl = address === null || isAnthropic(address) ? null : address
  const maker = baseUrl === null ? 'Anthropic' : hostOf(baseUrl)
  return [
    {
      id: environmentAnthropicId,
      kind: 'anthropic',
      name: `${maker} (environment)`,
      baseUrl,
      capabilities: {},
    },
  ]
}

/** Not the maker's own instead: the key beside it was meant for another server. */
const noAddress = (variable: string): readonly EngineSettings[] => {
  log.warning(`${variable} is no address: the environment gives no engine`)
  return []
}
