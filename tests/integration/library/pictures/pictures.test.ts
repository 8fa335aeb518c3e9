import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { Part } from '@shared/model/message'
import { describe, expect, test } from 'vitest'
import {
  applyAllRetention,
  conversation,
  isOnDisk,
  libraryPlace,
  maintainAll,
  newPicture,
  picturesIn,
  png,
  question,
} from '../helpers'

const place = libraryPlace()

const shows = (pictureId: string): Part[] => [
  { type: 'picture', prompt: 'a kite', pictureId, width: 8, height: 8 },
]
const pictureFiles = () =>
  existsSync(join(place.folder, 'pictures')) ? readdirSync(join(place.folder, 'pictures')) : []

describe('A picture', () => {
  test('is kept once, bit for bit, under the name of its content, with what it was made from', () => {
    const library = place.open({ now: () => 77 })
    const bytes = png(640, 480)
    const picture = library.addPicture(newPicture(bytes))
    const id = createHash('sha256').update(bytes).digest('hex')
    expect(picture).toEqual({
      id,
      format: 'png',
      byteLength: bytes.byteLength,
      width: 640,
      height: 480,
      prompt: 'a kite',
      model: 'painter',
      costUsd: 0.04,
      createdAt: 77,
      messageId: null,
      conversationId: null,
      parentId: null,
    })
    expect(library.getPicture({ id })).toEqual(picture)
    expect(library.addPicture(newPicture(bytes, 'another prompt'))).toEqual(picture)
    expect(pictureFiles()).toEqual([`${id}.png`])
    expect(new Uint8Array(readFileSync(join(place.folder, 'pictures', `${id}.png`)))).toEqual(bytes)
  })

  test('whose file was lost is whole again when the same bytes come', () => {
    const library = place.open()
    const bytes = png(8, 8)
    const { id } = library.addPicture(newPicture(bytes))
    rmSync(join(place.folder, 'pictures', `${id}.png`))
    library.addPicture(newPicture(bytes))
    expect(pictureFiles()).toEqual([`${id}.png`])
  })

  test('that is none is refused and leaves nothing behind', () => {
    const library = place.open()
    const refused = [
      new Uint8Array(),
      new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      new TextEncoder().encode('GIF89a rubbish rubbish rubbish rubbish rubbish'),
      new Uint8Array(1_000).fill(7),
      png(0, 10),
      png(20_000, 20_000),
      png(8, 8).slice(0, 20),
    ]
    for (const bytes of refused) {
      let code = ''
      try {
        library.addPicture(newPicture(bytes))
      } catch (error) {
        code = error instanceof AppError ? error.code : ''
      }
      expect(code).toBe('picture/unreadable')
    }
    expect(pictureFiles()).toEqual([])
    expect(picturesIn(library)).toEqual([])
  })
})

