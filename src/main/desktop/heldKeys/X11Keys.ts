import { setTimeout as pause } from 'node:timers/promises'
import { queryKeymap } from '../../insertion/x11/requests'
import { X11Connection } from '../../insertion/x11/X11Connection'
import { followKeys, type HeldKeyEvent, type HeldKeys } from './HeldKeys'

/** The user notices nothing below; a look costs the server and us some ten microseconds. */
const lookEveryMs = 15

/** Keys by X's own `QueryKeymap`, which a hotkey's grab does not change and auto-repeat does not flicker. */
export class X11Keys implements HeldKeys {
  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  async *watch(signal: AbortSignal): AsyncGenerator<HeldKeyEvent> {
    const connection = await X11Connection.open(this.environment)
    connection.unref()
    try {
      yield* followKeys(
        async () => keysIn((await connection.ask(queryKeymap())).subarray(8)),
        () => pause(lookEveryMs, undefined, { signal }).catch(() => {}),
        signal,
      )
    } finally {
      connection.close()
    }
  }
}

/** A bit for each key code. */
const keysIn = (bits: Uint8Array): ReadonlySet<number> => {
  const keys = new Set<number>()
  for (const [at, byte] of bits.entries())
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) keys.add(at * 8 + bit)
  return keys
}
