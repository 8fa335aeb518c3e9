import { wordlist } from '@scure/bip39/wordlists/english.js'
import { readWords, wordCount } from '@shared/sync/words'
import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import { SyncFault } from './faults'

/** The key of a library; everything in the place is under keys that are derived from it. 32 bytes. */
export type LibraryKey = Uint8Array

/** The keys for what lies in the place, 32 bytes each. */
export interface PlaceKeys {
  readonly packs: Uint8Array
  readonly blobs: Uint8Array
  /** Names of blobs: without it a file that is known elsewhere cannot be told to lie there. */
  readonly names: Uint8Array
}

/** Argon2id: three passes over 256 MiB, about a second. */
const passes = 3
const memoryBytes = 256 * 1024 * 1024

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
const sized = (length: number) => bytes.refine((value) => value.byteLength === length)

/**
 * What lies in the place as `key-1.json`. What it asks of this computer is fixed: a hostile place could
 * otherwise have it fill its memory, or be satisfied with little.
 */
const keyFileSchema = z.object({
  v: z.literal(1),
  kdf: z.literal('argon2id'),
  passes: z.literal(passes),
  memoryBytes: z.literal(memoryBytes),
  salt: sized(16),
  nonce: sized(24),
  box: sized(48),
})

/** Six words of the list that wallets use: 66 bits, which each guess has to pay a second for. */
export const newWords = async (): Promise<string> => {
  await sodium.ready
  return Array.from({ length: wordCount }, () => wordlist[sodium.randombytes_uniform(wordlist.length)]).join(
    ' ',
  )
}

/** The words as they count; see `readWords`. */
export const wordsAsMeant = (typed: string): string =>
  readWords(typed, wordlist)
    .map(({ meant }) => meant)
    .join(' ')

export const newLibraryKey = async (): Promise<LibraryKey> => {
  await sodium.ready
  return sodium.randombytes_buf(32)
}

/** The file that opens to the key by the words. */
export const lockKey = async (key: LibraryKey, words: string): Promise<string> => {
  await sodium.ready
  const salt = sodium.randombytes_buf(16)
  const nonce = sodium.randombytes_buf(24)
  const box = sodium.crypto_secretbox_easy(key, nonce, keyFromWords(words, salt))
  const text = (value: Uint8Array) => Buffer.from(value).toString('base64')
  const file = {
    v: 1,
    kdf: 'argon2id',
    passes,
    memoryBytes,
    salt: text(salt),
    nonce: text(nonce),
    box: text(box),
  }
  return `${JSON.stringify(file)}\n`
}

/** SyncFault `wrong-words`; `newer` or `damaged` where the file is not one of this version. */
export const unlockKey = async (file: string, words: string): Promise<LibraryKey> => {
  await sodium.ready
  const { salt, nonce, box } = readKeyFile(file)
  try {
    return sodium.crypto_secretbox_open_easy(box, nonce, keyFromWords(words, salt))
  } catch (cause) {
    throw new SyncFault('wrong-words', 'The words do not open this place', { cause })
  }
}

/** 0 where it is no key file. */
export const keyFileVersionOf = (file: string): number => {
  try {
    return z.object({ v: z.number() }).parse(JSON.parse(file)).v
  } catch {
    return 0
  }
}

const readKeyFile = (file: string) => {
  let value: unknown
  try {
    value = JSON.parse(file)
  } catch (cause) {
    throw new SyncFault('damaged', 'The key file is no JSON', { cause })
  }
  const parsed = keyFileSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new SyncFault(
    keyFileVersionOf(file) > 1 ? 'newer' : 'damaged',
    'The key file is none that can be read here',
  )
}

const keyFromWords = (words: string, salt: Uint8Array): Uint8Array =>
  sodium.crypto_pwhash(
    32,
    wordsAsMeant(words),
    salt,
    passes,
    memoryBytes,
    sodium.crypto_pwhash_ALG_ARGON2ID13,
  )

export const placeKeysOf = async (key: LibraryKey): Promise<PlaceKeys> => {
  await sodium.ready
  const derived = (id: number) => sodium.crypto_kdf_derive_from_key(32, id, 'parley-1', key)
  return { packs: derived(1), blobs: derived(2), names: derived(3) }
}

/** Names the library without telling its key: places of two libraries are not mistaken for each other. */
export const libraryIdOf = async (key: LibraryKey): Promise<string> => {
  await sodium.ready
  return sodium.to_hex(sodium.crypto_generichash(16, 'library', key))
}
