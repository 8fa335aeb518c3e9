import { z } from 'zod'

/** SHA-256 of a certificate, as programs show it. */
const fingerprint = z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
/** A token of RFC 9110, without the headers that the request itself needs. */
const headerName = z
  .string()
  .max(100)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)
  .refine((name) => !/^(host|content-length|content-type|transfer-encoding|connection)$/i.test(name))
const headerValue = z
  .string()
  .max(4_000)
  .regex(/^[\t\x20-\x7e]*$/)
/** What the system names, none, or an address; its password is kept apart, like a key. */
const proxy = z.union([
  z.enum(['system', 'direct']),
  z
    .url({ protocol: /^(https?|socks5)$/ })
    .max(500)
    .refine((address) => !address.includes('@')),
])
const mostHeaders = 20

/** How an engine is reached, as it is kept: nothing secret. */
export const engineConnectionSchema = z.object({
  proxy: proxy.default('system'),
  /** A PEM file of an authority of the user's own; null: the public ones alone. */
  caFile: z.string().min(1).max(4_096).nullable().default(null),
  /** The one certificate to accept; null: what the authorities vouch for. */
  pinned: fingerprint.nullable().default(null),
  /** Headers that go along with each request; their values are kept like keys. */
  headerNames: z.array(headerName).max(mostHeaders).default([]),
})
export type EngineConnection = z.output<typeof engineConnectionSchema>

export const usualConnection: EngineConnection = engineConnectionSchema.parse({})

/** What a page changes. An absent value leaves what is kept. */
export const connectionChangeSchema = engineConnectionSchema
  .omit({ headerNames: true })
  .partial()
  .extend({
    /** `name:password`; null forgets them. */
    proxyCredentials: z.string().min(1).max(500).nullable().optional(),
    /** All headers there are to be; null keeps the value. */
    headers: z
      .array(z.object({ name: headerName, value: headerValue.nullable() }))
      .max(mostHeaders)
      .optional(),
  })
export type ConnectionChange = z.output<typeof connectionChangeSchema>

/** A server's certificate, for the user to judge. */
export interface ShownCertificate {
  readonly fingerprint: string
  readonly subject: string
  readonly issuer: string
  /** As the certificate says it, e.g. `Nov 30 12:00:00 2027 GMT`. */
  readonly validTo: string
}

/** What a test of an engine has shown. */
export interface ConnectionTest {
  /** The proxy's host and port; null: straight. */
  readonly proxy: string | null
  readonly tookMs: number
  /** The number of models that the server lists; null where it lists none. */
  readonly models: number | null
  /** `key`: it has none. `model`: the chosen one is not among those that are listed. */
  readonly missing: readonly ('key' | 'models' | 'model')[]
}
