/**
 * The system that grants hotkeys: `own` on macOS and Windows; on Linux the kind of the session, and of
 * Electron's connection to it.
 */
export type DisplayServer = 'own' | 'x11' | 'wayland' | 'x11-in-wayland'

interface Facts {
  readonly platform: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly electronVersion: string
  /** Chromium's switches: `--ozone-platform` and `--ozone-platform-hint`. */
  readonly switchValue: (name: string) => string
}

/** Electron follows the session by itself from 38 on; before, it spoke X11 unless it was told otherwise. */
const firstToFollow = 38

export const displayServerOf = ({
  platform,
  environment,
  electronVersion,
  switchValue,
}: Facts): DisplayServer => {
  if (platform !== 'linux') return 'own'
  const isWaylandSession =
    environment.XDG_SESSION_TYPE === 'wayland' || (environment.WAYLAND_DISPLAY ?? '') !== ''
  const followsSession = Number.parseInt(electronVersion, 10) >= firstToFollow
  const hint = followsSession ? '' : (environment.ELECTRON_OZONE_PLATFORM_HINT ?? '')
  const asked = switchValue('ozone-platform') || switchValue('ozone-platform-hint') || hint
  if (asked === 'wayland') return 'wayland'
  if (!isWaylandSession) return 'x11'
  if (asked === 'x11') return 'x11-in-wayland'
  if (asked === 'auto') return 'wayland'
  return followsSession && environment.XDG_SESSION_TYPE === 'wayland' ? 'wayland' : 'x11-in-wayland'
}
