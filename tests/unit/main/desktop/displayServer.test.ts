import { describe, expect, test } from 'vitest'
import { displayServerOf } from '../../../../src/main/desktop/displayServer'

const wayland = { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }
const on = (
  environment: Readonly<Record<string, string>>,
  electronVersion: string,
  switches: Readonly<Record<string, string>> = {},
  platform = 'linux',
) => displayServerOf({ platform, environment, electronVersion, switchValue: (name) => switches[name] ?? '' })

describe('who hands out keys', () => {
  test('on macOS and Windows the system itself', () => {
    expect(on({ WAYLAND_DISPLAY: 'wayland-0' }, '45.4.1', {}, 'darwin')).toBe('own')
    expect(on({}, '45.4.1', {}, 'win32')).toBe('own')
  })

  test('X11 in an X11 session, and where no session says anything', () => {
    expect(on({ XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' }, '45.4.1')).toBe('x11')
    expect(on({ DISPLAY: ':0' }, '33.2.1')).toBe('x11')
    expect(on({ XDG_SESSION_TYPE: 'tty', WAYLAND_DISPLAY: '' }, '45.4.1')).toBe('x11')
  })

  test('Electron follows a Wayland session from 38 on, and before only when told', () => {
    expect(on(wayland, '45.4.1')).toBe('wayland')
    expect(on(wayland, '33.2.1')).toBe('x11-in-wayland')
    expect(on({ ...wayland, ELECTRON_OZONE_PLATFORM_HINT: 'auto' }, '33.2.1')).toBe('wayland')
    expect(on({ ...wayland, ELECTRON_OZONE_PLATFORM_HINT: 'x11' }, '45.4.1')).toBe('wayland')
  })

  test('a switch wins', () => {
    expect(on(wayland, '45.4.1', { 'ozone-platform': 'x11' })).toBe('x11-in-wayland')
    expect(on(wayland, '33.2.1', { 'ozone-platform-hint': 'wayland' })).toBe('wayland')
    expect(on({ XDG_SESSION_TYPE: 'x11' }, '45.4.1', { 'ozone-platform-hint': 'auto' })).toBe('x11')
  })

  test('a session that names only its socket is Wayland, but Electron does not follow it', () => {
    expect(on({ WAYLAND_DISPLAY: 'wayland-1' }, '45.4.1')).toBe('x11-in-wayland')
  })
})
