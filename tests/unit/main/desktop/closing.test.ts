import { expect, test } from 'vitest'
import { closingFor } from '../../../../src/main/desktop/closing'

test.each([
  ['linux', null, false, 'ask'],
  ['win32', null, false, 'ask'],
  ['linux', null, true, 'close'],
  ['linux', true, false, 'hide'],
  ['linux', true, true, 'hide'],
  ['win32', false, false, 'close'],
  ['linux', false, true, 'close'],
  ['darwin', null, false, 'close'],
  ['darwin', true, false, 'close'],
] as const)(
  'on %s, with %s chosen and the question open: %s, closing means %s',
  (platform, stay, isAsking, closing) => {
    expect(closingFor({ platform, stayWhenClosed: stay, isAsking })).toBe(closing)
  },
)
