/**
 * What is known of a hotkey.
 * - `off`: none is set.
 * - `untried`: the system took it, which proves nothing: systems say yes to keys that never arrive.
 * - `works`: a real press has arrived since it was set.
 * - `taken`: another program has it.
 * - `unsupported`: this desktop gives no keys to programs in the background, or not this one.
 */
export type HotkeyState = 'off' | 'untried' | 'works' | 'taken' | 'unsupported'

export interface HotkeyStatus {
  /** Electron's spelling; null: none. */
  readonly accelerator: string | null
  readonly state: HotkeyState
  /**
   * Why it is `unsupported`.
   * - `display`: X11's keys do not reach beyond X11's windows in a Wayland session.
   * - `refused`: the desktop did not give it.
   * - `unheard`: it was said to be ours, yet it went to the focused window.
   * - `key`: no such key can be asked for.
   */
  readonly reason?: 'display' | 'refused' | 'unheard' | 'key'
}
