import { laterOf } from './clock'
import { type ClockVector, canonicalJson, type Register, type SyncRecord } from './record'

/**
 * Puts together what two devices say of one thing. Commutative, associative and idempotent: whatever is
 * delivered in whatever order, twice or late, all devices end with the same.
 */
export const mergeRecords = (one: SyncRecord, other: SyncRecord): SyncRecord => ({
  v: Math.max(one.v, other.v),
  kind: one.kind,
  id: one.id,
  set: mergeFields(one, other),
  written: mergeVectors(one.written, other.written),
  deleted: mergeVectors(one.deleted, other.deleted),
})

const mergeFields = (one: SyncRecord, other: SyncRecord): SyncRecord['set'] => {
  const fields = new Map(Object.entries(one.set))
  for (const [field, register] of Object.entries(other.set)) {
    const known = fields.get(field)
    fields.set(field, known ? winnerOf(ruleFor(one.kind, field), known, register) : register)
  }
  return Object.fromEntries(fields)
}

/** What is compared of a register, the most important first. */
type Rule = (register: Register) => readonly (number | string)[]

/** The later one; the value decides between two that were there before their devices were joined. */
const later: Rule = ([value, clock]) => [clock, canonicalJson(value)]

const ranks: readonly unknown[] = ['question', 'model', 'person']
/** A name that the user gave is never replaced by a model's, nor that by the question. */
const bySource: Rule = (register) => {
  const [value] = register
  const source = value !== null && typeof value === 'object' && 'source' in value ? value.source : null
  return [ranks.indexOf(source), ...later(register)]
}

const origins: readonly unknown[] = ['mask', 'attached', 'imported', 'made']
/** Who attaches a picture that was made elsewhere does not know how. */
const byOrigin: Rule = (register) => {
  const [value] = register
  const row = value !== null && typeof value === 'object' ? value : {}
  const origin = 'origin' in row ? row.origin : 'model' in row && row.model !== null ? 'made' : 'attached'
  return [origins.indexOf(origin), ...later(register)]
}

const rules: Readonly<Record<string, Rule>> = {
  'conversation title': bySource,
  'picture row': byOrigin,
}

const ruleFor = (kind: string, field: string): Rule => rules[`${kind} ${field}`] ?? later

const winnerOf = (rule: Rule, one: Register, other: Register): Register => {
  const [first, second] = [rule(one), rule(other)]
  for (const [index, value] of first.entries()) {
    const against = second[index] as typeof value
    if (value !== against) return value > against ? one : other
  }
  return one
}

export const mergeVectors = (one: ClockVector, other: ClockVector): ClockVector => {
  const merged = new Map(Object.entries(one))
  for (const [device, clock] of Object.entries(other)) {
    const known = laterOf(merged.get(device), clock)
    if (known !== undefined) merged.set(device, known)
  }
  return Object.fromEntries(merged)
}

/** True where something of what was written had not been seen by any that deleted it. */
export const isUnseen = (written: ClockVector, deleted: ClockVector): boolean =>
  Object.entries(written).some(([device, clock]) => clock > (deleted[device] ?? ''))
