import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSpeechAudio } from '../../../../src/main/engines/speechAudio'
import { ServerEventReader } from '../../../../src/main/engines/wire/eventStream'
import { toneMp3 } from '../../../fakes/toneMp3'

async function* readEvents(chunks: AsyncIterable<Uint8Array>) {
  const reader = new ServerEventReader()
  for await (const chunk of chunks) yield* reader.read(chunk)
  yield* reader.end()
}

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const read = async (bytes: Uint8Array, type = '', sizes: readonly number[] = [7]) => {
  const { sampleRate, pcm, isFile } = await readSpeechAudio(chunksOf(bytes, sizes), type, readEvents)
  const chunks: Uint8Array[] = []
  for await (const chunk of pcm) chunks.push(chunk)
  return { sampleRate, isFile, bytes: new Uint8Array(Buffer.concat(chunks)), chunks }
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
          fc.pre(
            !/^(ID3|RIFF|OggS|fLaC|....ftyp|\s*[{[<:]|data:|event:|\xff)/s.test(
              Buffer.from(bytes).toString('latin1'),
            ),
          )
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
    ['8 bits', { bits: 8, data: Uint8Array.from([128, 255, 0]) }, [0, 32_512, -32_768]],
    [
      '24 bits',
      { bits: 24, data: Uint8Array.from([0, 1, 0, 0, 0, 0x80, 0xff, 0xff, 0x7f]) },
      [1, -32_768, 32_767],
    ],
    [
      '32 bits',
      {
        bits: 32,
        data: new Uint8Array(Int32Array.from([65_536, -(2 ** 31)]).buffer),
      },
      [1, -32_768],
    ],
    [
      '64 bits in floating point',
      {
        kind: 3,
        bits: 64,
        data: new Uint8Array(Float64Array.from([0.5, Number.NaN]).buffer),
      },
      [16_384, 0],
    ],
    [
      'A-law',
      { kind: 6, bits: 8, data: Uint8Array.from([0xd5, 0x55, 0x2a, 0xaa]) },
      [8, -8, -32_256, 32_256],
    ],
    ['µ-law', { kind: 7, bits: 8, data: Uint8Array.from([0xff, 0x00, 0x80]) }, [0, -32_124, 32_124]],
  ] as const)('of %s becomes 16 bits', async (_, fields, values) => {
    expect((await read(wav(fields), '', [1])).bytes).toEqual(samples(...values))
  })

  it('says its kind further on where it is an extensible one', async () => {
    const plain = wav({ kind: 0xfffe, bits: 24, data: Uint8Array.from([0, 1, 0]) })
    const more = Buffer.alloc(24)
    more.writeUInt16LE(22, 0)
    more.writeUInt16LE(24, 2)
    more.writeUInt16LE(1, 8)
    const bytes = Buffer.concat([plain.subarray(0, 36), more, plain.subarray(36)])
    bytes.writeUInt32LE(40, 16)
    expect((await read(new Uint8Array(bytes), '', [5])).bytes).toEqual(samples(1))
  })

  it.each([0, 0xffff_ffff, 4, 1_000])(
    'may be several in a row, each of %i bytes by its own word',
    async (size) => {
      const bytes = Buffer.concat([1, 2, 3].map((n) => wav({ data: samples(n, n), size })))
      for (const sizes of [[1], [3], [48], [1_000]])
        expect((await read(bytes, '', sizes)).bytes).toEqual(samples(1, 1, 2, 2, 3, 3))
    },
  )

  it('goes on after the sound that it told of where no chunk follows', async () => {
    const bytes = wav({ data: samples(...Array.from({ length: 20 }, (_, index) => index - 10)), size: 4 })
    expect((await read(bytes)).bytes).toEqual(
      samples(...Array.from({ length: 20 }, (_, index) => index - 10)),
    )
  })

  it('is played at the rate of the first where the next is at another', async () => {
    const bytes = Buffer.concat([
      wav({ rate: 16_000, data: samples(5) }),
      wav({ rate: 8_000, data: samples(1, 2) }),
    ])
    const got = await read(bytes, '', [1_000])
    expect(got).toMatchObject({ sampleRate: 16_000, bytes: samples(5, 1, 1, 2, 2) })
  })

  it('comes before all of it is there', async () => {
    let sendRest = () => {}
    const rest = new Promise<void>((resolve) => {
      sendRest = resolve
    })
    const whole = wav({ data: samples(...Array.from({ length: 100 }, (_, index) => index)) })
    async function* slowly() {
      yield whole.subarray(0, 144)
      await rest
      yield whole.subarray(144)
    }
    const { pcm } = await readSpeechAudio(slowly(), '', readEvents)
    const chunks = pcm[Symbol.asyncIterator]()
    const first = (await chunks.next()).value as Uint8Array
    expect(first.length).toBeGreaterThan(70)
    sendRest()
    let length = first.length
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) length += next.value.length
    expect(length).toBe(200)
  })

  it('of a kind that is not known is unsupported', async () => {
    await expect(read(wav({ kind: 17, bits: 4, data: samples(1) }))).rejects.toMatchObject({
      code: 'engine/unsupported',
    })
  })

  it('that is cut off before its sound is malformed', async () => {
    await expect(read(wav({ data: samples(1) }).subarray(0, 30))).rejects.toMatchObject({
      code: 'engine/malformed',
    })
  })
})

