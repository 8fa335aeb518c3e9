import type { capture as contract } from '@shared/ipc/capture'
import { AppError } from '@shared/ipc/errors'
import type { Capture, CaptureFacts } from '@shared/model/capture'
import type { Handlers } from '../contexts'

/** What a window may ask about what is outside Parley. */
export interface CaptureVerbs {
  facts(): CaptureFacts
  selection(): Promise<Capture | null>
  clipboard(): Promise<Capture | null>
  screen(): Promise<Capture | null>
  /** False for a window that shows no screen. */
  choose(windowId: number, region: { x: number; y: number; width: number; height: number } | null): boolean
}

interface Needs {
  readonly capture: CaptureVerbs
}

export const captureHandlers = ({ capture }: Needs): Handlers<typeof contract> => ({
  'capture.facts': () => capture.facts(),
  'capture.selection': () => capture.selection(),
  'capture.clipboard': () => capture.clipboard(),
  'capture.screen': () => capture.screen(),
  'capture.choose': ({ region }, { windowId }) => {
    if (!capture.choose(windowId, region)) throw new AppError('ipc/bad-sender')
  },
})
