/**
 * What closing the main window comes to. `ask`: the user has not said yet; where it turns out that there is
 * no tray, there is nothing to ask.
 */
export const closingFor = (about: {
  readonly platform: string
  readonly stayWhenClosed: boolean | null
  /** The question is on the screen already. */
  readonly isAsking: boolean
}): 'close' | 'hide' | 'ask' => {
  // There an app goes on without windows, and the Dock brings it back.
  if (about.platform === 'darwin') return 'close'
  if (about.stayWhenClosed !== null) return about.stayWhenClosed ? 'hide' : 'close'
  // A user who closes the question's window has answered it, for this time.
  return about.isAsking ? 'close' : 'ask'
}
