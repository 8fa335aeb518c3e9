import type { CopiedReason } from '@shared/model/insertion'
import type { FrontWindow } from '../textInsertion'
import type { Ran, RunCommand, SystemCommands } from './command'

const terminals =
  /^(?:terminal|iterm2?|ghostty|kitty|alacritty|wezterm|warp|hyper|tabby|rio|cool-retro-term|xquartz)$/i

/** `lsappinfo` prints a line for each: `"LSDisplayName"="Notes"`, `"pid"=4711`. */
export const readAppInfo = (output: string): FrontWindow | null => {
  const processId = /"?pid"?\s*=\s*(\d+)/.exec(output)?.[1]
  const name = /"?(?:LSDisplayName|name)"?\s*=\s*"([^"\n]*)"/.exec(output)?.[1]
  if (processId === undefined) return null
  return { id: processId, name: name ?? '', isTerminal: terminals.test(name ?? '') }
}

/** Brings the process to the front and presses Cmd+V there. It comes by its number, as an argument. */
const pasteScript = `on run argv
  tell application "System Events"
    set target to first process whose unix id is ((item 1 of argv) as integer)
    set frontmost of target to true
    repeat 40 times
      if frontmost of target then exit repeat
      delay 0.05
    end repeat
    if not (frontmost of target) then error "It did not come to the front" number 1001
    keystroke "v" using command down
  end tell
end run`

const isRunning = (processId: number): boolean => {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // It is another user's, and there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** macOS: System Events presses keys for who has the accessibility permission; the system asks for it. */
export const macCommands: SystemCommands = {
  front: async (run: RunCommand) => {
    const front = await run({ file: '/usr/bin/lsappinfo', args: ['front'] })
    const serial = /ASN:[\w:-]+/.exec(front.output)?.[0]
    if (front.code !== 0 || serial === undefined) return null
    const args = ['info', '-only', 'name,pid', serial]
    return readAppInfo((await run({ file: '/usr/bin/lsappinfo', args })).output)
  },
  isThere: ({ id }) => isRunning(Number(id)),
  paste: ({ id }) => ({ file: '/usr/bin/osascript', args: ['-e', pasteScript, id] }),
  problemOf: ({ errors }: Ran): CopiedReason => {
    // Keystrokes (1002), assistive access (-25211 and -1719) and Apple events (-1743) are permissions each.
    if (/not allowed|not authori[sz]ed|assistive|\((?:1002|-1743|-25211)\)/i.test(errors)) return 'permission'
    return errors.includes('1001') ? 'not-in-front' : 'gone'
  },
}
