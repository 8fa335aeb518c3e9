import { z } from 'zod'
import { type Assistant, assistantSchema } from '../model/assistant'
import { id } from './common'
import { call } from './define'

/** Assistants are part of the settings: every change is sent as `settings.changed`. */
export const assistants = {
  /** Adds one without an id, replaces the one with it. */
  'assistants.save': call<Assistant>()(assistantSchema.extend({ id: id.optional() })),
  'assistants.remove': call<void>()(z.object({ id })),
  /** Puts the assistants into this order; those not named follow as they were. */
  'assistants.reorder': call<void>()(z.object({ ids: z.array(id).max(200) })),
  /** Asks where to save them as JSON. Null when the user cancels. */
  'assistants.export': call<{ readonly count: number } | null>()(
    z.object({ ids: z.array(id).min(1).max(200) }),
  ),
  /**
   * Asks for a file and adds what is in it. Null when the user cancels; `file/unreadable` for anything else
   * than ours.
   */
  'assistants.import': call<{ readonly count: number } | null>()(z.object({})),
}
