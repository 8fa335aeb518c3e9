import { describe, expect, it } from 'vitest'
import { requireScreen, rootSwitches } from '../../../scripts/lib/screen.mjs'

describe('npm start', () => {
  it('says what to do where there is no screen', () => {
    expect(() => requireScreen('npm start', 'linux', {})).toThrow(
      expect.objectContaining({ cure: expect.stringMatching(/ssh -X.*xvfb-run/s) }),
    )
  })

  it.each([
    ['X11', 'linux', { DISPLAY: ':0' }],
    ['Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }],
    ['macOS', 'darwin', {}],
    ['Windows', 'win32', {}],
  ] as const)('goes ahead on %s', (_where, platform, environment) => {
    expect(() => requireScreen('npm start', platform, environment)).not.toThrow()
  })

  it('gives up the sandbox for root on Linux only, since Chromium does not start there otherwise', () => {
    expect(rootSwitches('linux', 0)).toEqual(['--no-sandbox'])
    expect(rootSwitches('linux', 1000)).toEqual([])
    expect(rootSwitches('darwin', 0)).toEqual([])
    expect(rootSwitches('win32', undefined)).toEqual([])
  })
})
