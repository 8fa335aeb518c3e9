import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Real key presses through the display, without pauses between them. */
export const pressKeys = async (...keys: readonly string[]): Promise<void> => {
  await run('xdotool', ['key', '--delay', '0', ...keys])
}

/** A key, then text at once, in steps of `stepMs`. */
export const pressAndType = async (key: string, text: string, stepMs: number): Promise<void> => {
  await run('xdotool', ['key', '--delay', '0', key, 'type', '--delay', String(stepMs), text])
}

/** The title of the window that has the keys. */
export const activeTitle = async (): Promise<string> => {
  const { stdout } = await run('xdotool', ['getactivewindow', 'getwindowname']).catch(() => ({ stdout: '' }))
  return stdout.trim()
}

export const focusTitled = async (title: string): Promise<void> => {
  await run('xdotool', [
    'search',
    '--sync',
    '--onlyvisible',
    '--name',
    `^${title}$`,
    'windowactivate',
    '--sync',
  ])
}
