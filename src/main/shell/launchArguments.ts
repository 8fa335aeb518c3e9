/** What a start asks for, of the app that it starts or of the one that runs already. */
export interface LaunchArguments {
  /** `--hidden`: no window to begin with. */
  readonly isHidden: boolean
  /** `--quick`: the quick-ask window. */
  readonly isQuick: boolean
  /** A `parley://` link as it was given, not yet looked at; the first where there are several. */
  readonly link: string | null
}

/** Far beyond any link that a user follows, and below what systems let through as one argument. */
const longestLink = 100_000

/**
 * Reads an argument list: ours of `process.argv`, or a second start's. Whatever else is in there (the
 * executable, Chromium's switches in whatever order Chromium puts them, misspellings, files) is ignored: a
 * start must not fail for a word too many.
 */
export const parseLaunchArguments = (argv: readonly unknown[]): LaunchArguments => {
  const words = argv.filter((word) => typeof word === 'string')
  return {
    isHidden: words.includes('--hidden'),
    isQuick: words.includes('--quick'),
    link: words.find((word) => /^parley:\/\//i.test(word) && word.length <= longestLink) ?? null,
  }
}
