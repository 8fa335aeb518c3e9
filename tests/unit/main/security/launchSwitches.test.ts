import { expect, it } from 'vitest'
import { refusedSwitches } from '../../../../src/main/security/launchSwitches'

it.each([
  '--remote-debugging-port=9222',
  '--remote-debugging-port',
  '--remote-debugging-pipe',
  '-remote-debugging-port=0',
  '--REMOTE-DEBUGGING-PORT=0',
  '/remote-debugging-port=0',
  '--remote-debugging-address=0.0.0.0',
  '--remote-allow-origins=*',
  '--inspect',
  '--inspect=0.0.0.0:9229',
  '--inspect-brk',
  '--inspect-brk-node=1',
  '--inspect-port=1',
  '--inspect-publish-uid=http',
  '--wait-for-debugger-children',
  '--renderer-cmd-prefix=/tmp/evil',
  '--utility-cmd-prefix=/tmp/evil',
  '--gpu-launcher=/tmp/evil',
  '--browser-subprocess-path=/tmp/evil',
  '--disable-web-security',
  '--js-flags=--allow-natives-syntax',
  '--load-extension=/tmp/evil',
])('%s is refused', (word) => {
  const name = `--${word
    .replace(/^[-/]+/, '')
    .replace(/=.*$/, '')
    .toLowerCase()}`
  expect(refusedSwitches(['/opt/Parley/parley', '--hidden', word])).toEqual([name])
})

it('lets everything pass that users and desktops start it with', () => {
  const words = [
    '--hidden',
    '--quick',
    '--user-data-dir=/tmp/inspect',
    '--no-sandbox',
    '--enable-features=UseOzonePlatform',
    '--ozone-platform-hint=auto',
    '--lang=de',
    '--force-device-scale-factor=2',
    'parley://ask?text=--inspect',
    '/home/me/inspect',
    'remote-debugging-port',
  ]
  expect(refusedSwitches(['/opt/inspect', ...words])).toEqual([])
})

it('takes nothing behind a double dash for a switch', () => {
  expect(refusedSwitches(['parley', '--', '--inspect'])).toEqual([])
})
