import { type EnginePreset, hasBlank } from '@shared/model/enginePresets'
import type { ConnectInput } from './useConnect'

/** What connects this provider; `address` is empty where its own is meant. */
export const connectInputFor = (provider: EnginePreset, key: string, address: string): ConnectInput => {
  const isOther = address !== '' && address !== provider.baseUrl
  switch (provider.kind) {
    case 'openai':
      return isOther ? { kind: 'compatible', baseUrl: address, key } : { kind: 'openai', key }
    case 'anthropic':
      return { kind: 'anthropic', key, ...(isOther ? { baseUrl: address } : {}) }
    case 'compatible': {
      const baseUrl = isOther || hasBlank(provider) ? address : provider.baseUrl
      return { kind: 'compatible', baseUrl, preset: provider.id, key }
    }
  }
}
