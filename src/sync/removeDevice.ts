import { SyncFault } from './faults'
import { deviceKeysOf } from './hello'
import { lockRing, unlockAsMember } from './keyFiles'
import { KeyRing, type SyncSecret } from './keyRing'
import { newLibraryKey, newWords } from './keys'
import { generationsOf, keyFileName, readGeneration } from './layout'
import type { Place } from './Place'
import { PlaceFault } from './placeFaults'
import { deviceIdsIn, findDevice } from './readDevices'

/** The keys as they are now: another device may have chosen new ones. SyncFault `new-words`. */
export const currentSecret = async (place: Place, secret: SyncSecret): Promise<SyncSecret> => {
  const newest = generationsOf(await place.list('')).at(-1) ?? 0
  if (newest <= secret.keys.length) return secret
  return unlockAsMember(await readGeneration(place, newest), secret)
}

/**
 * Chooses a new key for all that follows, which the removed device does not get, and new words for it. The
 * others find it in the place, each sealed to itself. What the removed device had, it keeps.
 */
export const removeDevice = async (
  place: Place,
  known: SyncSecret,
  { id, lastRead }: { readonly id: string; readonly lastRead: number },
): Promise<{ readonly words: string; readonly secret: SyncSecret }> => {
  const before = await currentSecret(place, known)
  const ring = await KeyRing.of(before)
  const publicKeys = [deviceKeysOf(before.seed).publicKey]
  for (const other of await deviceIdsIn(place)) {
    if (other === id || ring.isRemoved(other)) continue
    const { hello } = await findDevice(place, ring, other)
    if (hello) publicKeys.push(new Uint8Array(Buffer.from(hello.publicKey, 'base64')))
  }
  const secret: SyncSecret = {
    keys: [...before.keys, await newLibraryKey()],
    removed: { ...before.removed, [id]: { generation: before.keys.length + 1, last: lastRead } },
    seed: before.seed,
  }
  const words = await newWords()
  const file = await lockRing(secret, words, publicKeys)
  if (!(await place.add(keyFileName(secret.keys.length), Buffer.from(file))))
    // Another device removes one at this moment.
    throw new PlaceFault('busy', null, { cause: new SyncFault('new-words', 'There is a newer key') })
  return { words, secret }
}
