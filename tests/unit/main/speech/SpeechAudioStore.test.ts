import { describe, expect, test } from 'vitest'
import { SpeechAudioStore } from '../../../../src/main/speech/SpeechAudioStore'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

const readAll = async (stream: ReadableStream<Uint8Array> | null): Promise<number[]> => {
  const values: number[] = []
  if (stream) for await (const chunk of stream) values.push(...chunk)
  return values
}

describe('audio on its way to a page', () => {
  test('what comes first can be heard before the rest is made', async () => {
    const store = new SpeechAudioStore()
    const audio = store.create()
    audio.write(bytes(1, 2))
    const reader = store.open(audio.id)?.getReader()
    expect((await reader?.read())?.value).toEqual(bytes(1, 2))
    const later = reader?.read()
    audio.write(bytes(3))
    expect((await later)?.value).toEqual(bytes(3))
    audio.end()
    expect((await reader?.read())?.done).toBe(true)
  })

  test('the same audio can be fetched again, whole', async () => {
    const store = new SpeechAudioStore()
    const audio = store.create()
    audio.write(bytes(1, 2))
    audio.write(bytes(3))
    audio.end()
    expect(await readAll(store.open(audio.id))).toEqual([1, 2, 3])
    expect(await readAll(store.open(audio.id))).toEqual([1, 2, 3])
  })

  test('its maker is notified once when it is first fetched', () => {
    const store = new SpeechAudioStore()
    let opened = 0
    const audio = store.create(() => {
      opened++
    })
    store.open(audio.id)
    store.open(audio.id)
    expect(opened).toBe(1)
  })

  test('a stranger gets nothing', () => {
    expect(new SpeechAudioStore().open('unknown')).toBeNull()
  })

  test('over the limit the oldest that was fetched goes first', () => {
    const store = new SpeechAudioStore(10)
    const [first, second, third] = [1, 2, 3].map(() => {
      const audio = store.create()
      audio.write(new Uint8Array(4))
      audio.end()
      if (store.byteLength === 8) store.open(audio.id)
      return audio
    })
    expect([first, second, third].map((audio) => store.open(audio?.id ?? '') !== null)).toEqual([
      true,
      false,
      true,
    ])
    expect(store.byteLength).toBe(8)
  })

  test('what is never fetched does not grow without bound', () => {
    const store = new SpeechAudioStore(10)
    for (let count = 0; count < 50; count++) {
      const audio = store.create()
      audio.write(new Uint8Array(4))
      audio.end()
    }
    expect(store.byteLength).toBeLessThanOrEqual(10)
  })

  test('audio that is being made is not removed', async () => {
    const store = new SpeechAudioStore(4)
    const audio = store.create()
    audio.write(new Uint8Array(8))
    const other = store.create()
    other.write(new Uint8Array(2))
    other.end()
    const reading = readAll(store.open(audio.id))
    audio.end()
    expect(await reading).toHaveLength(8)
  })

  test('who reads what is discarded gets its end', async () => {
    const store = new SpeechAudioStore()
    const audio = store.create()
    audio.write(bytes(1))
    const reading = readAll(store.open(audio.id))
    store.discard(audio.id)
    audio.write(bytes(2))
    expect(await reading).toEqual([1])
    expect(store.byteLength).toBe(0)
  })
})
