import type { webSearch as contract } from '@shared/ipc/webSearch'
import type { WebSearch } from '../../web/WebSearch'
import type { Handlers } from '../contexts'

interface Needs {
  readonly webSearch: WebSearch
}

export const webSearchHandlers = ({ webSearch }: Needs): Handlers<typeof contract> => ({
  'webSearch.keyStatus': ({ provider }) => webSearch.keyStatus(provider),
  'webSearch.setKey': ({ provider, key }) => webSearch.setKey(provider, key),
  'webSearch.forgetKey': ({ provider }) => webSearch.forgetKey(provider),
  'webSearch.setAddress': ({ address }) => webSearch.setAddress(address),
  'webSearch.test': () => webSearch.test(),
})
