import type { DisplayServer } from '../displayServer'
import { CommandKeys, macKeys, windowsKeys } from './CommandKeys'
import type { HeldKeys } from './HeldKeys'
import { X11Keys } from './X11Keys'

/** This system's way to see keys come up. Null on Wayland, which tells no program of another's keys. */
export const heldKeysFor = (
  platform: string,
  display: DisplayServer,
  environment: Readonly<Record<string, string | undefined>>,
): HeldKeys | null => {
  if (platform === 'darwin') return new CommandKeys(macKeys)
  if (platform === 'win32') return new CommandKeys(windowsKeys)
  return display === 'x11' ? new X11Keys(environment) : null
}
