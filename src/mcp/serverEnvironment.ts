/** What a server may know of the user's surroundings: folders, language, the screen, the way to the net. */
const posix = [
  'HOME',
  'LOGNAME',
  'SHELL',
  'TERM',
  'USER',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
]
const windows = [
  'APPDATA',
  'COMSPEC',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'PROGRAMW6432',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
]
const network = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
]
const known = new Set([...posix, ...windows, ...network])

/** Names are compared in capitals: proxies are written either way, and Windows knows no difference. */
const goesAlong = (name: string): boolean => {
  const upper = name.toUpperCase()
  return known.has(upper) || upper.startsWith('LC_') || upper.startsWith('XDG_')
}

/** A list of folders without those inside the AppImage that the app runs from: it is gone when the app is. */
export const withoutAppImage = (value: string, appFolder: string | undefined): string =>
  appFolder
    ? value
        .split(':')
        .filter((each) => !each.startsWith(appFolder))
        .join(':')
    : value

/**
 * The environment of a server: what is listed above of ours, the PATH that its command was found in, and the
 * variables that the user gave it. Keys of engines and an AppImage's own variables stay here.
 */
export const serverEnvironment = (
  ours: Readonly<Record<string, string | undefined>>,
  path: string,
  given: Readonly<Record<string, string>>,
): Record<string, string> => {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(ours)) {
    // A value that begins so is a function that bash exported, and not a variable.
    if (value === undefined || value.startsWith('()') || !goesAlong(name)) continue
    const kept = withoutAppImage(value, ours.APPDIR)
    if (kept !== '' || value === '') result[name] = kept
  }
  return { ...result, PATH: withoutAppImage(path, ours.APPDIR), ...given }
}
