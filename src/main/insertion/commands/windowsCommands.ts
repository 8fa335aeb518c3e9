import { Buffer } from 'node:buffer'
import { type SystemCommands, unnamedFront } from './command'

const notInFront = 3

/**
 * Waits until the window that was in front before has the keys again, releases modifiers that are still held,
 * and presses Ctrl+V.
 */
const script = (ownProcessId: number): string => `$ErrorActionPreference = 'Stop'
Add-Type -Namespace Parley -Name Keys -MemberDefinition @'
[DllImport("user32.dll")] public static extern IntPtr GetForegroundWindow();
[DllImport("user32.dll")] public static extern uint GetWindowThreadProcessId(IntPtr window, out uint process);
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
foreach ($key in 0x10, 0x11, 0x12, 0x5B, 0x5C) { [Parley.Keys]::keybd_event($key, 0, 2, [UIntPtr]::Zero) }
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
  paste: () => ({
    file: `${systemRoot}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
    args: [
      '-NoProfile',
      '-NonInteractive',
      '-EncodedCommand',
      Buffer.from(script(ownProcessId), 'utf16le').toString('base64'),
    ],
  }),
  problemOf: ({ code }) => (code === notInFront ? 'not-in-front' : 'no-way'),
})
