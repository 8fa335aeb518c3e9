import { type Settings, settingsSchema } from '@shared/model/settings'
import { z } from 'zod'

type Stored = Readonly<Record<string, unknown>>

/** Entries of lists and tables that cannot be read, by the setting: a newer version may have written them. */
export type Unread = Readonly<Record<string, Stored | readonly unknown[]>>

export interface ReadSettings {
  readonly settings: Settings
  readonly unread: Unread
}

/** Settings as far as they are good: one bad value costs its default, one bad entry of a list itself. */
export const readKindly = (stored: Stored): ReadSettings => {
  const fields: Record<string, unknown> = {}
  const unread: Record<string, Stored | readonly unknown[]> = {}
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const value = Object.hasOwn(stored, name) ? stored[name] : undefined
    const parsed = schema.safeParse(value)
    if (parsed.success) {
      fields[name] = parsed.data
      continue
    }
    const saved = saveEntries(unwrap(schema), value, defaultOf(schema))
    if (!saved) continue
    const again = schema.safeParse(saved.good)
    if (!again.success) continue
    fields[name] = again.data
    if (saved.bad) unread[name] = saved.bad
  }
  return { settings: settingsSchema.parse(fields), unread }
}

/** What is written in place of `value`: what could not be read goes along, behind what could. */
export const withUnread = (name: string, value: unknown, unread: Unread): unknown => {
  const bad = Object.hasOwn(unread, name) ? unread[name] : undefined
  if (bad === undefined) return value
  if (Array.isArray(value) && Array.isArray(bad)) return [...value, ...bad]
  return isRecord(value) && isRecord(bad) ? { ...bad, ...value } : value
}

const isRecord = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const unwrap = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema

const defaultOf = (schema: z.ZodType): unknown => schema.safeParse(undefined).data

interface Saved {
  readonly good: unknown
  readonly bad?: Stored | readonly unknown[]
}

/** The entries of a list or table that are good, and those that are not; null for any other value. */
const saveEntries = (schema: z.ZodType, value: unknown, fallback: unknown): Saved | null => {
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    const entry = schema.element as z.ZodType
    const good: unknown[] = []
    const bad: unknown[] = []
    for (const each of value) (entry.safeParse(each).success ? good : bad).push(each)
    const most = mostOf(schema, good)
    bad.push(...good.slice(most))
    // A list of bad entries only is as good as none: its default holds.
    return { good: most === 0 ? fallback : good.slice(0, most), bad }
  }
  if (schema instanceof z.ZodRecord && isRecord(value)) {
    const isGood = ([key, each]: [string, unknown]) => schema.safeParse({ [key]: each }).success
    const entries = Object.entries(value)
    const bad = Object.fromEntries(entries.filter((each) => !isGood(each)))
    return { good: Object.fromEntries(entries.filter(isGood)), bad }
  }
  if (schema instanceof z.ZodObject && isRecord(value) && isRecord(fallback)) {
    const fields = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
      const parsed = field.safeParse(Object.hasOwn(value, name) ? value[name] : undefined)
      return [name, parsed.success ? parsed.data : fallback[name]]
    })
    return { good: Object.fromEntries(fields) }
  }
  return null
}

/** How many of these the list may have: they are good, so that only their number can be too great. */
const mostOf = (schema: z.ZodArray, entries: readonly unknown[]): number => {
  let [fits, tooMany] = [0, entries.length + 1]
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (schema.safeParse(entries.slice(0, middle)).success) fits = middle
    else tooMany = middle
  }
  return fits
}
