import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { HeldKeyEvent, HeldKeys } from './HeldKeys'

export interface KeyCommand {
  readonly command: string
  readonly args: readonly string[]
}

const isEvent = (line: string): line is HeldKeyEvent =>
  line === 'held' || line === 'released' || line === 'clear'

/** Keys by a program of the system's own, which writes events as lines and runs only while they are held. */
export class CommandKeys implements HeldKeys {
  constructor(private readonly how: KeyCommand) {}

  async *watch(signal: AbortSignal): AsyncGenerator<HeldKeyEvent> {
    const { command, args } = this.how
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true })
    const end = () => void child.kill()
    signal.addEventListener('abort', end, { once: true })
    try {
      await once(child, 'spawn')
      let isClear = false
      for await (const line of createInterface({ input: child.stdout })) {
        const word = line.trim()
        if (!isEvent(word)) continue
        isClear = word === 'clear'
        yield word
        if (isClear) return
      }
      if (!isClear && !signal.aborted) throw new Error(`${command} did not tell when the keys came up`)
    } finally {
      signal.removeEventListener('abort', end)
      end()
    }
  }
}

/*
 * Both scripts look at every key at first, and then at those that were down, every 20 ms: the rule of
 * `followKeys`. They end by themselves should Parley be gone.
 */

/** What osascript runs: 1 is the state of the keys themselves, whichever program they are for. */
const macScript = `
ObjC.import('CoreGraphics')
ObjC.import('Foundation')
const out = $.NSFileHandle.fileHandleWithStandardOutput
const say = (word) => out.writeData($(word + '\\n').dataUsingEncoding($.NSUTF8StringEncoding))
const isDown = (key) => $.CGEventSourceKeyState(1, key)
let down = Array.from({ length: 128 }, (_, key) => key).filter(isDown)
const count = down.length
if (count > 0) say('held')
let isReleased = false
for (let looks = 0; down.length > 0 && looks < 60000; looks++) {
  delay(0.02)
  down = down.filter(isDown)
  if (isReleased || down.length === count) continue
  isReleased = true
  say('released')
}
if (!isReleased) say('released')
say('clear')
`

export const macKeys: KeyCommand = {
  command: '/usr/bin/osascript',
  args: ['-l', 'JavaScript', '-e', macScript],
}

/** Below 8 are the buttons of the mouse. */
const windowsScript = `
$keys = Add-Type -PassThru -Namespace Parley -Name Keys -MemberDefinition '[DllImport("user32.dll")] public static extern short GetAsyncKeyState(int key);'
$down = @(8..254 | Where-Object { $keys::GetAsyncKeyState($_) -lt 0 })
$count = $down.Count
if ($count -gt 0) { [Console]::Out.WriteLine('held') }
$isReleased = $false
for ($looks = 0; $down.Count -gt 0 -and $looks -lt 60000; $looks++) {
  Start-Sleep -Milliseconds 20
  $down = @($down | Where-Object { $keys::GetAsyncKeyState($_) -lt 0 })
  if (-not $isReleased -and $down.Count -lt $count) { $isReleased = $true; [Console]::Out.WriteLine('released') }
}
if (-not $isReleased) { [Console]::Out.WriteLine('released') }
[Console]::Out.WriteLine('clear')
`

/** Encoded, so that no shell reads the script on its way. */
export const windowsKeys: KeyCommand = {
  command: 'powershell.exe',
  args: [
    '-NoProfile',
    '-NonInteractive',
    '-WindowStyle',
    'Hidden',
    '-EncodedCommand',
    Buffer.from(windowsScript, 'utf16le').toString('base64'),
  ],
}
