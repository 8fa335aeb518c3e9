import { deviceSchema } from '@shared/sync/clock'
import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'
import { damaged, opens, parseSealedJson, seal, unseal } from './sealed'

const position = z.object({ number: z.number().int().min(0), hash: z.string().max(64) })

/** What a device says of itself. It alone writes it; a later version may say more. */
const helloSchema = z.object({
  v: z.number().int().min(1),
  device: deviceSchema,
  name: z.string().max(200),
  /** Of its Parley. */
  version: z.string().max(50),
  /** By its own clock. */
  at: z.number().int().min(0).max(8.64e15),
  /** Its first pack that is in the place, and its last. */
  first: z.number().int().min(0),
  last: z.number().int().min(0),
  /** How far it has read each other device. */
  read: z.record(deviceSchema, position),
  /** Blobs that it looked for and did not find whole. */
  lacks: z
    .array(z.object({ kind: z.enum(['picture', 'file']), hash: z.string().max(128) }))
    .max(1_000)
    .readonly()
    .catch([]),
  /** In base64: what only it can open is sealed to it. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
})
export type Hello = Readonly<z.output<typeof helloSchema>>

const magic = Buffer.from('PARLEYh\u0001\n', 'latin1')
export const helloVersion = 1
const mostHelloBytes = 1024 * 1024

export const helloPath = (device: string): string => `devices/${device}/hello`

export const sealHello = async (hello: Hello, ring: KeyRing): Promise<Uint8Array> => {
  await sodium.ready
  return seal([Buffer.from(JSON.stringify(hello))], ring.newest.packs, magic)
}

/** With its key. Null where it has said nothing yet. SyncFault `damaged` for what is none, or another's. */
export const readHello = async (
  place: Place,
  keys: readonly Uint8Array[],
  device: string,
): Promise<{ readonly hello: Hello; readonly key: Uint8Array } | null> => {
  await sodium.ready
  const bytes = await place.read(helloPath(device), mostHelloBytes)
  if (!bytes) return null
  const key = keys.find((each) => opens(bytes, each, magic)) ?? keys[0]
  const [chunk] = key ? unseal(bytes, [key], magic) : []
  const hello = helloSchema.safeParse(parseSealedJson(chunk?.toString('utf8') ?? ''))
  if (!key || !hello.success || hello.data.device !== device) throw damaged('It is not what its name says')
  return { hello: hello.data, key }
}

/** The pair of keys of a device. */
export const deviceKeysOf = (
  seed: Uint8Array,
): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } => sodium.crypto_box_seed_keypair(seed)
