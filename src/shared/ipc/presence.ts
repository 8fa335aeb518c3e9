import { z } from 'zod'
import type { Presence } from '../model/presence'
import { call } from './define'

export const presence = {
  /** Asked of the system anew each time: people change it elsewhere, too. */
  'presence.get': call<Presence>()(z.object({})),
  /** Starts Parley, hidden, when the person logs in, or no longer. `file/not-writable` where that cannot be kept. */
  'presence.setStartAtLogin': call<Presence>()(z.object({ isOn: z.boolean() })),
  /** Closes the main window as the settings say: it hides, or Parley ends. */
  'presence.closeWindow': call<void>()(z.object({})),
  /** The window was not to be closed after all: the next closing asks again. */
  'presence.keepWindow': call<void>()(z.object({})),
}
