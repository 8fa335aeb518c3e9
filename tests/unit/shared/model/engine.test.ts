import { isReadableOnTheWay } from '@shared/model/engine'
import { expect, it } from 'vitest'

it.each([
  ['http://192.168.1.20:11434/v1', true],
  ['http://myserver.local/v1', true],
  ['HTTP://example.com', true],
  ['http://[fe80::1]:8080', true],
  ['http://localhost.example.com/v1', true],
  ['http://localhost:11434/v1', false],
  ['http://127.0.0.1:1234', false],
  ['http://[::1]:8080/v1', false],
  ['https://example.com/v1', false],
  ['http://', false],
  ['not an address', false],
])('says whether others can read what goes to %s', (address, isReadable) => {
  expect(isReadableOnTheWay(address)).toBe(isReadable)
})
