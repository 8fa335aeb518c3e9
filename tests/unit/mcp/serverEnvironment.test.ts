import { expect, test } from 'vitest'
import { serverEnvironment } from '../../../src/mcp/serverEnvironment'

test('surroundings go along; keys and the app’s own variables do not', () => {
  const ours = {
    HOME: '/home/ada',
    LANG: 'de_DE.UTF-8',
    LC_TIME: 'C',
    XDG_RUNTIME_DIR: '/run/user/1000',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
    https_proxy: 'http://proxy:8080',
    NODE_EXTRA_CA_CERTS: '/etc/own.pem',
    OPENAI_API_KEY: 'sk-secret',
    ANTHROPIC_API_KEY: 'secret',
    NODE_OPTIONS: '--inspect',
    LD_LIBRARY_PATH: '/tmp/.mount_app/usr/lib',
    ELECTRON_RUN_AS_NODE: '1',
  }
  expect(serverEnvironment(ours, '/usr/bin', { TOKEN: 'given' })).toEqual({
    HOME: '/home/ada',
    LANG: 'de_DE.UTF-8',
    LC_TIME: 'C',
    XDG_RUNTIME_DIR: '/run/user/1000',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus',
    https_proxy: 'http://proxy:8080',
    NODE_EXTRA_CA_CERTS: '/etc/own.pem',
    PATH: '/usr/bin',
    TOKEN: 'given',
  })
})

test('folders of an AppImage are left out of every list', () => {
  const ours = {
    APPDIR: '/tmp/.mount_app',
    APPIMAGE: '/home/ada/Parley.AppImage',
    XDG_DATA_DIRS: '/tmp/.mount_app/usr/share:/usr/share',
    XDG_CONFIG_DIRS: '/tmp/.mount_app/etc',
  }
  expect(serverEnvironment(ours, '/tmp/.mount_app/usr/bin:/usr/bin', {})).toEqual({
    XDG_DATA_DIRS: '/usr/share',
    PATH: '/usr/bin',
  })
})

test('a function that bash exported is no variable', () => {
  expect(serverEnvironment({ LANG: '() { :; }; echo hi' }, '/bin', {})).toEqual({ PATH: '/bin' })
})
