import { crc32, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rewriteDetails } from '../../../../../src/main/pictures/details/rewrite'
import { samplePng } from '../../../../e2e/helpers/pictures'
import { jpegWith, pngChunk, pngChunks, riffChunks, webpLossless, webpWith } from './files'

const words = {
  prompt: 'A fox & a <hen>\n狐と鶏 🦊',
  model: 'gpt-image-2',
  createdAt: Date.UTC(2026, 10, 22, 14, 5, 9),
  software: 'Parley 0.1.0',
}
const repeated = (piece: readonly number[]): Buffer => Buffer.alloc(40_000 * piece.length, Buffer.from(piece))
const riffOf = (body: Buffer): Buffer => {
  const head = Buffer.from('RIFF....WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return Buffer.concat([head, body])
}
/** A picture with restarts between its header and its scan, and the same without. */
const bareMarkers = (count: number) => {
  const start = Buffer.from([0xff, 0xd8])
  const rest = Buffer.from([0xff, 0xda, 0, 2, 1, 2, 0xff, 0xd0, 3, 0xff, 0, 4, 0xff, 0xd9])
  const frame = Buffer.from([0xff, 0xc0, 0, 3, 8])
  const bare = Buffer.alloc(2 * count, Buffer.from([0xff, 0xd0]))
  return {
    segments: Buffer.concat([start, frame, rest]),
    whole: Buffer.concat([start, frame, bare, rest]),
  }
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

describe('PNG', () => {
  it('keeps every chunk of the picture as it is, and takes out all that only tells of it', async () => {
    const picture = Buffer.from(await samplePng(1))
    const [header = Buffer.alloc(0), ...rest] = pngChunks(picture)
    const told = ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'caBX', 'dSIG', 'prVt'].map((type) =>
      pngChunk(type, Buffer.from('Secret\0place')),
    )
    const looks = ['gAMA', 'pHYs', 'iCCP', 'cICP'].map((type) => pngChunk(type, Buffer.from('looks')))
    const signature = picture.subarray(0, 8)
    const full = Buffer.concat([
      signature,
      header,
      ...told,
      ...looks,
      ...rest.slice(0, -1),
      ...told,
      ...rest.slice(-1),
      Buffer.from('Secret behind the end'),
    ])
    expect(rewriteDetails('png', full, null)).toEqual(Buffer.concat([signature, header, ...looks, ...rest]))
  })

  it('adds text in any script, which leaves the picture’s own chunks untouched', async () => {
    const picture = Buffer.from(await samplePng(2))
    const made = rewriteDetails('png', picture, words)
    const chunks = pngChunks(made)
    expect(chunks.filter((chunk) => chunk.toString('latin1', 4, 8) !== 'iTXt')).toEqual(pngChunks(picture))
    for (const chunk of chunks)
      expect(chunk.readUInt32BE(chunk.length - 4)).toBe(crc32(chunk.subarray(4, -4)))
    expect(text(made)).toContain(`Description\0\0\0\0\0${words.prompt}`)
    expect(text(made)).toContain('<xmp:CreateDate>2026-11-22T14:05:09Z</xmp:CreateDate>')
    expect(text(made)).toContain('A fox &#38; a &#60;hen&#62;\n狐と鶏 🦊')
  })

  it('packs a long prompt, and drops what no text may hold', async () => {
    const prompt = `${'é'.repeat(4_000)}\u0000\u0007\ud800`
    const made = rewriteDetails('png', await samplePng(3), { ...words, prompt })
    const chunk = pngChunks(made).find((each) => each.includes('Description\0'))
    const packed = chunk?.subarray(8 + 'Description'.length + 5, -4) ?? Buffer.alloc(0)
    expect(inflateSync(packed).toString()).toBe(`${'é'.repeat(4_000)}\ufffd`)
  })

  it('replaces its own words instead of heaping them up', async () => {
    const once = rewriteDetails('png', await samplePng(4), words)
    expect(rewriteDetails('png', once, words)).toEqual(once)
    expect(rewriteDetails('png', once, null)).toEqual(Buffer.from(await samplePng(4)))
  })
})

describe('JPEG', () => {
  it('takes out every segment that only tells of it, between scans, too, and what hangs behind it', () => {
    const { full, bare } = jpegWith({ orientation: 1 })
    expect(rewriteDetails('jpeg', full, null)).toEqual(bare)
  })

  it('keeps which way up it is, and nothing else of Exif', () => {
    const { full } = jpegWith({ orientation: 6 })
    const made = rewriteDetails('jpeg', full, null)
    expect(text(made)).toContain('Exif\0\0MM')
    expect(text(made)).not.toContain('Secret')
    expect(rewriteDetails('jpeg', made, null)).toEqual(made)
  })

  it('says more than fits one segment in several', () => {
    const { full, bare } = jpegWith({ orientation: 1 })
    const made = rewriteDetails('jpeg', full, { ...words, prompt: '画'.repeat(32_000) })
    expect(text(made)).toContain('HasExtendedXMP')
    expect(rewriteDetails('jpeg', made, null)).toEqual(bare)
  })
})

describe('WebP', () => {
  it('becomes an extended file where it was a plain one, with its size and transparency', () => {
    const made = rewriteDetails('webp', webpLossless(300, 200), words)
    const [header, picture, xmp] = riffChunks(made)
    expect([header?.type, picture?.type, xmp?.type]).toEqual(['VP8X', 'VP8L', 'XMP '])
    expect(header?.data).toEqual(Buffer.from([0x14, 0, 0, 0, 43, 1, 0, 199, 0, 0]))
    expect(made.readUInt32LE(4)).toBe(made.length - 8)
    expect(picture?.data).toEqual(riffChunks(webpLossless(300, 200))[0]?.data)
  })

  it('takes out what only tells of it, and says so in its header', () => {
    const made = rewriteDetails('webp', webpWith(['EXIF', 'XMP ', 'C2PA', 'ICCP']), null)
    expect(riffChunks(made).map(({ type }) => type)).toEqual(['VP8X', 'VP8L', 'ICCP'])
    expect((riffChunks(made)[0]?.data[0] ?? 0) & 0x0c).toBe(0)
    expect(text(made)).not.toContain('Secret')
  })
})

it.each(['png', 'jpeg', 'webp'] as const)(
  'whatever the bytes, a %s is rewritten or refused',
  async (format) => {
    const whole = {
      png: await samplePng(5),
      jpeg: jpegWith({ orientation: 6 }).full,
      webp: webpWith(['EXIF']),
    }
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.nat(whole[format].length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }))
        .map(([at, change]) => {
          const copy = new Uint8Array(whole[format])
          copy.set(change.subarray(0, copy.length - at), at)
          return copy
        }),
      fc.nat(whole[format].length).map((end) => whole[format].subarray(0, end)),
    )
    fc.assert(
      fc.property(bytes, (bytes) => {
        try {
          rewriteDetails(format, bytes, words)
        } catch (error) {
          expect(error).toMatchObject({ code: 'picture/unreadable' })
        }
      }),
      { numRuns: 500 },
    )
  },
)

describe('A hostile file of millions of pieces', () => {
  it('has its bare markers left out: outside a scan they say nothing', async () => {
    const { segments, whole } = bareMarkers(100_000)
    expect(rewriteDetails('jpeg', whole, null)).toEqual(segments)
  })

  it.each([
    [
      'jpeg',
      Buffer.concat([Buffer.from([0xff, 0xd8]), repeated([0xff, 0xdb, 0, 2]), Buffer.from([0xff, 0xd9])]),
    ],
    ['png', Buffer.concat([Buffer.alloc(8), repeated([...pngChunk('IDAT', Buffer.alloc(0))])])],
    ['webp', riffOf(repeated([...Buffer.from('ANMF', 'latin1'), 0, 0, 0, 0]))],
  ] as const)('of %s is refused before it is taken apart', (format, bytes) => {
    expect(() => rewriteDetails(format, bytes, null)).toThrow(/too many pieces/)
  })
})
