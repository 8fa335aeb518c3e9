import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autostartEntry, execLine, execOf, isEntryEnabled } from '../../../../src/main/desktop/desktopEntry'

/**
 * Reads a value of type string, then the command line in it, as the Desktop Entry Specification says desktops
 * do.
 */
const commandOf = (value: string): string[] => {
  const escapes: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' }
  const line = value.replace(/\\(.)/gs, (whole, letter: string) => escapes[letter] ?? whole)
  const command: string[] = []
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/gs)) {
    const quoted = match[1]?.replace(/\\(["`$\\])/g, '$1')
    command.push((quoted ?? match[2] ?? '').replaceAll('%%', '%'))
  }
  return command
}

describe('the Exec line', () => {
  it('leaves plain words as they are', () => {
    expect(execLine(['/opt/Parley/parley', '--user-data-dir=/home/me/x', '--hidden'])).toBe(
      '/opt/Parley/parley --user-data-dir=/home/me/x --hidden',
    )
  })

  it('quotes what the specification reserves', () => {
    expect(execLine(['/home/me/My Apps/parley'])).toBe('"/home/me/My Apps/parley"')
    expect(execLine(['/a%b'])).toBe('/a%%b')
    expect(execLine(['$HOME `x` "y"'])).toBe('"\\\\$HOME \\\\`x\\\\` \\\\"y\\\\""')
    expect(execLine(['C:\\x'])).toBe(String.raw`"C:\\\\x"`)
    expect(execLine([''])).toBe('""')
  })

  it('starts exactly this command, whatever is in it', () => {
    const word = fc.string({ unit: 'binary', maxLength: 20 })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (command) => {
        const line = execLine(command)
        expect(line).not.toMatch(/[\n\r]/)
        expect(commandOf(line)).toEqual(command)
      }),
    )
  })
})

it('makes an entry that a desktop starts', () => {
  const entry = autostartEntry(['/opt/Parley/parley', '--hidden'], '/opt/Parley/icon.png')
  expect(entry).toMatch(/^\[Desktop Entry\]\nType=Application\n/)
  expect(isEntryEnabled(entry)).toBe(true)
  expect(execOf(entry)).toBe('/opt/Parley/parley --hidden')
})

it.each([
  ['hidden by a desktop', '[Desktop Entry]\nExec=/a\nHidden=true\n'],
  ['switched off by GNOME', '[Desktop Entry]\nExec=/a\nX-GNOME-Autostart-enabled=false\n'],
  ['without a command', '[Desktop Entry]\nType=Application\n'],
  ['with its command in another group', '[Other]\nExec=/a\n'],
  ['empty', ''],
])('an entry %s starts nothing', (_what, text) => {
  expect(isEntryEnabled(text)).toBe(false)
})

it('reads an entry that another program has rewritten', () => {
  const text =
    '# by hand\r\n[Desktop Entry]\r\nHidden = false\r\nExec = /a b\r\n[Desktop Action x]\r\nExec=/c\r\n'
  expect(isEntryEnabled(text)).toBe(true)
  expect(execOf(text)).toBe('/a b')
})
