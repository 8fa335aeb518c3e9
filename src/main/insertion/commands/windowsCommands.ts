import { Buffer } from 'node:buffer'
import { type SystemCommands, unnamedFront } from './command'

const notInFront = 3
const terminalInFront = 4

/** Stops before a key is pressed, where a terminal has the keys. */
const unlessTerminal = `$class = New-Object System.Text.StringBuilder 256
[void][Parley.Keys]::GetClassName($window, $class, $class.Capacity)
$terminals = '^(ConsoleWindowClass|PseudoConsoleWindow|CASCADIA_HOSTING_WINDOW_CLASS|VirtualConsoleClass|mintty|PuTTY)$'
if ($class.ToString() -match $terminals) { exit ${terminalInFront} }
`

/**
 * Waits until the window that was in front before has the keys again, releases modifiers that are still held,
 * and presses Ctrl+V.
 */
const script = (ownProcessId: number, hasLines: boolean): string => `$ErrorActionPreference = 'Stop'
Add-Type -Namespace Parley -Name Keys -MemberDefinition @'
[DllImport("user32.dll")] public static extern IntPtr GetForegroundWindow();
[DllImport("user32.dll")] public static extern uint GetWindowThreadProcessId(IntPtr window, out uint process);
[DllImport("user32.dll", CharSet = CharSet.Unicode)] public static extern int GetClassName(IntPtr window, System.Text.StringBuilder name, int length);
[DllImport("user32.dll")] public static extern void keybd_event(byte key, byte scan, uint flags, UIntPtr extra);
'@
[uint32]$process = 0
for ($try = 0; $try -lt 40; $try++) {
  $window = [Parley.Keys]::GetForegroundWindow()
  [void][Parley.Keys]::GetWindowThreadProcessId($window, [ref]$process)
  if ($window -ne [IntPtr]::Zero -and $process -ne ${ownProcessId}) { break }
  Start-Sleep -Milliseconds 25
}
if ($window -eq [IntPtr]::Zero -or $process -eq ${ownProcessId}) { exit ${notInFront} }
${hasLines ? unlessTerminal : ''}foreach ($key in 0x10, 0x11, 0x12, 0x5B, 0x5C) { [Parley.Keys]::keybd_event($key, 0, 2, [UIntPtr]::Zero) }
[Parley.Keys]::keybd_event(0x11, 0, 0, [UIntPtr]::Zero)
[Parley.Keys]::keybd_event(0x56, 0, 0, [UIntPtr]::Zero)
[Parley.Keys]::keybd_event(0x56, 0, 2, [UIntPtr]::Zero)
[Parley.Keys]::keybd_event(0x11, 0, 2, [UIntPtr]::Zero)
`

/**
 * Windows: PowerShell calls the system's own functions. Which window is in front is not asked before: the
 * question would take longer than our window to come up, and Windows gives the keys back by itself.
 */
export const windowsCommands = (systemRoot: string, ownProcessId: number): SystemCommands => ({
  front: async () => unnamedFront,
  isThere: () => true,
  paste: (_target, hasLines) => ({
    file: `${systemRoot}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
    args: [
      '-NoProfile',
      '-NonInteractive',
      '-EncodedCommand',
      Buffer.from(script(ownProcessId, hasLines), 'utf16le').toString('base64'),
    ],
  }),
  problemOf: ({ code }) => {
    if (code === terminalInFront) return 'lines'
    return code === notInFront ? 'not-in-front' : 'no-way'
  },
})
