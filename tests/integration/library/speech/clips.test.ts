import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { applyAllRetention, conversation, libraryPlace, question } from '../helpers'

const place = libraryPlace()
const hour = 3_600_000
const id = (letter: string) => letter.repeat(64)
const clip = (letter: string, messageId: string | null = 'm') => ({
  id: id(letter),
  text: `Sentence ${letter}.`,
  voice: 'onyx',
  format: 'ogg' as const,
  durationMs: 1_000,
  messageId,
})
const bytes = (length: number) => new Uint8Array(length).fill(7)
const limitBytes = 1_000_000

const open = () => {
  let now = 1_000_000
  const library = place.open({ now: () => now })
  library.addMessages({
    conversation: conversation('c', { leafId: 'm' }),
    messages: [question('m', 'One.'), question('n', 'Two.')],
  })
  return {
    library,
    pass: (ms: number) => {
      now += ms
    },
  }
}
const file = (letter: string) => join(place.folder, 'speech', `${id(letter)}.ogg`)

describe('speech that is kept', () => {
  test('is a file named by its hash, and is found again', () => {
    const { library } = open()
    library.keepSpeechClip({ clip: clip('a'), bytes: bytes(10), limitBytes })
    expect(library.findSpeechClip({ ids: [id('b'), id('a')], messageId: 'm' })).toEqual({
      clip: { id: id('a'), voice: 'onyx', format: 'ogg', byteLength: 10, durationMs: 1_000 },
      missing: 0,
    })
    expect(readFileSync(file('a'))).toHaveLength(10)
    expect(library.sumSpeechClips()).toEqual({ count: 1, byteLength: 10 })
  })

  test('where it no longer fits, what was not heard for longest goes', () => {
    const { library, pass } = open()
    for (const letter of ['a', 'b', 'c']) {
      library.keepSpeechClip({ clip: clip(letter), bytes: bytes(100), limitBytes: 300 })
      pass(1)
    }
    library.findSpeechClip({ ids: [id('a')], messageId: 'm' })
    pass(1)
    library.keepSpeechClip({ clip: clip('d'), bytes: bytes(150), limitBytes: 300 })
    expect(['a', 'b', 'c', 'd'].map((letter) => existsSync(file(letter)))).toEqual([true, false, false, true])
    expect(library.sumSpeechClips()).toEqual({ count: 2, byteLength: 250 })
  })

  test('a lower limit lets go at once, and none of all', () => {
    const { library, pass } = open()
    for (const letter of ['a', 'b']) {
      library.keepSpeechClip({ clip: clip(letter), bytes: bytes(100), limitBytes })
      pass(1)
    }
    expect(library.trimSpeechClips({ limitBytes: 150 })).toEqual({ freedBytes: 100 })
    expect(library.trimSpeechClips({ limitBytes: 0 })).toEqual({ freedBytes: 100 })
    expect([existsSync(file('a')), existsSync(file('b'))]).toEqual([false, false])
  })

  test('what is larger than all the room there is, is not kept', () => {
    const { library } = open()
    library.keepSpeechClip({ clip: clip('a'), bytes: bytes(100), limitBytes: 99 })
    expect(library.sumSpeechClips()).toEqual({ count: 0, byteLength: 0 })
  })

  test('a file that is gone is told once, and spoken anew after that', () => {
    const { library } = open()
    library.keepSpeechClip({ clip: clip('a'), bytes: bytes(100), limitBytes })
    rmSync(file('a'))
    expect(library.findSpeechClip({ ids: [id('a')], messageId: 'm' })).toEqual({ clip: null, missing: 1 })
    expect(library.findSpeechClip({ ids: [id('a')], messageId: 'm' })).toEqual({ clip: null, missing: 0 })
    library.keepSpeechClip({ clip: clip('a'), bytes: bytes(100), limitBytes })
    expect(library.findSpeechClip({ ids: [id('a')], messageId: 'm' }).clip?.id).toBe(id('a'))
  })

  test('a file that was cut short counts as gone', () => {
    const { library } = open()
    library.keepSpeechClip({ clip: clip('a'), bytes: bytes(100), limitBytes })
    rmSync(file('a'))
    library.keepSpeechClip({ clip: clip('b'), bytes: bytes(100), limitBytes })
    expect(library.findSpeechClip({ ids: [id('a'), id('b')], messageId: 'm' })).toMatchObject({
      clip: { id: id('b') },
      missing: 1,
    })
  })

  test('goes with the last message that it spoke', () => {
    const { library } = open()
    library.keepSpeechClip({ clip: clip('a', 'm'), bytes: bytes(100), limitBytes })
    library.keepSpeechClip({ clip: clip('b', 'm'), bytes: bytes(100), limitBytes })
    // Another message says the same sentence.
    library.findSpeechClip({ ids: [id('b')], messageId: 'n' })
    library.removeMessage({ id: 'm' })
    library.close()
    // After a restart the message does not come back; then an hour, in which nothing needs it.
    let now = Date.now() + 2 * hour
    const next = place.open({ now: () => now })
    while (next.maintain());
    applyAllRetention(next)
    now += 2 * hour
    applyAllRetention(next)
    expect(existsSync(file('a'))).toBe(false)
    expect(existsSync(file('b'))).toBe(true)
  })
})
