import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { cookieFor, displayAddress } from '../../../../../src/main/insertion/x11/display'

test.each([
  [':0', { host: '', number: 0 }],
  [':12.0', { host: '', number: 12 }],
  ['unix:1', { host: '', number: 1 }],
  ['localhost:10.0', { host: 'localhost', number: 10 }],
  ['', null],
  ['nonsense', null],
  [':0;rm', null],
])('the display %j is %o', (display, address) => {
  expect(displayAddress(display)).toEqual(address)
})

const row = (family: number, address: string, display: string, data: string, name = 'MIT-MAGIC-COOKIE-1') => {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(family)
  const field = (text: string) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(text.length)
    return Buffer.concat([length, Buffer.from(text, 'latin1')])
  }
  return Buffer.concat([head, field(address), field(display), field(name), field(data)])
}

test('the cookie is that of this host and display', () => {
  const file = Buffer.concat([
    row(256, 'here', '1', 'other display'),
    row(256, 'elsewhere', '0', 'other host'),
    row(256, 'here', '0', 'another kind', 'XDM-AUTHORIZATION-1'),
    row(256, 'here', '0', 'right'),
  ])
  const cookie = (number: number, bytes = file) => cookieFor(bytes, { host: '', number }, 'here')
  expect(cookie(0)?.data.toString()).toBe('right')
  expect(cookie(1)?.data.toString()).toBe('other display')
  expect(cookie(2)).toBeNull()
  // A row for any host, and a file that was cut off behind it.
  const any = Buffer.concat([row(65_535, '', '', 'any'), row(256, 'here', '0', 'cut').subarray(0, 12)])
  expect(cookie(0, any)?.data.toString()).toBe('any')
  expect(cookie(0, Buffer.alloc(0))).toBeNull()
})
