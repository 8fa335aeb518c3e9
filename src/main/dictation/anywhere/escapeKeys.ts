/**
 * Escape, alone and with the modifiers of the hotkey: while that is held they go along with every press.
 */
export const escapeKeys = (accelerator: string): readonly string[] => {
  const modifiers = accelerator.split('+').slice(0, -1)
  return modifiers.length === 0 ? ['Escape'] : ['Escape', [...modifiers, 'Escape'].join('+')]
}
