import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSpeechAudio } from '../../../../src/main/engines/speechAudio'

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const read = async (bytes: Uint8Array, type = '', sizes: readonly number[] = [7]) => {
  const { sampleRate, pcm } = await readSpeechAudio(chunksOf(bytes, sizes), type)
  const chunks: Uint8Array[] = []
  for await (const chunk of pcm) chunks.push(chunk)
  return { sampleRate, bytes: new Uint8Array(Buffer.concat(chunks)), chunks }
}

interface Wav {
  kind?: number
  channels?: number
  rate?: number
  bits?: number
  data: Uint8Array
  size?: number
  before?: Uint8Array
}
const wav = ({ kind = 1, channels = 1, rate = 22_050, bits = 16, data, size, before }: Wav): Uint8Array => {
  const format = Buffer.alloc(24)
  format.write('fmt ', 0, 'latin1')
  format.writeUInt32LE(16, 4)
  format.writeUInt16LE(kind, 8)
  format.writeUInt16LE(channels, 10)
  format.writeUInt32LE(rate, 12)
  format.writeUInt32LE((rate * channels * bits) / 8, 16)
  format.writeUInt16LE((channels * bits) / 8, 20)
  format.writeUInt16LE(bits, 22)
  const head = Buffer.alloc(8)
  head.write('data', 0, 'latin1')
  head.writeUInt32LE(size ?? data.length, 4)
  const riff = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1')
  return new Uint8Array(Buffer.concat([riff, before ?? Buffer.alloc(0), format, head, data]))
}
const samples = (...values: number[]): Uint8Array => new Uint8Array(Int16Array.from(values).buffer)

describe('speech as PCM', () => {
  it('keeps every sample however the network cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 2, maxLength: 400 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        async (bytes, sizes) => {
          fc.pre(!/^(ID3|RIFF|OggS|fLaC|....ftyp)/s.test(Buffer.from(bytes).toString('latin1')))
          const got = await read(bytes, 'audio/pcm', sizes)
          expect(got.bytes).toEqual(bytes.subarray(0, bytes.length - (bytes.length % 2)))
          expect(got.chunks.every((chunk) => chunk.length % 2 === 0)).toBe(true)
        },
      ),
    )
  })

  it.each([
    ['audio/pcm;rate=16000', 16_000],
    ['audio/L16; rate=48000; channels=1', 48_000],
    ['audio/pcm', 24_000],
    ['audio/pcm;rate=1', 24_000],
    ['', 24_000],
  ])('under %s is at %i Hz', async (type, rate) => {
    expect((await read(samples(1, 2), type)).sampleRate).toBe(rate)
  })

  it('under a wrong type is still read as what was asked for', async () => {
    expect((await read(samples(0, 5, -3), 'audio/mpeg')).bytes).toEqual(samples(0, 5, -3))
  })

  it('is not taken for MP3 because of quiet noise', async () => {
    expect((await read(samples(-1, -1, -1, -1))).bytes).toEqual(samples(-1, -1, -1, -1))
  })
})

describe('speech as WAV', () => {
  it('is unpacked whatever the type says', async () => {
    const got = await read(wav({ data: samples(1, -2, 3) }), 'audio/mpeg', [1])
    expect(got).toMatchObject({ sampleRate: 22_050, bytes: samples(1, -2, 3) })
  })

  it('may have other chunks first and after', async () => {
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1')
    const data = Buffer.concat([samples(1, 2), Buffer.from('LIST\x04\0\0\0abcd', 'latin1')])
    expect((await read(wav({ before: list, data, size: 4 }))).bytes).toEqual(samples(1, 2))
  })

  it.each([0, 0xffff_ffff])('may not know its own length (%i)', async (size) => {
    expect((await read(wav({ data: samples(1, 2, 3), size }))).bytes).toEqual(samples(1, 2, 3))
  })

  it('in stereo becomes mono', async () => {
    const got = await read(wav({ channels: 2, data: samples(100, 300, -100, -300) }), '', [3])
    expect(got.bytes).toEqual(samples(200, -200))
  })

  it('in floating point becomes 16 bits, clipped', async () => {
    const data = new Uint8Array(Float32Array.from([0, 0.5, -1, 3]).buffer)
    expect((await read(wav({ kind: 3, bits: 32, data }))).bytes).toEqual(samples(0, 16_384, -32_767, 32_767))
  })

  it.each([
    ['8 bits', { bits: 8 }],
    ['A-law', { kind: 6, bits: 8 }],
  ])('of %s is unsupported', async (_, fields) => {
    await expect(read(wav({ ...fields, data: samples(1) }))).rejects.toMatchObject({
      code: 'engine/unsupported',
    })
  })

  it('that is cut off before its sound is malformed', async () => {
    await expect(read(wav({ data: samples(1) }).subarray(0, 30))).rejects.toMatchObject({
      code: 'engine/malformed',
    })
  })
})

describe('speech that we cannot play', () => {
  it.each([
    ['ID3\x04\0\0\0\0\0\0\0\0', 'audio/mpeg', 'mp3'],
    ['\xff\xfb\x90\x64\0\0\0\0\0\0\0\0', '', 'mp3'],
    ['OggS\0\0\0\0\0\0\0\0', 'audio/pcm', 'ogg'],
    ['fLaC\0\0\0\0\0\0\0\0', '', 'flac'],
    ['\0\0\0\x20ftypM4A ', '', 'mp4'],
    ['\xff\xf1\x50\x80\0\0\0\0\0\0\0\0', 'audio/aac', 'aac'],
    ['{"error":"no voice"}', 'application/json', 'text'],
  ])('is recognised: %j', async (bytes, type, format) => {
    await expect(read(Buffer.from(bytes, 'latin1'), type)).rejects.toMatchObject({
      code: 'engine/unsupported',
      data: { what: 'speech', format },
    })
  })

  it('is malformed when there is none', async () => {
    await expect(read(new Uint8Array(0))).rejects.toMatchObject({ code: 'engine/malformed' })
  })

  it.each([0, 400_000_000])('is malformed at a rate of %i', async (rate) => {
    await expect(read(wav({ rate, data: samples(1, 2) }))).rejects.toMatchObject({ code: 'engine/malformed' })
  })
})
