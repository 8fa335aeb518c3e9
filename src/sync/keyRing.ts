import { deviceSchema } from '@shared/sync/clock'
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
 * What counts of an older key once it was ended by a removal: the removed device has it, and could go on
 * writing under it in the name of a device that never was, or make a base.
 */
export const endedSchema = z.array(
  z.object({
    /** Those that had written by then, with their public keys; empty where one had told none. */
    devices: z.record(deviceSchema, z.string().max(60)),
    /** The bases that were whole by then, each with the hash of what tells so. */
    bases: z.record(z.string().max(100), z.string().max(64)),
  }),
)

/**
 * What a device keeps of a shared history, with its secrets and never in the place. Each removal of a device
 * adds a key.
 */
export const syncSecretSchema = z.object({
  /** The oldest first: the newest seals, all open. */
  keys: z.array(keyText).min(1).max(1_000),
  removed: removedSchema,
  /** For each key but the newest, in their order. */
  ended: endedSchema.default([]),
  /** Of this device's own pair of keys. */
  seed: keyText,
})
export type SyncSecret = Readonly<z.output<typeof syncSecretSchema>>
export type RingKeys = Pick<SyncSecret, 'keys' | 'removed' | 'ended'>

export const textOfKey = (key: Uint8Array): string => Buffer.from(key).toString('base64')

export const textOfSecret = ({ keys, seed, ...rest }: SyncSecret): string =>
  JSON.stringify({ ...rest, keys: keys.map(textOfKey), seed: textOfKey(seed) })

/** Rejects what is none. */
export const secretOfText = (text: string): SyncSecret => syncSecretSchema.parse(JSON.parse(text))

/** For a device that begins a history, or has opened one by its words. */
export const newSecret = async (keys: RingKeys): Promise<SyncSecret> => {
  await sodium.ready
  return { ...keys, seed: sodium.randombytes_buf(32) }
}

/** Of a history that begins. */
export const firstKey = (key: LibraryKey): RingKeys => ({ keys: [key], removed: {}, ended: [] })

/** The keys of a library, derived for use. */
export class KeyRing {
  private constructor(
    /** It stays the same under all keys. */
    readonly libraryId: string,
    private readonly derived: readonly PlaceKeys[],
    private readonly removed: RingKeys['removed'],
    private readonly ended: RingKeys['ended'],
  ) {}

  static async of({ keys, removed, ended }: RingKeys): Promise<KeyRing> {
    const [first] = keys
    if (!first) throw new Error('A ring has a key')
    return new KeyRing(await libraryIdOf(first), await Promise.all(keys.map(placeKeysOf)), removed, ended)
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

  /**
   * Under which a device's log and its word of itself are taken, the newest first: an older one only of those
   * that had written when it was ended. `least` is the generation that its log has reached.
   */
  keysOf(device: string, least = 1): readonly { readonly generation: number; readonly key: Uint8Array }[] {
    return this.derived
      .map(({ packs }, index) => ({ generation: index + 1, key: packs }))
      .filter(
        ({ generation }) =>
          generation >= least && (generation === this.generation || this.hadWritten(device, generation - 1)),
      )
      .reverse()
  }

  private hadWritten(device: string, index: number): boolean {
    const { generation = 0 } = Object.hasOwn(this.removed, device) ? (this.removed[device] ?? {}) : {}
    return generation > index + 1 || Object.hasOwn(this.ended[index]?.devices ?? {}, device)
  }

  /** As a device had told it before the newest key came; null for one that had not written by then. */
  publicKeyBefore(device: string): string | null {
    const { devices = {} } = this.ended.at(-1) ?? {}
    return Object.hasOwn(devices, device) ? (devices[device] ?? null) : null
  }

  /** The hash of a base that was whole when the newest key came; null where it was not there. */
  hashOfBase(base: string): string | null {
    return this.ended.at(-1)?.bases[base] ?? null
  }

  /** The last pack that is read of a device: one that was removed is not heard any more. */
  lastOf(device: string): number {
    return this.removed[device]?.last ?? Number.POSITIVE_INFINITY
  }

  isRemoved(device: string): boolean {
    return this.removed[device] !== undefined
  }
}
