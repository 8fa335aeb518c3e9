import { AppError } from '@shared/ipc/errors'
import { assertNever } from '@shared/lib/assertNever'
import type { CapabilityName } from '@shared/model/engine'
import { findPreset, presetAt } from '@shared/model/enginePresets'
import type { EngineSettings } from '@shared/model/settings'
import { AnthropicEngine } from './AnthropicEngine'
import { BuiltinEngine } from './BuiltinEngine'
import { anthropicBaseUrl, isAnthropic, isOpenAI, openaiBaseUrl } from './baseUrl'
import { CompatibleEngine } from './CompatibleEngine'
import type { Engine, LearnCapability } from './engine'
import { OpenAIEngine } from './OpenAIEngine'
import type { RefusalMemory } from './RefusalMemory'
import type { Reach } from './transport/Reach'

export { isOpenAI } from './baseUrl'

export interface EngineSurroundings {
  /** Null where no key was given. */
  readonly loadKey: () => Promise<string | null>
  readonly learn?: LearnCapability
  /** What earlier calls have shown; undefined: not yet known. */
  readonly knows?: (name: CapabilityName) => boolean | undefined
  readonly reach?: Reach
  /** What the server was found not to take. */
  readonly refusals?: RefusalMemory
}

/**
 * The engine for what was set up. Anywhere but api.openai.com is a compatible server, whatever it was called.
 */
export const createEngine = (settings: EngineSettings, surroundings: EngineSurroundings): Engine => {
  const { id, kind, baseUrl } = settings
  const { loadKey, ...others } = surroundings
  const compatible = (address: string) => {
    const preset = findPreset(settings.preset) ?? presetAt(address)
    const { header: keyHeader, quirks } = preset ?? {}
    return new CompatibleEngine({ id, baseUrl: address, loadKey, ...others, keyHeader, quirks })
  }
  switch (kind) {
    case 'builtin':
      return new BuiltinEngine({ id })
    case 'openai':
      if (baseUrl === null || isOpenAI(baseUrl)) {
        const address = baseUrl ?? openaiBaseUrl
        return new OpenAIEngine({ id, baseUrl: address, loadKey: needed(loadKey), ...others })
      }
      return compatible(baseUrl)
    case 'anthropic': {
      const isOwn = baseUrl === null || isAnthropic(baseUrl)
      const options = { id, baseUrl: baseUrl ?? anthropicBaseUrl, ...others }
      return new AnthropicEngine({ ...options, loadKey: isOwn ? needed(loadKey) : loadKey })
    }
    case 'compatible':
      if (baseUrl === null) throw new AppError('engine/none', 'A compatible engine without an address')
      return compatible(baseUrl)
    default:
      return assertNever(kind)
  }
}

/** OpenAI and Anthropic answer no request without a key: nothing is sent. */
const needed = (loadKey: () => Promise<string | null>) => async (): Promise<string> => {
  const key = await loadKey()
  if (key === null || key === '') throw new AppError('engine/no-key')
  return key
}
