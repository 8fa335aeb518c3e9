import { describe, expect, it } from 'vitest'
import { counted, formatBytes } from '../../../../src/renderer/ui/amounts'

describe('Amounts in words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_000, '1 kB'],
    [48_800, '48.8 kB'],
    [400_000, '400 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1 MB'],
    [5_000_000, '5 MB'],
    [12_345_678, '12.3 MB'],
    [3.4e9, '3.4 GB'],
    [2e12, '2 TB'],
    [5_400e12, '5,400 TB'],
  ])('%d bytes are %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words))

  it.each([
    [0, '0 messages'],
    [1, '1 message'],
    [1_200, '1,200 messages'],
  ])('counts %d', (amount, words) => expect(counted(amount, 'message', 'messages')).toBe(words))
})
