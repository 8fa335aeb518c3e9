import { z } from 'zod'
import type { KeyStatus } from '../model/engine'
import { keyedProviders } from '../model/webSearch'
import { searxngUrlSchema } from '../model/webSearchSchema'
import { call } from './define'

const provider = z.enum(keyedProviders)

export const webSearch = {
  'webSearch.keyStatus': call<KeyStatus>()(z.object({ provider })),
  /** The key goes in here and never comes out. */
  'webSearch.setKey': call<KeyStatus>()(z.object({ provider, key: z.string().trim().min(1).max(1_000) })),
  'webSearch.forgetKey': call<void>()(z.object({ provider })),
  /** Where the user's own server is. Everything searched for goes there: takes a press. */
  'webSearch.setAddress': call<void>()(z.object({ address: searxngUrlSchema })),
  /** One search with what is chosen now. Fails with the `search/*` code that says why not. Takes a press. */
  'webSearch.test': call<{ readonly results: number }>()(z.object({})),
}
