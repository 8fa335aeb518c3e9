import { z } from 'zod'
import { type Clock, clockSchema, deviceSchema } from './clock'

/** For each device, up to which of its moments something is known. */
export type ClockVector = Readonly<Record<string, Clock>>

/** A value with the moment at which it was set. */
export type Register = readonly [value: unknown, clock: Clock]

/** The version of the records that this build writes. Later ones only add kinds and fields. */
export const recordVersion = 1

/**
 * What a device says of one thing: one JSON line of a pack. It may tell a part only; what several devices
 * say is put together by `mergeRecords`, in any order and any number of times, to the same.
 */
export interface SyncRecord {
  readonly v: number
  /** `conversation`, `message`, `picture` and so on; a later version may have others. */
  readonly kind: string
  readonly id: string
  readonly set: Readonly<Record<string, Register>>
  /**
   * The moments at which devices wrote it, of each the last. A deletion reaches what its deleter had seen:
   * something written elsewhere meanwhile keeps it, or brings it back.
   */
  readonly written: ClockVector
  /** What devices had seen of each other as they deleted it. */
  readonly deleted: ClockVector
}

/** No kind and no field is named like what all objects have, nor is a part of its name. */
const name = z
  .string()
  .regex(/^[a-zA-Z][\w.-]{0,99}$/)
  .refine((text) => text.split('.').every((part) => !(part in Object.prototype)))

const mostDepth = 64
/** What comes is parsed JSON. What lies far deeper than anything of ours would exhaust those who walk it. */
const isShallow = (value: unknown, depth = 0): boolean =>
  value === null ||
  typeof value !== 'object' ||
  (depth < mostDepth && Object.values(value).every((inner) => isShallow(inner, depth + 1)))
const json = z.custom<unknown>((value) => value !== undefined && isShallow(value))
const vector = z.record(deviceSchema, clockSchema)

export const syncRecordSchema = z.object({
  v: z.number().int().min(1).max(1_000),
  kind: name,
  id: z.string().min(1).max(1_000),
  set: z.record(name, z.tuple([json, clockSchema])),
  written: vector.default({}),
  deleted: vector.default({}),
}) satisfies z.ZodType<SyncRecord, unknown>

/** JSON whose keys are in order: the same value is the same text on every device. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  ) ?? 'null'

/** About as many characters as it has in a pack; nothing but texts is long. */
export const sizeOf = ({ set }: SyncRecord): number => {
  let size = 300
  for (const [value] of Object.values(set)) size += textIn(value)
  return size
}

const textIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (value === null || typeof value !== 'object') return 8
  let size = 0
  for (const inner of Object.values(value)) size += textIn(inner)
  return size
}
