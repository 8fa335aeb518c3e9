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

const held = new Set<string>()

/** Holds keys down until they are released, as a user who talks does. */
export const holdKeys = async (keys: string): Promise<void> => {
  for (const key of keys.split('+')) held.add(key)
  await run(
    'xdotool',
    [...held].flatMap((key) => ['keydown', key]),
  )
}

/** Releases all keys, also after a test that failed: a key that stays down is pressed in the next one. */
export const letGoOfKeys = async (): Promise<void> => {
  const keys = [...held].toReversed()
  held.clear()
  if (keys.length > 0)
    await run(
      'xdotool',
      keys.flatMap((key) => ['keyup', key]),
    )
}
