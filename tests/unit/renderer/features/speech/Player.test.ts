import { AppError } from '@shared/ipc/errors'
import type { Utterance } from '@shared/ipc/speech'
import { describe, expect, test, vi } from 'vitest'
import { Player } from '../../../../../src/renderer/features/speech/Player'
import type { FetchAudio } from '../../../../../src/renderer/features/speech/SentenceSound'
import { FakeSoundContext, settle } from './fakeSoundContext'

const rate = 1_000
const utterance = (index: number): Utterance => ({
  index,
  text: `Sentence ${index}.`,
  url: `app://parley/speech/${index}`,
  sampleRate: rate,
  voice: 'onyx',
  format: 'pcm',
  clipId: null,
})
async function* utterances(count: number): AsyncGenerator<Utterance> {
  for (let index = 0; index < count; index++) yield utterance(index)
}

/** Samples of one loudness, this many frames long. */
const level = (value: number, frames: number): Uint8Array =>
  new Uint8Array(new Int16Array(frames).fill(value * 1_000).buffer)

/**
 * Sound as runs of loudness (in thousandths of full scale) and their lengths in samples, without quiet ends.
 */
const runs = (heard: readonly number[]): [number, number][] => {
  const found: [number, number][] = []
  for (const sample of heard) {
    const value = Math.round(sample * 32.768)
    const last = found.at(-1)
    if (last?.[0] === value) last[1]++
    else found.push([value, 1])
  }
  while (found[0]?.[0] === 0) found.shift()
  while (found.at(-1)?.[0] === 0) found.pop()
  return found
}

/** A page's fetch whose chunks come when the test says so. */
class Tap {
  private readonly chunks: (Uint8Array | null)[] = []
  private wake: () => void = () => {}
  async push(...chunks: readonly (Uint8Array | null)[]): Promise<void> {
    this.chunks.push(...chunks)
    this.wake()
    await settle()
  }
  async *stream(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.chunks.shift()
      if (chunk === null || signal.aborted) return
      if (chunk) yield chunk
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
    }
  }
}

const setUp = (fetchAudio: FetchAudio) => {
  const contexts = [new FakeSoundContext(rate)]
  const fetched: string[] = []
  let devicesChanged = () => {}
  let isFirst = true
  const player = new Player({
    createContext: () => {
      if (!isFirst) contexts.unshift(new FakeSoundContext(rate))
      isFirst = false
      return contexts[0] as FakeSoundContext
    },
    fetchAudio: (url, signal) => {
      fetched.push(url.slice(url.lastIndexOf('/') + 1))
      return fetchAudio(url, signal)
    },
    decode: async (bytes) => Float32Array.from(new Int16Array(bytes.buffer), (value) => value / 0x8000),
    watchDevices: (_context, onChange) => {
      devicesChanged = onChange
      return () => {}
    },
  })
  return {
    context: contexts[0] as FakeSoundContext,
    contexts,
    player,
    fetched,
    devicesChanged: () => devicesChanged(),
  }
}

const sounds = (...levels: readonly Uint8Array[]): FetchAudio =>
  async function* (url) {
    const sound = levels[Number(url.slice(url.lastIndexOf('/') + 1))]
    if (!sound) throw new AppError('speech/unavailable')
    // Cut within samples, as a network does.
    for (let at = 0; at < sound.length; at += 33) yield sound.subarray(at, at + 33)
  }

const play = (
  player: Player,
  source: AsyncIterable<Utterance>,
  onSentence?: (utterance: Utterance) => void,
) => {
  const controller = new AbortController()
  const state = { isOver: false, failure: null as unknown }
  const done = player
    .play(source, { signal: controller.signal, ...(onSentence ? { onSentence } : {}) })
    .catch((error: unknown) => {
      state.failure = error
    })
    .finally(() => {
      state.isOver = true
    })
  return { controller, state, done }
}

