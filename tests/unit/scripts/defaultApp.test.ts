import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../scripts/defaultApp/arguments.js'

describe('the default app of the fallback Electron', () => {
  it.each([
    ['a folder', ['.'], '.'],
    ['a script', ['out/main/index.js', 'word'], 'out/main/index.js'],
    ['Chromium switches before it', ['--no-sandbox', '--user-data-dir=/tmp/a b', '/app', '--quick'], '/app'],
    ['the words after a bare --', ['--', '-odd-folder'], '-odd-folder'],
    ['nothing', ['--no-sandbox'], undefined],
  ])('finds its application: %s', (_case, words, application) => {
    expect(readArguments(words)).toEqual({ application, preloads: [], wantsVersion: false })
  })

  it('takes what Playwright passes', () => {
    const words = [
      '-r',
      '/pw/loader.js',
      '--no-sandbox',
      '--inspect=0',
      '--remote-debugging-port=0',
      '/app',
      '--x',
    ]
    expect(readArguments(words)).toEqual({
      application: '/app',
      preloads: ['/pw/loader.js'],
      wantsVersion: false,
    })
  })

  it('knows the long forms of -r', () => {
    expect(readArguments(['--require', 'a.js', '--require=b.js', '.']).preloads).toEqual(['a.js', 'b.js'])
  })

  it('answers --version only for itself, not for the application', () => {
    expect(readArguments(['--version']).wantsVersion).toBe(true)
    expect(readArguments(['.', '--version']).wantsVersion).toBe(false)
  })
})
