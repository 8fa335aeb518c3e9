/**
 * The autostart file of Linux desktops, by the Desktop Entry Specification 1.5. Its quoting has two layers:
 * an argument is quoted for the command line, and the command line is escaped as the value of a key.
 */

/** One argument of an `Exec` line. */
const quoted = (argument: string): string => {
  // A percent sign begins a field code, quoted or not.
  const escaped = argument.replaceAll('%', '%%')
  if (/^[A-Za-z0-9_@%+:,./=-]+$/.test(escaped)) return escaped
  return `"${escaped.replace(/["`$\\]/g, '\\$&')}"`
}

/** A value of type string. */
const escapedValue = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')

export const execLine = (command: readonly string[]): string => escapedValue(command.map(quoted).join(' '))

export const autostartEntry = (command: readonly string[], iconPath: string): string =>
  `${[
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Parley',
    'Comment=Starts Parley hidden, so that its hotkey works',
    `Exec=${execLine(command)}`,
    `Icon=${escapedValue(iconPath)}`,
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
  ].join('\n')}\n`

/**
 * True where a desktop would start what this file says. Other programs (a desktop's own settings) switch it
 * off by a key.
 */
export const isEntryEnabled = (text: string): boolean => {
  const values = keysOf(text)
  return (
    values.get('Exec') !== undefined &&
    values.get('Hidden') !== 'true' &&
    values.get('X-GNOME-Autostart-enabled') !== 'false'
  )
}

/** The line after `Exec=` as it stands, for comparing. */
export const execOf = (text: string): string | undefined => keysOf(text).get('Exec')

const keysOf = (text: string): ReadonlyMap<string, string> => {
  const keys = new Map<string, string>()
  let isOurGroup = false
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) isOurGroup = line.trim() === '[Desktop Entry]'
    const pair = /^([A-Za-z0-9-]+)\s*=(.*)$/.exec(line)
    if (isOurGroup && pair?.[1] !== undefined && !keys.has(pair[1])) keys.set(pair[1], (pair[2] ?? '').trim())
  }
  return keys
}
