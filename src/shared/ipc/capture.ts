import { z } from 'zod'
import type { Capture, CaptureFacts } from '../model/capture'
import { call } from './define'

/** The capture of what is outside Parley: only when the user asks for it, and shown to them first. */
export const capture = {
  'capture.facts': call<CaptureFacts>()(z.object({})),
  /**
   * The selected words where the system lets us read them, else those on the clipboard. Null where there are
   * none.
   */
  'capture.selection': call<Capture | null>()(z.object({})),
  /** Words or a picture. Null for an empty clipboard; failures as of `files.attach`. */
  'capture.clipboard': call<Capture | null>()(z.object({})),
  /** Both of them, or one, for a command that wants them: a press allows a single call. */
  'capture.words': call<Readonly<Partial<Record<'selection' | 'clipboard', Capture | null>>>>()(
    z.object({
      words: z
        .array(z.enum(['selection', 'clipboard']))
        .min(1)
        .max(2),
    }),
  ),
  /**
   * The user draws around a part of the screen. Null where they cancel. `screen/denied` where the system does
   * not let us see it, `screen/unavailable` where there is nothing to see.
   */
  'capture.screen': call<Capture | null>()(z.object({})),
  /**
   * Takes the part that was chosen from the window that shows the screen (`ipc/bad-sender` for others), as
   * shares of the whole; null cancels.
   */
  'capture.choose': call<void>()(
    z.object({
      region: z
        .object({
          x: z.number().min(0).max(1),
          y: z.number().min(0).max(1),
          width: z.number().min(0).max(1),
          height: z.number().min(0).max(1),
        })
        .nullable(),
    }),
  ),
}
