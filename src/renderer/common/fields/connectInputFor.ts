import { type EnginePreset, hasBlank } from '@shared/model/enginePresets'
import type { ConnectInput } from './useConnect'

/**
 * What connects this provider; `address` is empty where its own is meant, `pinned` the certificate that the
 * user trusts.
 */
export const connectInputFor = (
  provider: EnginePreset,
  key: string,
  address: string,
  pinned?: string,
): ConnectInput => {
  const trusted = pinned === undefined ? {} : { pinned }
  const isOther = address !== '' && address !== provider.baseUrl
  switch (provider.kind) {
    case 'openai':
      return isOther ? { kind: 'compatible', baseUrl: address, key, ...trusted } : { kind: 'openai', key }
    case 'anthropic':
      return { kind: 'anthropic', key, ...(isOther ? { baseUrl: address } : {}), ...trusted }
    case 'compatible': {
      const baseUrl = isOther || hasBlank(provider) ? address : provider.baseUrl
      return { kind: 'compatible', baseUrl, preset: provider.id, key, ...trusted }
    }
  }
}
