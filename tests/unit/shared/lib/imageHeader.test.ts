import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const bytes = (...pieces: (string | readonly number[])[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(
      pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece))),
    ),
  )

// Headers as encoders write them, cut off before the pixels.
const jpeg = bytes(
  [0xff, 0xd8, 0xff, 0xe0, 0, 16],
  'JFIF\0',
  [1, 1, 0, 0, 1, 0, 1, 0, 0],
  // A comment with something in it that looks like a frame header.
  [0xff, 0xfe, 0, 12, 0xff, 0xc0, 0, 17, 8, 9, 9, 9, 9, 3],
  // A quantisation table, of no interest.
  [0xff, 0xdb, 0, 4, 0, 0],
  // Padding, then a progressive frame: 300 high, 500 wide.
  [0xff, 0xff, 0xc2, 0, 17, 8, 1, 44, 1, 244, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1],
)
const lossyWebp = bytes(
  'RIFF',
  [0, 0, 0, 0],
  'WEBPVP8 ',
  [0, 0, 0, 0],
  [0, 0, 0],
  [0x9d, 1, 0x2a],
  [0x80, 2, 0xe0, 1],
)
const losslessWebp = bytes(
  'RIFF',
  [0, 0, 0, 0],
  'WEBPVP8L',
  [0, 0, 0, 0, 0x2f],
  [0x7f, 0xc2, 0x77, 0],
  [0, 0, 0, 0, 0],
)
const extendedWebp = bytes(
  'RIFF',
  [0, 0, 0, 0],
  'WEBPVP8X',
  [10, 0, 0, 0],
  [0, 0, 0, 0],
  [0x7f, 2, 0],
  [0xdf, 1, 0],
)
const png = bytes(
  [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
  [0, 0, 0, 13],
  'IHDR',
  [0, 0, 2, 128, 0, 0, 1, 224],
  [8, 6, 0, 0, 0, 1, 2, 3, 4],
)

const codeOf = (input: Uint8Array): string => {
  try {
    return readImageHeader(input).format
  } catch (error) {
    return error instanceof AppError ? error.code : `not expected: ${error}`
  }
}

describe('A picture is known by its own bytes', () => {
  test('type and size of each format', () => {
    expect(readImageHeader(png)).toEqual({ format: 'png', width: 640, height: 480 })
    expect(readImageHeader(jpeg)).toEqual({ format: 'jpeg', width: 500, height: 300 })
    expect(readImageHeader(lossyWebp)).toEqual({ format: 'webp', width: 640, height: 480 })
    expect(readImageHeader(losslessWebp)).toEqual({ format: 'webp', width: 640, height: 480 })
    expect(readImageHeader(extendedWebp)).toEqual({ format: 'webp', width: 640, height: 480 })
  })

  test('in whatever buffer they lie', () => {
    const inside = new Uint8Array([1, 2, 3, ...jpeg, 4]).subarray(3, 3 + jpeg.length)
    expect(readImageHeader(inside)).toEqual({ format: 'jpeg', width: 500, height: 300 })
  })

  test('anything cut short or changed is refused by name or still a picture, never a crash', () => {
    for (const whole of [png, jpeg, lossyWebp, losslessWebp, extendedWebp]) {
      for (let length = 0; length < whole.length; length += 1)
        expect(['picture/unreadable', readImageHeader(whole).format]).toContain(
          codeOf(whole.slice(0, length)),
        )
      fc.assert(
        fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
          const changed = whole.slice()
          changed[at] = value
          expect(['picture/unreadable', 'png', 'jpeg', 'webp']).toContain(codeOf(changed))
        }),
      )
    }
    fc.assert(fc.property(fc.uint8Array(), (noise) => codeOf(noise) === 'picture/unreadable'))
  })
})
