import { z } from 'zod'
import type { BackgroundState } from '../model/background'
import { call } from './define'

export const background = {
  /** The system is asked anew each time: the user changes it elsewhere, too. */
  'background.get': call<BackgroundState>()(z.object({})),
  /**
   * Starts Parley, hidden, when the user logs in, or no longer. `file/not-writable` where that cannot be
   * kept.
   */
  'background.setStartAtLogin': call<BackgroundState>()(z.object({ isOn: z.boolean() })),
  /** Closes the main window as the settings say: it hides, or Parley ends. */
  'background.closeWindow': call<void>()(z.object({})),
  /** The user kept the window open after all: the next closing asks again. */
  'background.keepWindow': call<void>()(z.object({})),
}
