import { z } from 'zod'

/** Text that may be missing, or null. */
export const words = z
  .string()
  .nullish()
  .transform((text) => text ?? '')

/** A date as the provider writes it. */
export const date = z
  .string()
  .nullish()
  .transform((text) => text?.slice(0, 40) || undefined)

export const json = (body: unknown, headers: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
  body: JSON.stringify(body),
})
