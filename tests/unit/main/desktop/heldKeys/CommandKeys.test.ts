import { describe, expect, test } from 'vitest'
import { CommandKeys, macKeys, windowsKeys } from '../../../../../src/main/desktop/heldKeys/CommandKeys'
import { heldKeysFor } from '../../../../../src/main/desktop/heldKeys/heldKeysFor'
import { X11Keys } from '../../../../../src/main/desktop/heldKeys/X11Keys'

const node = (script: string) => new CommandKeys({ command: process.execPath, args: ['-e', script] })

const eventsOf = async (keys: CommandKeys, signal = new AbortController().signal) => {
  const told: string[] = []
  for await (const event of keys.watch(signal)) told.push(event)
  return told
}

describe('keys by a program of the system', () => {
  test('come as lines, of which strange ones are none', async () => {
    const script = "for (const line of ['held\\r', 'Loading', 'released', 'clear', 'held']) console.log(line)"
    expect(await eventsOf(node(script))).toEqual(['held', 'released', 'clear'])
  })

  test('fail where the program is not there, or ends early', async () => {
    await expect(eventsOf(new CommandKeys({ command: '/no/such/program', args: [] }))).rejects.toThrow(
      'ENOENT',
    )
    await expect(eventsOf(node("console.log('held')"))).rejects.toThrow('did not tell')
  })

  test('are no longer watched after an abort, and its program ends', async () => {
    const leaving = new AbortController()
    const told: string[] = []
    const script = "console.log('held'); setInterval(() => {}, 1000)"
    for await (const event of node(script).watch(leaving.signal)) {
      told.push(event)
      leaving.abort()
    }
    expect(told).toEqual(['held'])
  })
})

describe('the way to see keys', () => {
  test('is osascript on macOS, PowerShell on Windows, X itself on X11, and none on Wayland', () => {
    expect(heldKeysFor('darwin', 'own', {})).toBeInstanceOf(CommandKeys)
    expect(heldKeysFor('win32', 'own', {})).toBeInstanceOf(CommandKeys)
    expect(heldKeysFor('linux', 'x11', {})).toBeInstanceOf(X11Keys)
    expect(heldKeysFor('linux', 'wayland', {})).toBeNull()
  })

  test('reads the state of the keys themselves on macOS, in JavaScript', () => {
    expect(macKeys.args.slice(0, 3)).toEqual(['-l', 'JavaScript', '-e'])
    expect(macKeys.args[3]).toContain('$.CGEventSourceKeyState(1, key)')
    // What osascript reads is a program: it parses.
    expect(() => new Function(macKeys.args[3] ?? '')).not.toThrow()
  })

  test('reaches PowerShell encoded, without the user’s profile and without a window', () => {
    expect(windowsKeys.args.slice(0, -2)).toEqual(['-NoProfile', '-NonInteractive', '-WindowStyle', 'Hidden'])
    const script = Buffer.from(windowsKeys.args.at(-1) ?? '', 'base64').toString('utf16le')
    expect(script).toContain('GetAsyncKeyState')
    for (const word of ["'held'", "'released'", "'clear'"]) expect(script).toContain(word)
  })
})
