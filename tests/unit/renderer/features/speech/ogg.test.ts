import { describe, expect, test } from 'vitest'
import { oggOpus } from '../../../../../src/renderer/features/speech/ogg'
import { encodeWav } from '../../../../../src/renderer/features/speech/wav'

interface Page {
  readonly flags: number
  readonly granule: number
  readonly number: number
  readonly packets: readonly number[]
}

/** Reads an Ogg file as a player does, checking each page's sum. */
const pagesOf = (file: Uint8Array): Page[] => {
  const pages: Page[] = []
  let at = 0
  while (at < file.length) {
    const view = new DataView(file.buffer, at)
    expect(Buffer.from(file.subarray(at, at + 4)).toString()).toBe('OggS')
    const lacing = [...file.subarray(at + 27, at + 27 + view.getUint8(26))]
    const length = 27 + lacing.length + lacing.reduce((sum, size) => sum + size, 0)
    const page = file.slice(at, at + length)
    const sum = view.getUint32(22, true)
    new DataView(page.buffer).setUint32(22, 0, true)
    expect(slowCrc(page)).toBe(sum)
    const packets: number[] = []
    let open = 0
    for (const size of lacing) {
      open += size
      if (size === 255) continue
      packets.push(open)
      open = 0
    }
    pages.push({
      flags: view.getUint8(5),
      granule: Number(view.getBigUint64(6, true)),
      number: view.getUint32(18, true),
      packets,
    })
    at += length
  }
  return pages
}

/** Bit by bit, as the specification says it. */
const slowCrc = (bytes: Uint8Array): number => {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  return crc >>> 0
}

const packet = (size: number) => ({ bytes: new Uint8Array(size).fill(size), samples: 960 })

describe('sound files', () => {
  test('an Ogg file has its two heads, its packets, and an end that cuts what the encoder added', () => {
    const packets = [100, 255, 510, 0, 700].map(packet)
    expect(pagesOf(oggOpus(packets, { length: 4_500, preSkip: 312 }))).toEqual([
      { flags: 2, granule: 0, number: 0, packets: [19] },
      { flags: 0, granule: 0, number: 1, packets: [22] },
      { flags: 4, granule: 4_812, number: 2, packets: [100, 255, 510, 0, 700] },
    ])
  })

  test('a long one has several pages, each with its place in time', () => {
    const packets = Array.from({ length: 600 }, () => packet(120))
    const pages = pagesOf(oggOpus(packets, { length: 570_000, preSkip: 312 })).slice(2)
    expect(pages.map(({ number }) => number)).toEqual([2, 3, 4])
    expect(pages.map((page) => page.packets.length)).toEqual([255, 255, 90])
    expect(pages.map(({ granule }) => granule)).toEqual([255 * 960, 510 * 960, 570_312])
    expect(pages.map(({ flags }) => flags)).toEqual([0, 0, 4])
  })

  test('a WAV says what it holds', () => {
    const file = Buffer.from(encodeWav(Float32Array.from([0, 1, -1, 2, 0.5]), 48_000))
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ')
    expect({ size: file.readUInt32LE(4), rate: file.readUInt32LE(24), data: file.readUInt32LE(40) }).toEqual({
      size: file.length - 8,
      rate: 48_000,
      data: 10,
    })
    expect([0, 1, 2, 3, 4].map((at) => file.readInt16LE(44 + at * 2))).toEqual([
      0, 32_767, -32_767, 32_767, 16_384,
    ])
  })
})