describe('Deleted chats still on disk', () => {
  test('a deleted conversation is gone from every file, with its words in the index, and its pictures an hour later', () => {
    // Files have the real time: behind this one.
    let now = Date.now() + 60_000
    const library = place.open({ now: () => now })
    const kept = library.addPicture(newPicture(png(8, 8, 1), 'shared'))
    const lost = library.addPicture(newPicture(png(8, 8, 2), 'canaryprompt', 'c'))
    const orphan = library.addPicture(newPicture(png(8, 8, 3), 'never shown', 'c'))
    library.addMessages({
      conversation: conversation('c', { title: 'canarytitle' }),
      messages: [
        question('q', 'canaryword in a sentence with other words'),
        question('p', '', { parts: [...shows(kept.id), ...shows(lost.id)] }),
      ],
    })
    library.addMessages({
      conversation: conversation('d', { title: 'Stays' }),
      messages: [question('r', 'these words stay', { conversationId: 'd', parts: shows(kept.id) })],
    })
    expect(isOnDisk(place.folder, 'canaryword')).toBe(true)
    library.deleteConversation({ id: 'c' })
    maintainAll(library)
    for (const word of ['canaryword', 'canarytitle'])
      expect([word, isOnDisk(place.folder, word)]).toEqual([word, false])
    applyAllRetention(library)
    expect(picturesIn(library).map(({ id }) => id)).toEqual([kept.id])
    now += 60 * 60_000
    applyAllRetention(library)
    maintainAll(library)
    expect(isOnDisk(place.folder, 'canaryprompt')).toBe(false)
    expect(pictureFiles()).toEqual([`${kept.id}.png`])
    expect(library.getPicture({ id: lost.id })).toBeNull()
    expect(library.getPicture({ id: orphan.id })).toBeNull()
    expect(library.search({ query: 'canaryword', limit: 5 }).hits).toEqual([])
    expect(library.loadMessages({ ids: ['q', 'p'] })).toEqual([])
    // A second time is no failure.
    library.deleteConversation({ id: 'c' })
  })

  test('what a deletion left to maintain up when the app ended is tidied at the next start', () => {
    const first = place.open()
    first.addMessages({ conversation: conversation('c'), messages: [question('q', 'canaryword')] })
    first.addMessages({
      conversation: conversation('d'),
      messages: [question('r', 'other words', { conversationId: 'd' })],
    })
    first.deleteConversation({ id: 'c' })
    first.close()
    const second = place.open()
    maintainAll(second)
    expect(isOnDisk(place.folder, 'canaryword')).toBe(false)
    expect(second.search({ query: 'other', limit: 5 }).hits).toHaveLength(1)
  })

  test('the file shrinks by what was deleted', () => {
    const library = place.open()
    const text = Array.from({ length: 60_000 }, (_, index) => `w${index}`).join(' ')
    library.addMessages({ conversation: conversation('c'), messages: [question('q', text)] })
    library.close()
    const sizeOf = () => readFileSync(join(place.folder, 'library.db')).byteLength
    const before = sizeOf()
    const again = place.open()
    again.deleteConversation({ id: 'c' })
    maintainAll(again)
    again.close()
    expect(sizeOf()).toBeLessThan(before / 4)
  })
})

describe('What a picture is from', () => {
  test('is told both ways, the first one first, and ends where a line bites its tail', () => {
    const library = place.open()
    const [first, second, third] = [1, 2, 3].map((salt) => png(8, 8, salt))
    if (!first || !second || !third) throw new Error('No pictures')
    const one = library.addPicture(newPicture(first))
    const two = library.addPicture({ ...newPicture(second), parentId: one.id })
    const three = library.addPicture({ ...newPicture(third), parentId: two.id })
    const ids = (pictures: readonly { id: string }[]) => pictures.map(({ id }) => id)
    const line = library.pictureLineage({ id: three.id })
    expect([ids(line.before), ids(line.after)]).toEqual([[one.id, two.id], []])
    expect(ids(library.pictureLineage({ id: one.id }).after)).toEqual([two.id])
    const loop = library.addPicture({ ...newPicture(png(8, 8, 4)), parentId: 'b'.repeat(64) })
    expect(ids(library.pictureLineage({ id: loop.id }).before)).toEqual([])
  })
})

test('The last price is that of a picture like it, newest first; of no other size, quality or model', () => {
  let now = 0
  const library = place.open({ now: () => now })
  const add = (costUsd: number | null, details: { size: string; quality?: 'high' }) => {
    now += 1
    library.addPicture({ ...newPicture(png(8, 8, now)), costUsd, details })
  }
  add(0.1, { size: '1024x1024' })
  add(0.2, { size: '1024x1024' })
  add(null, { size: '1024x1024' })
  add(0.9, { size: '1024x1024', quality: 'high' })
  add(0.5, { size: '1536x1024' })
  const like = { model: 'painter', size: '1024x1024', quality: null }
  expect(library.lastPictureCost(like)).toBe(0.2)
  expect(library.lastPictureCost({ ...like, quality: 'high' })).toBe(0.9)
  expect(library.lastPictureCost({ ...like, model: 'another' })).toBeNull()
})
