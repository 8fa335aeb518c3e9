import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Puts Parley's window in front, as the window manager does, and resolves when it has the keys. */
export const focusWindow = async (title = '^Parley$'): Promise<void> => {
  await run('xdotool', ['search', '--sync', '--onlyvisible', '--name', title, 'windowactivate', '--sync'])
}

/** Real keys, through the display: names as X knows them, e.g. `ctrl+n`, `Return`, `shift+Tab`. */
export const pressKeys = async (...keys: readonly string[]): Promise<void> => {
  await run('xdotool', ['key', '--clearmodifiers', '--delay', '20', ...keys])
}

export const typeText = async (text: string): Promise<void> => {
  await run('xdotool', ['type', '--clearmodifiers', '--delay', '10', text])
}

/** Holds keys down until they are let go of, as a person who talks does. */
export const holdKeys = async (keys: string): Promise<{ letGo(): Promise<void> }> => {
  const all = keys.split('+')
  await run(
    'xdotool',
    all.flatMap((key) => ['keydown', key]),
  )
  return {
    letGo: async () => {
      await run(
        'xdotool',
        all.toReversed().flatMap((key) => ['keyup', key]),
      )
    },
  }
}
