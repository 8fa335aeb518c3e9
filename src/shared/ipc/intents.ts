import { z } from 'zod'
import type { Intent } from '../model/intent'
import { call } from './define'

export const intents = {
  /**
   * What waits for this kind of window, oldest first; it is handed out once. Announced by `intents.waiting`.
   */
  'intents.take': call<readonly Intent[]>()(z.object({ window: z.enum(['main', 'quick']) })),
}
