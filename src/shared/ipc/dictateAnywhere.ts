import { z } from 'zod'
import type { DictationBarState, LastDictation } from '../model/dictateAnywhere'
import { call, stream } from './define'
import { errorCodes } from './errors'

const session = z.number().int().min(1)
const recordingId = z.uuid()

const failure = z.object({
  code: z.enum(errorCodes),
  data: z
    .record(z.string().max(60), z.union([z.string().max(300), z.number(), z.boolean(), z.null()]))
    .optional(),
})

/** Dictation into other programs. What the bar alone may ask is `ipc/bad-sender` for any other window. */
export const dictateAnywhere = {
  /** What the bar shows now, then every change. The bar's own, as all down to `resize`. */
  'dictateAnywhere.watch': stream<DictationBarState>()(z.object({})),
  /**
   * The microphone, for the dictation that the user's key has begun and while it listens: `cancelled` for any
   * other. `taken` ends it when another window begins to listen.
   */
  'dictateAnywhere.hold': stream<{ readonly type: 'granted' } | { readonly type: 'taken' }>()(
    z.object({ session }),
  ),
  /**
   * The microphone is closed, and main has all that was heard. No recording: it was shorter than any word.
   * With a failure it is kept, and not turned into words.
   */
  'dictateAnywhere.recorded': call<void>()(
    z.object({
      session,
      recording: z.object({ recordingId, seconds: z.number().min(0) }).nullable(),
      failure: failure.nullable(),
    }),
  ),
  /** What was said until now becomes words. */
  'dictateAnywhere.finish': call<void>()(z.object({ session })),
  /** It is thrown away, whatever it has come to. */
  'dictateAnywhere.drop': call<void>()(z.object({ session })),
  /** The words go in as they were said, without waiting for the polish. */
  'dictateAnywhere.useRaw': call<void>()(z.object({ session })),
  /** The kept recording of a dictation that failed becomes words once more. */
  'dictateAnywhere.retry': call<void>()(z.object({ session })),
  /** The bar goes away. */
  'dictateAnywhere.dismiss': call<void>()(z.object({ session })),
  /** Brings the main window to the front with the settings. */
  'dictateAnywhere.openSettings': call<void>()(z.object({})),
  /** What there is to show, in CSS pixels. */
  'dictateAnywhere.resize': call<void>()(z.object({ height: z.number().finite().min(0).max(2_000) })),
  /** Null where nothing was dictated in this run. */
  'dictateAnywhere.last': call<LastDictation | null>()(z.object({})),
  /** Whether Parley sees that a key comes up: where not, dictation begins and ends with a press each. */
  'dictateAnywhere.facts': call<{ readonly seesRelease: boolean }>()(z.object({})),
}