const text = (words: string): Uint8Array => new Uint8Array(Buffer.from(words))
const mp3Frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413)])
const aacFrame = Buffer.concat([Buffer.from([0xff, 0xf1, 0x50, 0x80, 0x02, 0x00, 0xfc]), Buffer.alloc(9)])
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

describe('speech as a compressed file', () => {
  it.each([
    ['MP3 with its title', Buffer.from('ID3\x04\0\0\0\0\0\0\0\0', 'latin1'), 'audio/pcm'],
    ['MP3', Buffer.concat([mp3Frame, mp3Frame]), 'application/octet-stream'],
    ['MP3 at a low rate', toneMp3(), 'audio/pcm'],
    ['AAC', Buffer.concat([aacFrame, aacFrame]), 'audio/pcm'],
    ['Ogg', Buffer.from('OggS\0\0\0\0\0\0\0\0', 'latin1'), 'audio/pcm'],
    ['FLAC', Buffer.from('fLaC\0\0\0\0\0\0\0\0', 'latin1'), ''],
    ['MP4', Buffer.from('\0\0\0\x20ftypM4A ', 'latin1'), 'audio/wav'],
    [
      'MP3 in JSON',
      text(JSON.stringify({ audio: { data: base64(Buffer.concat([mp3Frame, mp3Frame])) } })),
      '',
    ],
  ])('is given whole for a page to decode: %s', async (what, bytes, type) => {
    const got = await read(new Uint8Array(bytes), type, [5])
    expect(got).toMatchObject({ isFile: true, chunks: { length: 1 } })
    if (what !== 'MP3 in JSON') expect(got.bytes).toEqual(new Uint8Array(bytes))
  })

  it('samples that begin like one are still samples', async () => {
    const bytes = new Uint8Array(Buffer.concat([mp3Frame, Buffer.alloc(600, 1)]))
    expect(await read(bytes, 'audio/mpeg')).toMatchObject({ isFile: false })
  })
})

describe('speech inside of JSON', () => {
  const sound = samples(1, 2, 3, 4, 5, 6, 7, 8)
  const half = base64(sound)
  it.each([
    ['a field', JSON.stringify({ audio: half, status: 'ok', message: 'Done' })],
    ['over several lines', JSON.stringify({ data: { audio: half } }, null, 2)],
    ['a data URL', JSON.stringify({ audio: `data:audio/pcm;base64,${half}` })],
    ['hexadecimals', JSON.stringify({ data: { audio: Buffer.from(sound).toString('hex'), status: 2 } })],
    ['a WAV', JSON.stringify({ audioContent: base64(wav({ data: sound })) })],
    [
      'OpenAI’s events',
      `data: {"type":"speech.audio.delta","audio":"${half}"}\n\ndata: {"type":"speech.audio.done"}\n\n`,
    ],
    ['lines', `{"audio":"${half}"}\n{"done":true}\n`],
  ])('%s', async (_what, body) => {
    expect((await read(text(body), 'audio/mpeg')).bytes).toEqual(sound)
  })

  it('of several pieces is one sound, also where each is a WAV', async () => {
    const piece = base64(wav({ data: sound }))
    const body = `{"audio":"${piece}"}\n{"audio":"${piece}"}\n`
    expect((await read(text(body))).bytes).toEqual(new Uint8Array(Buffer.concat([sound, sound])))
  })

  it('is at the rate that stands beside it', async () => {
    expect(await read(text(JSON.stringify({ sample_rate: 16_000, audio: half })))).toMatchObject({
      sampleRate: 16_000,
    })
  })

  it.each([
    '{"audio":{"url":"https://example.com/1.mp3"}}',
    '{}',
    'Internal error',
    'data: {"done":true}\n\n',
  ])('is none in %s', async (body) => {
    await expect(read(text(body))).rejects.toMatchObject({ code: 'engine/malformed' })
  })
})

describe('speech that is none', () => {
  it('is malformed when there is none', async () => {
    await expect(read(new Uint8Array(0))).rejects.toMatchObject({ code: 'engine/malformed' })
  })

  it.each([0, 400_000_000])('is malformed at a rate of %i', async (rate) => {
    await expect(read(wav({ rate, data: samples(1, 2) }))).rejects.toMatchObject({ code: 'engine/malformed' })
  })
})
