import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { RunCommand } from '../insertion/commands/command'

const mostMs = 10_000

/** Runs a program without a shell, and without a window of its own. */
export const runCommand: RunCommand = ({ file, args }) =>
  new Promise((resolve) => {
    execFile(file, [...args], { timeout: mostMs, windowsHide: true }, (error, output, errors) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, output, errors })
    })
  })

/** Where a program is, by the folders that the user's programs are looked for in; null: nowhere. */
export const findProgram = async (name: string): Promise<string | null> => {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    // A folder that depends on where Parley was started is none to run programs from.
    if (!folder.startsWith('/')) continue
    const path = join(folder, name)
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return null
}
