import { z } from 'zod'
import { longestPreview } from '../model/preview'
import { call, stream } from './define'

/**
 * Why a page was stopped: it did not answer any more, took too much memory, its process ended, or it went
 * elsewhere.
 */
export type PreviewStop = 'unresponsive' | 'memory' | 'ended' | 'left'

export type PreviewEvent =
  | { readonly type: 'opened'; readonly address: string }
  | { readonly type: 'stopped'; readonly reason: PreviewStop }

const text = z.string().max(longestPreview)

/** Pages and pictures that a model wrote, shown in a process and an origin of their own. */
export const preview = {
  /**
   * The address for a frame, which is answered as long as the stream is open, and why the page was stopped,
   * after which it ends. `isDark`: the ground of a picture.
   */
  'preview.open': stream<PreviewEvent>()(
    z.object({ kind: z.enum(['html', 'svg']), text, isDark: z.boolean() }),
  ),
  /** Asks where to; false where the user cancels. Failures as of `file/*`. */
  'preview.save': call<boolean>()(
    z.object({ kind: z.enum(['html', 'svg', 'markdown']), text, title: z.string().max(1_000).nullable() }),
  ),
}
