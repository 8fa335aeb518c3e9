import type { HotkeyName } from '@shared/ipc/quick'
import type { Settings } from '@shared/model/settings'
import type { Hotkey } from './Hotkey'

export type Hotkeys = Readonly<Record<HotkeyName, Hotkey>>

/** No key does two things, whatever a settings file says: the first of these has it. */
const order = ['quick', 'capture', 'dictation'] as const satisfies readonly HotkeyName[]

/** The hotkeys that the settings ask for. */
export const hotkeysIn = ({
  quickAccelerator,
  lookAccelerator,
  dictationAccelerator,
}: Pick<Settings, 'quickAccelerator' | 'lookAccelerator' | 'dictationAccelerator'>): Readonly<
  Record<HotkeyName, string | null>
> => {
  const asked = { quick: quickAccelerator, capture: lookAccelerator, dictation: dictationAccelerator }
  const found: Record<HotkeyName, string | null> = { quick: null, capture: null, dictation: null }
  for (const name of order) if (!Object.values(found).includes(asked[name])) found[name] = asked[name]
  return found
}

/** Asks the system for what changed. A key that moves from one to another is released first. */
export const applyHotkeys = (hotkeys: Hotkeys, wanted: Readonly<Record<HotkeyName, string | null>>): void => {
  for (const name of order) if (hotkeys[name].status.accelerator !== wanted[name]) hotkeys[name].use(null)
  for (const name of order) hotkeys[name].use(wanted[name])
}
