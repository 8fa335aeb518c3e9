/** How Parley is there outside its windows, as the system has it now. */
export interface BackgroundState {
  /** Does this desktop show tray icons? */
  readonly hasTray: boolean
  /** `unavailable`: this system has no such thing, or it is not ours to change. */
  readonly startAtLogin: 'on' | 'off' | 'unavailable'
  /** Can this system show notifications? */
  readonly hasNotifications: boolean
}
