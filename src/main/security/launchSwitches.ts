/**
 * Switches of Chromium's and Node's that hand the app to the program that starts it: a debugger reads every
 * page and runs code with Parley's rights to the keyring; a prefix puts another program in front of its
 * processes. The fuses switch Node's own off; Chromium's need this.
 */
const refused: readonly RegExp[] = [
  /^remote-debugging-(?:port|pipe|address|socket-name|targets)$/,
  /^remote-allow-origins$/,
  /^inspect(?:-.*)?$/,
  /^debug(?:-brk|-port)?$/,
  /^wait-for-debugger(?:-.*)?$/,
  /^(?:renderer|utility|gpu|ppapi|zygote)-(?:cmd-prefix|launcher)$/,
  /^browser-subprocess-path$/,
  /^disable-web-security$/,
  /^load-extension$/,
  /^js-flags$/,
]

/** The words that a shipped Parley does not start with; as they were given, without what follows `=`. */
export const refusedSwitches = (argv: readonly string[]): readonly string[] => {
  const found: string[] = []
  for (const word of argv.slice(1)) {
    // After this word nothing is a switch any more.
    if (word === '--') break
    // Chromium takes one dash or two, and on Windows a slash; names are lower case, but case must not be a
    // way around.
    const name = /^(?:--?|\/)([^=]+)/.exec(word)?.[1]?.toLowerCase()
    if (name !== undefined && refused.some((pattern) => pattern.test(name))) found.push(`--${name}`)
  }
  return found
}
