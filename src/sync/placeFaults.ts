/** Why the place did not do what it was asked for. Nothing counts as sent. */
export type PlaceFaultReason =
  /** The user and the password are not taken. */
  | 'sign-in'
  /** Others hold it for now. */
  | 'locked'
  /** It asks for patience. */
  | 'busy'
  | 'full'
  /** What answers is no WebDAV server: a hotel that wants a login, say. */
  | 'no-webdav'
  /** Who the server is cannot be told. */
  | 'certificate'
  | 'unreachable'
  | 'server-error'
  /** The folder is gone, or may not be written. */
  | 'no-folder'
  /** No room on this computer. */
  | 'disk-full'

export class PlaceFault extends Error {
  constructor(
    readonly reason: PlaceFaultReason,
    /** How long the place wants to be left alone, where it says so. */
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(`The place failed: ${reason}`, options)
  }
}

const reasons: Readonly<Record<number, PlaceFaultReason>> = {
  401: 'sign-in',
  403: 'sign-in',
  405: 'no-webdav',
  423: 'locked',
  429: 'busy',
  501: 'no-webdav',
  503: 'busy',
  507: 'full',
}

/** The longest patience that is believed. */
const mostPatienceMs = 24 * 3_600_000

/** In the words that the user can be told, of whatever the client threw. */
export const placeFaultOf = (error: unknown): PlaceFault => {
  if (error instanceof PlaceFault) return error
  const status = statusOf(error)
  const reason =
    reasons[status] ?? (status >= 500 ? 'server-error' : status > 0 ? 'no-webdav' : unreachedOf(error))
  return new PlaceFault(reason, retryAfterOf(error), { cause: error })
}

/** An answer that cannot be read came from something else. */
const unreachedOf = (error: unknown): PlaceFaultReason => {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(code)) return 'certificate'
  const isOfNetwork =
    cause instanceof Error &&
    ('code' in cause || 'syscall' in cause || /fetch|network|socket/i.test(cause.message))
  return isOfNetwork ? 'unreachable' : 'no-webdav'
}

/** The HTTP status that the client failed with; 0 where no answer came. */
export const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 0

const retryAfterOf = (error: unknown): number | null => {
  const response =
    error instanceof Error && 'response' in error ? (error.response as Response | undefined) : undefined
  const told = response?.headers?.get('retry-after')
  if (!told) return null
  // Seconds, or a time.
  const ms = /^\d+$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), mostPatienceMs) : null
}
