import { z } from 'zod'
import type { Errand } from '../model/errand'
import { call } from './define'

export const errands = {
  /** What waits for this kind of window, oldest first; it is handed out once. Told of by `errands.waiting`. */
  'errands.take': call<readonly Errand[]>()(z.object({ window: z.enum(['main', 'quick']) })),
}
