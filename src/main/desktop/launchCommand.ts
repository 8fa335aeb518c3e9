interface Start {
  readonly execPath: string
  /** An AppImage unpacks itself at each start: its own file is what stays. */
  readonly appImage: string | undefined
  /** The app's folder where Electron was started with it, as in development; null in a package. */
  readonly appFolder: string | null
  /** The profile where it is not the usual one. */
  readonly userData: string | null
  readonly hasSandbox: boolean
}

/** The words that start this very Parley on this very profile, e.g. to bind them to a key. */
export const launchCommand = (
  { execPath, appImage, appFolder, userData, hasSandbox }: Start,
  ...words: readonly string[]
): readonly string[] => [
  appImage || execPath,
  ...(hasSandbox ? [] : ['--no-sandbox']),
  ...(appFolder === null ? [] : [appFolder]),
  ...(userData === null ? [] : [`--user-data-dir=${userData}`]),
  ...words,
]

/** The command as a line for a shell, and for programs that split lines as shells do. */
export const shellLine = (words: readonly string[]): string =>
  words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ')
