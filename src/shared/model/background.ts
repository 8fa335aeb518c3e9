/** The state of Parley outside its windows, as the system has it now. */
export interface BackgroundState {
  /** True where this desktop shows tray icons. */
  readonly hasTray: boolean
  /** `unavailable`: this system has no such thing, or it is not ours to change. */
  readonly startAtLogin: 'on' | 'off' | 'unavailable'
  /** True where this system can show notifications. */
  readonly hasNotifications: boolean
}
