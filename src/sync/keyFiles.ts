import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import { SyncFault } from './faults'
import { deviceKeysOf } from './hello'
import {
  endedSchema,
  firstKey,
  keyText,
  type RingKeys,
  removedSchema,
  type SyncSecret,
  textOfKey,
} from './keyRing'
import { type LibraryKey, lockKey, unlockKey } from './keys'
import { damaged } from './sealed'

/** What a key file holds beside its newest key: the older ones under it, and it once more for each device. */
const ringSchema = z.object({
  ring: z.base64().max(1_000_000),
  members: z.array(z.base64().max(200)).max(1_000),
})
const olderSchema = z.object({
  keys: z.array(keyText).min(1).max(1_000),
  removed: removedSchema,
  ended: endedSchema,
})

const nonceBytes = 24
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** A key of its own for the older ones. */
const keyOfRing = (newest: LibraryKey): Uint8Array =>
  sodium.crypto_kdf_derive_from_key(32, 4, 'parley-1', newest)

/**
 * The file that opens to the keys by the words, and without them for the devices that stay: the newest key is
 * sealed to each of their public keys.
 */
export const lockRing = async (
  { keys, ...rest }: RingKeys,
  words: string,
  publicKeys: readonly Uint8Array[],
): Promise<string> => {
  await sodium.ready
  const newest = keys.at(-1) as LibraryKey
  const older = JSON.stringify({ ...rest, keys: keys.slice(0, -1).map(textOfKey) })
  const nonce = sodium.randombytes_buf(nonceBytes)
  const box = sodium.crypto_secretbox_easy(older, nonce, keyOfRing(newest))
  const file = {
    ...(JSON.parse(await lockKey(newest, words)) as object),
    ring: textOf(Buffer.concat([nonce, box])),
    members: publicKeys.flatMap((key) => sealedTo(newest, key) ?? []),
  }
  return `${JSON.stringify(file)}\n`
}

/** Null for what is no public key: a device that tells such a one keeps no other from being removed. */
const sealedTo = (newest: LibraryKey, publicKey: Uint8Array): string | null => {
  try {
    return textOf(sodium.crypto_box_seal(newest, publicKey))
  } catch {
    return null
  }
}

/** All keys. SyncFault as of `unlockKey`. */
export const unlockRing = async (file: string, words: string): Promise<RingKeys> =>
  withOlder(file, await unlockKey(file, words))

/**
 * The keys as a device that stays gets them. SyncFault `new-words` where the file has none for it, and where
 * it does not hold the keys that are known: only those who had them can add to them.
 */
export const unlockAsMember = async (file: string, secret: SyncSecret): Promise<SyncSecret> => {
  await sodium.ready
  const newest = openForMember(file, secret.seed)
  if (!newest) throw new SyncFault('new-words', 'The new key is not for this device')
  const found = withOlder(file, newest)
  const isSame = secret.keys.every(
    (key, index) => textOfKey(key) === textOfKey(found.keys[index] ?? new Uint8Array()),
  )
  if (!isSame) throw new SyncFault('new-words', 'It does not follow on the keys that are known')
  return { ...found, seed: secret.seed }
}

const openForMember = (file: string, seed: Uint8Array): LibraryKey | null => {
  const { publicKey, privateKey } = deviceKeysOf(seed)
  for (const sealed of readRing(file)?.members ?? []) {
    try {
      return sodium.crypto_box_seal_open(bytesOf(sealed), publicKey, privateKey)
    } catch {
      // It is another device's.
    }
  }
  return null
}

const withOlder = (file: string, newest: LibraryKey): RingKeys => {
  const found = readRing(file)
  // The first key has none before it.
  if (!found) return firstKey(newest)
  const bytes = bytesOf(found.ring)
  try {
    const text = sodium.crypto_secretbox_open_easy(
      bytes.subarray(nonceBytes),
      bytes.subarray(0, nonceBytes),
      keyOfRing(newest),
      'text',
    )
    const { keys, ...rest } = olderSchema.parse(JSON.parse(text))
    return { ...rest, keys: [...keys, newest] }
  } catch (cause) {
    throw damaged('The older keys cannot be read', cause)
  }
}

const readRing = (file: string): z.output<typeof ringSchema> | null => {
  let value: unknown
  try {
    value = JSON.parse(file)
  } catch (cause) {
    throw damaged('The key file is no JSON', cause)
  }
  const ring = ringSchema.safeParse(value)
  return ring.success ? ring.data : null
}
