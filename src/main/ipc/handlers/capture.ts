import type { capture as contract } from '@shared/ipc/capture'
import { AppError } from '@shared/ipc/errors'
import type { Capture, CaptureFacts } from '@shared/model/capture'
import type { IntentWindow } from '@shared/model/intent'
import type { Handlers } from '../contexts'
import { windowOf } from '../windowOf'
import type { QuickVerbs } from './quick'

/** What a window may ask about what is outside Parley. */
export interface CaptureVerbs {
  facts(): CaptureFacts
  selection(window: IntentWindow): Promise<Capture | null>
  clipboard(window: IntentWindow): Promise<Capture | null>
  screen(window: IntentWindow): Promise<Capture | null>
  /** False for a window that shows no screen. */
  choose(windowId: number, region: { x: number; y: number; width: number; height: number } | null): boolean
}

interface Needs {
  readonly capture: CaptureVerbs
  readonly quick: Pick<QuickVerbs, 'isWindow'>
}

export const captureHandlers = ({ capture, quick }: Needs): Handlers<typeof contract> => {
  return {
    'capture.facts': () => capture.facts(),
    'capture.selection': (_input, { windowId }) => capture.selection(windowOf(quick, windowId)),
    'capture.clipboard': (_input, { windowId }) => capture.clipboard(windowOf(quick, windowId)),
    'capture.words': async ({ words }, { windowId }) => {
      const window = windowOf(quick, windowId)
      return {
        ...(words.includes('selection') ? { selection: await capture.selection(window) } : {}),
        ...(words.includes('clipboard') ? { clipboard: await capture.clipboard(window) } : {}),
      }
    },
    'capture.screen': (_input, { windowId }) => capture.screen(windowOf(quick, windowId)),
    'capture.choose': ({ region }, { windowId }) => {
      if (!capture.choose(windowId, region)) throw new AppError('ipc/bad-sender')
    },
  }
}
