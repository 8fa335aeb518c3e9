import { clockSchema, deviceSchema } from '@shared/sync/clock'
import sodium from 'libsodium-wrappers-sumo'
import { z } from 'zod'
import { SyncFault } from './faults'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'
import { hashOf, packVersion } from './pack'
import { damaged, parseSealedJson, seal, unseal } from './sealed'

/** What a base says of itself once all of it is there. */
const wholeSchema = z.object({
  v: z.number().int().min(1),
  oldestReader: z.number().int().min(1),
  library: z.string().max(100),
  base: z.string().max(100),
  /** By whom. */
  device: deviceSchema,
  /** How far each log was read before: what follows is in the logs. */
  ends: z.record(
    deviceSchema,
    z.object({
      number: z.number().int().min(0),
      hash: z.string().max(64),
      generation: z.number().int().min(1).optional(),
      upTo: clockSchema,
    }),
  ),
  packs: z.array(
    z.object({
      /** When the conversations in it were last used, as `2026-11`; empty for what is of none. */
      month: z.string().max(7),
      records: z.number().int().min(0),
      bytes: z.number().int().min(1),
      hash: z.string().max(64),
    }),
  ),
})
export type WholeBase = Readonly<z.output<typeof wholeSchema>>

const magic = Buffer.from('PARLEYw\u0001\n', 'latin1')
const mostWholeBytes = 16 * 1024 * 1024

/** In the order of their making; the name tells by whom. */
export const newBaseId = (now: number, device: string): string =>
  `${Math.max(0, Math.floor(now)).toString(36).padStart(9, '0')}${device}`
export const madeAtOf = (base: string): number => Number.parseInt(base.slice(0, 9), 36)
export const makerOf = (base: string): string => base.slice(9)

export const baseFolder = (base: string): string => `bases/${base}`
export const basePackPath = (base: string, number: number): string =>
  `${baseFolder(base)}/${String(number).padStart(4, '0')}.base`
export const wholePath = (base: string): string => `${baseFolder(base)}/whole`

/** The newest first. */
export const listBases = async (place: Place): Promise<readonly string[]> =>
  (await place.list('bases')).filter((name) => /^[0-9a-z]{10,60}$/.test(name)).reverse()

export const sealWhole = async (whole: WholeBase, ring: KeyRing): Promise<Uint8Array> => {
  await sodium.ready
  return seal([Buffer.from(JSON.stringify(whole))], ring.newest.packs, magic)
}

/**
 * Null where it is not whole yet. One under an older key counts where it was whole before the newest key
 * came. SyncFault `damaged`, `not-ours`, `newer`.
 */
export const readWhole = async (
  place: Place,
  ring: KeyRing,
  base: string,
): Promise<(WholeBase & { readonly hash: string }) | null> => {
  await sodium.ready
  const bytes = await place.read(wholePath(base), mostWholeBytes)
  if (!bytes) return null
  const hash = hashOf(bytes)
  const keys = ring.hashOfBase(base) === hash ? ring.all('packs') : [ring.newest.packs]
  const text = Buffer.concat([...unseal(bytes, keys, magic)]).toString('utf8')
  const whole = wholeSchema.safeParse(parseSealedJson(text))
  if (!whole.success || whole.data.base !== base) throw damaged('It is not what its name says')
  if (whole.data.library !== ring.libraryId) throw new SyncFault('not-ours', 'It is of another library')
  if (whole.data.oldestReader > packVersion) throw new SyncFault('newer', 'It is of a newer Parley')
  return { ...whole.data, hash }
}

/** All of them that can be used here, the newest first: one that is damaged does not stand for its logs. */
export const readBases = async (
  place: Place,
  ring: KeyRing,
): Promise<readonly (WholeBase & { readonly hash: string })[]> => {
  const found: (WholeBase & { readonly hash: string })[] = []
  for (const base of await listBases(place)) {
    const whole = await readWhole(place, ring, base).catch((error) => {
      if (error instanceof SyncFault) return null
      throw error
    })
    if (whole) found.push(whole)
  }
  return found
}

export const bytesOfBase = ({ packs }: WholeBase): number => packs.reduce((sum, { bytes }) => sum + bytes, 0)
