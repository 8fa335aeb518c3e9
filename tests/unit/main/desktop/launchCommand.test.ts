import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { launchCommand, shellLine } from '../../../../src/main/desktop/launchCommand'

const installed = {
  execPath: '/opt/Parley/parley',
  appImage: undefined,
  appFolder: null,
  userData: null,
  hasSandbox: true,
}

describe('the command of this Parley', () => {
  test('is its program and the word, where it is installed', () => {
    expect(shellLine(launchCommand(installed, '--quick'))).toBe('/opt/Parley/parley --quick')
  })

  test('is the AppImage itself, not where it happens to be unpacked', () => {
    expect(launchCommand({ ...installed, appImage: '/home/a/Parley.AppImage' }, '--quick')).toEqual([
      '/home/a/Parley.AppImage',
      '--quick',
    ])
  })

  test('names the folder, the profile and what root needs', () => {
    expect(
      launchCommand(
        { ...installed, appFolder: '/src/parley', userData: '/tmp/my profile', hasSandbox: false },
        '--quick',
      ),
    ).toEqual([
      '/opt/Parley/parley',
      '--no-sandbox',
      '/src/parley',
      '--user-data-dir=/tmp/my profile',
      '--quick',
    ])
  })

  test('comes out of a shell as it went in', () => {
    const words = [
      '/opt/my app/parley',
      "it's",
      '$HOME',
      '`id`',
      'a"b',
      'x;y',
      '--user-data-dir=/tmp/a b',
      '*',
      '',
    ]
    const script = `for word in ${shellLine(words)}; do printf '%s\\0' "$word"; done`
    expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(
      words,
    )
  })
})
