import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { followKeys, type HeldKeyEvent, type HeldKeys } from './HeldKeys'
import { X11Connection } from './X11Connection'
import { cookieFor, localDisplay, socketOf } from './xDisplay'

/** The user notices nothing below; a look costs the server and us some ten microseconds. */
const lookEveryMs = 15

/** Keys by X's own `QueryKeymap`, which a hotkey's grab does not change and auto-repeat does not flicker. */
export class X11Keys implements HeldKeys {
  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  async *watch(signal: AbortSignal): AsyncGenerator<HeldKeyEvent> {
    const { DISPLAY, XAUTHORITY } = this.environment
    const display = localDisplay(DISPLAY)
    if (display === null) throw new Error('The display is not on this computer')
    // Without the file the server may know the user by itself.
    const file = await readFile(XAUTHORITY || join(homedir(), '.Xauthority')).catch(() => Buffer.alloc(0))
    const connection = await X11Connection.open(
      socketOf(display),
      cookieFor(file, display, hostname()),
      signal,
    )
    try {
      yield* followKeys(
        () => connection.keysDown(),
        () => pause(lookEveryMs, undefined, { signal }).catch(() => {}),
        signal,
      )
    } finally {
      connection.close()
    }
  }
}