describe('the player', () => {
  test('plays sentences whole, in order, with the gap between them and no other', async () => {
    const { context, player } = setUp(sounds(level(5, 700), level(7, 300), level(3, 40)))
    const { done } = play(player, utterances(3))
    await context.advance(3)
    await done
    expect(runs(context.heard)).toEqual([
      [5, 700],
      [0, 120],
      [7, 300],
      [0, 120],
      [3, 40],
    ])
  })

  test('says which sentence is heard when it begins', async () => {
    const { context, player } = setUp(sounds(level(5, 200), level(7, 300)))
    const begun: [number, number][] = []
    const { done } = play(player, utterances(2), ({ index }) =>
      begun.push([index, Math.round(context.currentTime * 1_000)]),
    )
    await context.advance(2)
    await done
    const first = context.heard.findIndex((sample) => sample !== 0)
    expect(begun).toEqual([
      [0, first + 1],
      [1, first + 200 + 120 + 1],
    ])
  })

  test('begins before a sentence is complete', async () => {
    const tap = new Tap()
    const { context, player } = setUp((_url, signal) => tap.stream(signal))
    play(player, utterances(1))
    await tap.push(level(5, 100))
    await context.advance(0.15)
    expect(runs(context.heard)).toEqual([[5, 70]])
  })

  test('a slow engine makes a pause, and nothing is lost or repeated', async () => {
    const tap = new Tap()
    const { context, player } = setUp((_url, signal) => tap.stream(signal))
    const { done } = play(player, utterances(1))
    await tap.push(level(5, 100))
    await context.advance(1)
    // Too little to go on with: it would run dry at once.
    await tap.push(level(6, 100))
    await context.advance(0.5)
    await tap.push(level(7, 200), null)
    await context.advance(2)
    await done
    expect(runs(context.heard).filter(([value]) => value !== 0)).toEqual([
      [5, 100],
      [6, 100],
      [7, 200],
    ])
    expect(runs(context.heard).filter(([value]) => value === 0)).toHaveLength(1)
  })

  test('the next sentence is fetched when this one is nearly over, not before', async () => {
    const { context, player, fetched } = setUp(sounds(level(5, 4_000), level(7, 300)))
    play(player, utterances(2))
    await context.advance(1)
    expect(fetched).toEqual(['0'])
    await context.advance(2)
    expect(fetched).toEqual(['0', '1'])
  })

  test('stop is heard within 20 ms, without a click, and ends the fetching', async () => {
    const tap = new Tap()
    let isTornDown = false
    const { context, player } = setUp((_url, signal) => {
      signal.addEventListener('abort', () => {
        isTornDown = true
      })
      return tap.stream(signal)
    })
    const { controller, state, done } = play(player, utterances(2))
    await tap.push(level(8, 2_000))
    await context.advance(0.5)
    controller.abort()
    await done
    const before = context.heard.length
    await context.advance(0.3)
    const after = context.heard.slice(before)
    const lastSound = after.findLastIndex((sample) => sample !== 0)
    expect(lastSound).toBeLessThan(20)
    expect(after.slice(0, 4).every((sample, index) => index === 0 || sample < (after[index - 1] ?? 0))).toBe(
      true,
    )
    expect({ isTornDown, failure: state.failure }).toEqual({ isTornDown: true, failure: null })
  })

  test('stop lets go of a text that is still being written', async () => {
    const { player } = setUp(sounds())
    const { controller, done } = play(
      player,
      (async function* () {
        await new Promise(() => {})
        yield utterance(0)
      })(),
    )
    controller.abort()
    await done
  })

  test('a new reading silences the old one', async () => {
    const { context, player } = setUp(sounds(level(5, 3_000), level(7, 200)))
    const first = play(player, utterances(1))
    await context.advance(0.5)
    const second = play(
      player,
      (async function* () {
        yield utterance(1)
      })(),
    )
    await first.done
    await context.advance(1)
    await second.done
    const loud = runs(context.heard).filter(([, frames]) => frames > 20)
    expect(loud.map(([value]) => value).filter(Boolean)).toEqual([5, 7])
  })

  test('pause is heard within 20 ms without a click, and resume goes on from there', async () => {
    const { context, player } = setUp(sounds(level(5, 500), level(7, 300)))
    const { done } = play(player, utterances(2))
    await context.advance(0.3)
    player.pause()
    await context.advance(1)
    const atPause = context.heard.length
    expect(context.state).toBe('suspended')
    expect(atPause).toBeLessThan(330)
    await context.advance(1)
    expect(context.heard).toHaveLength(atPause)
    player.resume()
    await context.advance(2)
    await done
    const heard = runs(context.heard)
    // Down to nothing within 5 ms, and on from the very sample.
    expect(heard.slice(1, 5).map(([, frames]) => frames)).toEqual([1, 1, 1, 1])
    const count = (least: number) =>
      heard.filter(([value]) => value >= least && value <= 5).reduce((sum, [, frames]) => sum + frames, 0)
    expect(count(1)).toBeGreaterThanOrEqual(500)
    expect(count(1)).toBeLessThan(510)
    expect(heard.slice(-2)).toEqual([
      [0, 120],
      [7, 300],
    ])
  })

  test('paused in the silence between two sentences, the next one follows', async () => {
    const { context, player } = setUp(sounds(level(5, 200), level(7, 300)))
    const begun: number[] = []
    const { done } = play(player, utterances(2), ({ index }) => begun.push(index))
    await context.advance(0.35)
    player.pause()
    await context.advance(1)
    player.resume()
    await context.advance(2)
    await done
    expect(runs(context.heard).filter(([value]) => value !== 0)).toEqual([
      [5, 200],
      [7, 300],
    ])
    expect(begun).toEqual([0, 1])
  })

  test('skipping goes on with the next sentence at once, and lets go of the one that is still coming', async () => {
    const tap = new Tap()
    let isTornDown = false
    const { context, player } = setUp((url, signal) => {
      if (url.endsWith('1')) return sounds(level(0, 0), level(7, 300))(url, signal)
      signal.addEventListener('abort', () => {
        isTornDown = true
      })
      return tap.stream(signal)
    })
    const begun: number[] = []
    const { done } = play(player, utterances(2), ({ index }) => begun.push(index))
    await tap.push(level(5, 1_000))
    await context.advance(0.3)
    player.skip()
    await context.advance(1)
    await done
    const heard = runs(context.heard)
    expect(heard[0]).toEqual([5, 221])
    expect(heard.at(-1)).toEqual([7, 300])
    expect(heard.at(-2)?.[1]).toBeLessThan(120)
    expect({ begun, isTornDown }).toEqual({ begun: [0, 1], isTornDown: true })
  })

  test('skipping the last sentence ends the reading; skipping what is not there yet does nothing', async () => {
    const { context, player } = setUp(sounds(level(5, 3_000)))
    let give: (value: IteratorResult<Utterance>) => void = () => {}
    const source: AsyncIterable<Utterance> = {
      [Symbol.asyncIterator]: () => {
        const given = utterances(1)
        let count = 0
        return {
          next: () =>
            count++ === 0
              ? given.next()
              : new Promise((resolve) => {
                  give = resolve
                }),
        }
      },
    }
    const { done, state } = play(player, source)
    await context.advance(0.3)
    player.skip()
    player.skip()
    await context.advance(0.2)
    expect(state.isOver).toBe(false)
    give({ value: undefined, done: true })
    await context.advance(1)
    await done
    expect(runs(context.heard)[0]).toEqual([5, 221])
  })

  test('twice the speed takes half the time, from where it was changed', async () => {
    const { context, player } = setUp(sounds(level(5, 2_000)))
    const { done } = play(player, utterances(1))
    await context.advance(0.58)
    player.setSpeed(2)
    await context.advance(3)
    await done
    const loud = context.heard.filter((sample) => sample > 0)
    // 0.53 s as it was, the other 1.47 s in half the time.
    expect(loud.length).toBeGreaterThan(530 + 735 - 15)
    expect(loud.length).toBeLessThan(530 + 735 + 15)
    // Not a sample of silence where it changed.
    expect(runs(context.heard).filter(([value]) => value === 0)).toEqual([])
  })

  test('another speed leaves the silence between sentences as it was', async () => {
    const { context, player } = setUp(sounds(level(5, 300), level(7, 300)))
    const { done } = play(player, utterances(2))
    await context.advance(0.41)
    player.setSpeed(1.5)
    await context.advance(2)
    await done
    expect(runs(context.heard)[1]).toEqual([0, 120])
  })

  test('a device that is gone is followed by the next one, from where it stood still', async () => {
    const { context, contexts, player, devicesChanged } = setUp(sounds(level(5, 600), level(7, 200)))
    const { done } = play(player, utterances(2))
    await context.advance(0.3)
    // The clock stands still from here on.
    devicesChanged()
    await vi.waitFor(() => expect(contexts).toHaveLength(2), { timeout: 10_000 })
    const [next] = contexts
    await vi.waitFor(() => expect(context.state).toBe('closed'), { timeout: 10_000 })
    await next?.advance(2)
    await done
    const before = runs(context.heard)
    const after = runs(next?.heard ?? [])
    expect((before[0]?.[1] ?? 0) + (after[0]?.[1] ?? 0)).toBeGreaterThanOrEqual(600)
    expect((before[0]?.[1] ?? 0) + (after[0]?.[1] ?? 0)).toBeLessThan(605)
    expect(after.slice(1)).toEqual([
      [0, 120],
      [7, 200],
    ])
  })

  test('a device that came or went beside the one that plays changes nothing', async () => {
    const { context, contexts, player, devicesChanged } = setUp(sounds(level(5, 600)))
    const { done } = play(player, utterances(1))
    await context.advance(0.3)
    devicesChanged()
    await context.advance(0.1)
    await new Promise((resolve) => setTimeout(resolve, 450))
    await context.advance(2)
    await done
    expect({ count: contexts.length, heard: runs(context.heard) }).toEqual({ count: 1, heard: [[5, 600]] })
  })

  test('a kept sentence is a file, decoded whole', async () => {
    const { context, player } = setUp(sounds(level(5, 300)))
    const kept = (async function* () {
      yield { ...utterance(0), format: 'file' as const }
    })()
    const { done } = play(player, kept)
    await context.advance(1)
    await done
    expect(runs(context.heard)).toEqual([[5, 300]])
  })

  test('only what came whole is given to be kept', async () => {
    const tap = new Tap()
    const { context, player } = setUp((url, signal) =>
      url.endsWith('0') ? sounds(level(5, 300))(url, signal) : tap.stream(signal),
    )
    const whole: [number, number][] = []
    const controller = new AbortController()
    const marked = (async function* () {
      for (const index of [0, 1]) yield { ...utterance(index), clipId: 'a' }
    })()
    const done = player.play(marked, {
      signal: controller.signal,
      onWhole: ({ index }, pcm) => whole.push([index, pcm.reduce((sum, { length }) => sum + length, 0)]),
    })
    await context.advance(0.3)
    await tap.push(level(7, 400))
    await context.advance(0.3)
    controller.abort()
    await done
    expect(whole).toEqual([[0, 600]])
  })

  test('a paused reading can be stopped', async () => {
    const { context, player } = setUp(sounds(level(5, 500)))
    const { controller, done } = play(player, utterances(1))
    await context.advance(0.3)
    player.pause()
    controller.abort()
    await done
    expect(context.state).toBe('suspended')
  })

  test('the sound device rests when nothing is to be heard', async () => {
    const { context, player } = setUp(sounds(level(5, 100)))
    const { done } = play(player, utterances(1))
    expect(context.state).toBe('running')
    await context.advance(1)
    await done
    await settle()
    expect(context.state).toBe('suspended')
  })

  test('what the device would drop when it rests is silence', async () => {
    const { context, player } = setUp(sounds(level(5, 100)))
    const { done } = play(player, utterances(1))
    await context.advance(2)
    await done
    const last = context.heard.findLastIndex((sample) => sample !== 0)
    expect(context.heard.length - last).toBeGreaterThan(200)
  })

  test('a sentence that cannot be fetched does not silence the others', async () => {
    const { context, player } = setUp(sounds(level(5, 100), new Uint8Array(0), level(7, 100)))
    const withGap = (async function* () {
      yield utterance(0)
      yield utterance(9)
      yield utterance(2)
    })()
    const { done, state } = play(player, withGap)
    await context.advance(2)
    await done
    expect(runs(context.heard).map(([value]) => value)).toEqual([5, 0, 7])
    expect(state.failure).toBeNull()
  })

  test('where no sentence can be fetched, that is said', async () => {
    const { context, player } = setUp(sounds())
    const { done, state } = play(player, utterances(2))
    await context.advance(0.1)
    await done
    expect(state.failure).toMatchObject({ code: 'speech/unavailable' })
  })

  test('a text that fails is heard as far as it came, then that is said', async () => {
    const { context, player } = setUp(sounds(level(5, 300)))
    const failing = (async function* () {
      yield utterance(0)
      throw new AppError('ipc/disconnected')
    })()
    const { done, state } = play(player, failing)
    await context.advance(2)
    await done
    expect(runs(context.heard)).toEqual([[5, 300]])
    expect(state.failure).toMatchObject({ code: 'ipc/disconnected' })
  })
})
