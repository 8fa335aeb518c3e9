import { z } from 'zod'
import { choices, id } from './common'
import { call } from './define'

/**
 * Temporary conversations: in memory only, one a window. What else is asked about one is asked as about any
 * conversation.
 */
export const temporary = {
  /**
   * An empty one for this kind of window. The one before is left; `leftId` names it while it can come back.
   */
  'temporary.begin': call<{ readonly conversationId: string; readonly leftId: string | null }>()(
    z.object({
      window: z.enum(['main', 'quick']),
      /** The page is in it before this arrives: not a key that is pressed meanwhile goes elsewhere. */
      conversationId: z.uuid(),
    }),
  ),
  /** The one that the quick-ask window is in, or a new one; an empty one takes over these choices. */
  'temporary.ensure': call<{ readonly conversationId: string }>()(
    z.object({ window: z.literal('quick'), choices: choices.optional() }),
  ),
  /** It is an ordinary one from now on, whole. `conversation/not-found` where it has gone. */
  'temporary.keep': call<void>()(z.object({ conversationId: id })),
  /**
   * This window shows something else. What holds nothing goes at once; anything else a little later:
   * `temporary.comeBack` takes it back until then.
   */
  'temporary.leave': call<{ readonly canComeBack: boolean }>()(
    z.object({ conversationId: id, window: z.enum(['main', 'quick']) }),
  ),
  /** `conversation/not-found` where it is too late. */
  'temporary.comeBack': call<void>()(z.object({ conversationId: id })),
}
