import { type CommandLine, type SystemCommands, unnamedFront } from './command'

/** Keys by their numbers in Linux: left Ctrl and V. */
const ydotoolKeys = ['29:1', '47:1', '47:0', '29:0']

const pasteLines = (name: 'wtype' | 'ydotool', file: string): CommandLine =>
  name === 'wtype'
    ? { file, args: ['-M', 'ctrl', '-k', 'v', '-m', 'ctrl'] }
    : { file, args: ['key', ...ydotoolKeys] }

/**
 * Wayland: programs may press no keys, but where the desktop lets one of these do it. The keys go back by
 * themselves when our window goes; which program has them is told to none.
 */
export const waylandCommands = (find: (program: string) => Promise<string | null>): SystemCommands => {
  let found: { readonly name: 'wtype' | 'ydotool'; readonly file: string } | null = null
  const look = async () => {
    for (const name of ['wtype', 'ydotool'] as const) {
      const file = await find(name)
      if (file !== null) return { name, file }
    }
    return null
  }
  return {
    front: async () => {
      found ??= await look()
      return found && unnamedFront
    },
    isThere: () => true,
    paste: () => pasteLines(found?.name ?? 'wtype', found?.file ?? 'wtype'),
    // The desktop does not let it, or its service does not run.
    problemOf: () => 'no-way',
  }
}
