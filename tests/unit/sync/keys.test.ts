import { wordlist } from '@scure/bip39/wordlists/english.js'
import { expect, it } from 'vitest'
import {
  libraryIdOf,
  lockKey,
  newLibraryKey,
  newWords,
  placeKeysOf,
  unlockKey,
  wordsAsMeant,
} from '../../../src/sync/keys'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

it('the words open what they locked, however they are typed, and no others do', async () => {
  const [key, words] = [await newLibraryKey(), await newWords()]
  expect(words.split(' ')).toHaveLength(6)
  for (const word of words.split(' ')) expect(wordlist).toContain(word)
  const file = await lockKey(key, words)
  const cut = words.split(' ').map((word) => ` ${word.slice(0, 4).toUpperCase()},`)
  expect(hex(await unlockKey(file, cut.join('')))).toBe(hex(key))
  const others = words.split(' ').reverse().join(' ')
  await expect(unlockKey(file, others)).rejects.toMatchObject({ reason: 'wrong-words' })
  expect(file).not.toContain(hex(key))
})

it('the user’s own words stay what they are', () => {
  expect(wordsAsMeant('  Mein  Wörter-Satz\nmit Punkt. ')).toBe('mein wo\u0308rter satz mit punkt')
})

it.each([
  ['no JSON', '<html>', 'damaged'],
  ['another shape', '{"v":1}', 'damaged'],
  ['a later version', '{"v":2,"kdf":"x"}', 'newer'],
])('a key file is refused: %s', async (_, file, reason) => {
  await expect(unlockKey(file, 'a')).rejects.toMatchObject({ reason })
})

it('a place cannot ask for more memory than this computer has, nor for less work', async () => {
  const file = JSON.parse(await lockKey(await newLibraryKey(), 'a b')) as Record<string, unknown>
  for (const change of [{ memoryBytes: 2 ** 40 }, { passes: 1 }, { memoryBytes: 8_192 }])
    await expect(unlockKey(JSON.stringify({ ...file, ...change }), 'a b')).rejects.toMatchObject({
      reason: 'damaged',
    })
})

it('the keys of a place differ from each other and from those of another library', async () => {
  const [one, other] = [await newLibraryKey(), await newLibraryKey()]
  const keys = [...Object.values(await placeKeysOf(one)), ...Object.values(await placeKeysOf(other)), one]
  expect(new Set(keys.map(hex)).size).toBe(7)
  expect(await libraryIdOf(one)).not.toBe(await libraryIdOf(other))
  expect(await libraryIdOf(one)).toMatch(/^[0-9a-f]{32}$/)
})
