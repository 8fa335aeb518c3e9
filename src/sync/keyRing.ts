import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import { type LibraryKey, libraryIdOf, type PlaceKeys, placeKeysOf } from './keys'

export const keyText = z
  .base64()
  .transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((key) => key.byteLength === 32)

/** Devices that were removed: which key came then, and the last pack that is read of them. */
export const removedSchema = z.record(
  z.string().max(40),
  z.object({ generation: z.number(), last: z.number() }),
)

/**
 * What a device keeps of a shared history, with its secrets and never in the place. Each removal of a device
 * adds a key.
 */
export const syncSecretSchema = z.object({
  /** The oldest first: the newest seals, all open. */
  keys: z.array(keyText).min(1).max(1_000),
  removed: removedSchema,
  /** Of this device's own pair of keys. */
  seed: keyText,
})
export type SyncSecret = Readonly<z.output<typeof syncSecretSchema>>
export type RemovedDevices = SyncSecret['removed']

export const textOfKey = (key: Uint8Array): string => Buffer.from(key).toString('base64')

export const textOfSecret = ({ keys, removed, seed }: SyncSecret): string =>
  JSON.stringify({ keys: keys.map(textOfKey), removed, seed: textOfKey(seed) })

/** Rejects what is none. */
export const secretOfText = (text: string): SyncSecret => syncSecretSchema.parse(JSON.parse(text))

/** For a device that begins a history, or has opened one by its words. */
export const newSecret = async (
  keys: readonly LibraryKey[],
  removed: RemovedDevices = {},
): Promise<SyncSecret> => {
  await sodium.ready
  return { keys: [...keys], removed, seed: sodium.randombytes_buf(32) }
}

/** The keys of a library, derived for use. */
export class KeyRing {
  private constructor(
    /** It stays the same under all keys. */
    readonly libraryId: string,
    private readonly derived: readonly PlaceKeys[],
    private readonly removed: RemovedDevices,
  ) {}

  static async of({ keys, removed }: Pick<SyncSecret, 'keys' | 'removed'>): Promise<KeyRing> {
    const [first] = keys
    if (!first) throw new Error('A ring has a key')
    return new KeyRing(await libraryIdOf(first), await Promise.all(keys.map(placeKeysOf)), removed)
  }

  /** How many keys there were: `key-2.json` holds the second. */
  get generation(): number {
    return this.derived.length
  }

  /** What is written now is under it. */
  get newest(): PlaceKeys {
    return this.derived.at(-1) as PlaceKeys
  }

  /** For names that have to stay the same under all keys. */
  get first(): PlaceKeys {
    return this.derived[0] as PlaceKeys
  }

  /** The newest first: most of what is read is recent. */
  all(use: keyof PlaceKeys): readonly Uint8Array[] {
    return this.derived.map((keys) => keys[use]).reverse()
  }

  /** The last pack that is read of a device: one that was removed is not heard any more. */
  lastOf(device: string): number {
    return this.removed[device]?.last ?? Number.POSITIVE_INFINITY
  }

  isRemoved(device: string): boolean {
    return this.removed[device] !== undefined
  }
}
