import { readBases } from './bases'
import { SyncFault } from './faults'
import { deviceKeysOf, type Hello, readHello } from './hello'
import { lockRing, unlockAsMember } from './keyFiles'
import { KeyRing, type SyncSecret } from './keyRing'
import { newLibraryKey, newWords } from './keys'
import { generationsOf, keyFileName, readGeneration } from './layout'
import type { Place } from './Place'
import { PlaceFault } from './placeFaults'
import { deviceIdsIn } from './readDevices'
import { packNamesIn } from './rolledPacks'
import type { ReadPosition } from './SyncedLibrary'

/** The keys as they are now: another device may have chosen new ones. SyncFault `new-words`. */
export const currentSecret = async (place: Place, secret: SyncSecret): Promise<SyncSecret> => {
  const newest = generationsOf(await place.list('')).at(-1) ?? 0
  if (newest <= secret.keys.length) return secret
  return unlockAsMember(await readGeneration(place, newest), secret)
}

interface RemovedDevice {
  readonly id: string
  /** How far each log was read. */
  readonly positions: Readonly<Record<string, ReadPosition>>
}

/** As it stays, with how far it says to have read the one that goes. */
interface Staying {
  readonly publicKey: string
  readonly hasRead: number
}

/** A place full of names that were made up does not keep a device from being removed. */
const mostDevices = 500

/**
 * All that have written, those first whose log was read here, with their public keys: as they tell them under
 * the newest key, or told them before that came. A device that was removed could tell whatever it likes under
 * an older one.
 */
const stayingDevices = async (
  place: Place,
  ring: KeyRing,
  { id, positions }: RemovedDevice,
): Promise<readonly (readonly [device: string, staying: Staying])[]> => {
  const isRead = (device: string) => Object.hasOwn(positions, device)
  const ids = (await deviceIdsIn(place)).filter((device) => device !== id && !ring.isRemoved(device))
  const found: [string, Staying][] = []
  for (const device of [...ids.filter(isRead), ...ids.filter((each) => !isRead(each))]) {
    if (found.length >= mostDevices) break
    const told = await toldBy(place, ring, device)
    const publicKey = told?.publicKey ?? ring.publicKeyBefore(device)
    const hasRead = told?.read[id]?.number ?? 0
    if (publicKey !== null || isRead(device)) found.push([device, { publicKey: publicKey ?? '', hasRead }])
  }
  return found
}

const toldBy = async (place: Place, ring: KeyRing, device: string): Promise<Hello | null> => {
  try {
    return (await readHello(place, [ring.newest.packs], device))?.hello ?? null
  } catch (error) {
    if (!(error instanceof SyncFault)) throw error
    return null
  }
}

/**
 * The last pack that is read of the one that goes: what any of the others has read of it is read by all. Not
 * more than lies there now, whatever is told: it may go on writing.
 */
const lastHeard = async (
  place: Place,
  { id, positions }: RemovedDevice,
  staying: readonly (readonly [string, Staying])[],
): Promise<number> => {
  const names = [...packNamesIn(await place.list(`devices/${id}`))]
  const there = names.flatMap((name) => (/^\d{8}\.pack$/.test(name) ? Number.parseInt(name, 10) : []))
  const told = Math.max(0, ...staying.map(([, { hasRead }]) => hasRead))
  return Math.max(positions[id]?.number ?? 0, Math.min(told, Math.max(0, ...there)))
}

/**
 * Chooses a new key for all that follows, which the removed device does not get, and new words for it. The
 * others find it in the place, each sealed to itself. What the removed device had, it keeps.
 */
export const removeDevice = async (
  place: Place,
  known: SyncSecret,
  { id, positions }: RemovedDevice,
): Promise<{ readonly words: string; readonly secret: SyncSecret }> => {
  const before = await currentSecret(place, known)
  const ring = await KeyRing.of(before)
  const staying = await stayingDevices(place, ring, { id, positions })
  const last = await lastHeard(place, { id, positions }, staying)
  const publicTexts = staying.map(([device, { publicKey }]): [string, string] => [device, publicKey])
  const bases = (await readBases(place, ring)).map(({ base, hash }): [string, string] => [base, hash])
  const secret: SyncSecret = {
    keys: [...before.keys, await newLibraryKey()],
    removed: {
      ...before.removed,
      [id]: { generation: before.keys.length + 1, last },
    },
    ended: [...before.ended, { devices: Object.fromEntries(publicTexts), bases: Object.fromEntries(bases) }],
    seed: before.seed,
  }
  const words = await newWords()
  const publicKeys = publicTexts.map(([, text]) => new Uint8Array(Buffer.from(text, 'base64')))
  const file = await lockRing(secret, words, [deviceKeysOf(before.seed).publicKey, ...publicKeys])
  if (!(await place.add(keyFileName(secret.keys.length), Buffer.from(file))))
    // Another device removes one at this moment.
    throw new PlaceFault('busy', null, { cause: new SyncFault('new-words', 'There is a newer key') })
  return { words, secret }
}
