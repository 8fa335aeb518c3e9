import { AppError } from '@shared/ipc/errors'
import type { Fetch } from './proxiedFetch'

export interface ServerFetchOptions {
  /** The address that the user gave. */
  readonly url: URL
  /** Headers of the user's own; they go to the origin of that address and to no other. */
  readonly headers: Readonly<Record<string, string>>
  /** A stream that became too large is broken off: nothing more would come of the connection. */
  readonly onTooLarge: () => void
  readonly mostBytes?: number
  /** How a request goes out. */
  readonly fetch: Fetch
}

/** A result may hold a picture in letters; what is larger than this is no message. */
const mostMessageBytes = 40 * 1024 * 1024
const mostRedirects = 5

/**
 * How a server on the net is asked. A server names other addresses, to sign in at: those are asked without
 * what the user gave for this one. No message of an answer may be larger than any may be.
 */
export const serverFetch = ({
  url: own,
  headers: given,
  onTooLarge,
  mostBytes = mostMessageBytes,
  fetch,
}: ServerFetchOptions): Fetch => {
  const once: Fetch = async (url, init) => {
    const headers = new Headers(init?.headers)
    if (new URL(url).origin === own.origin)
      for (const [name, value] of Object.entries(given)) if (!headers.has(name)) headers.set(name, value)
    // A redirect that is followed elsewhere would carry all headers along but the one of sign-ins.
    const response = await fetch(url, { ...init, headers, redirect: init?.redirect ?? 'manual' })
    return limited(response, mostBytes, onTooLarge)
  }
  const followed = async (
    url: string | URL,
    init: RequestInit | undefined,
    left: number,
  ): Promise<Response> => {
    const response = await once(url, init)
    const target = redirectOf(response, url)
    const isFollowed = target !== null && left > 0 && init?.redirect === undefined && isReading(init)
    if (!isFollowed) return response
    await response.body?.cancel()
    return followed(target, init, left - 1)
  }
  return (url, init) => followed(url, init, mostRedirects)
}

/** What carries a code or a client is not sent on to where a redirect points. */
const isReading = (init: RequestInit | undefined): boolean => (init?.method ?? 'GET').toUpperCase() === 'GET'

const redirectOf = ({ status, headers }: Response, from: string | URL): URL | null => {
  const base = String(from)
  const location = headers.get('location')
  if (location === null || ![301, 302, 303, 307, 308].includes(status)) return null
  const target = URL.canParse(location, base) ? new URL(location, base) : null
  return target && /^https?:$/.test(target.protocol) ? target : null
}

/** The same response, whose body fails where a message in it is too large. */
const limited = (response: Response, mostBytes: number, onTooLarge: () => void): Response => {
  const { body, status, statusText, headers } = response
  if (!body) return response
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true
  const size = isStream ? new EventSize() : new WholeSize()
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        if (size.add(chunk) <= mostBytes) controller.enqueue(chunk)
        else {
          controller.error(new AppError('toolServer/malformed', `A message of more than ${mostBytes} bytes`))
          if (isStream) onTooLarge()
        }
      },
    }),
  )
  return new Response(counted, { status, statusText, headers })
}

class WholeSize {
  private bytes = 0

  add(chunk: Uint8Array): number {
    this.bytes += chunk.length
    return this.bytes
  }
}

/** Counts the event that comes in: a stream of them may go on for days, and an empty line ends each. */
class EventSize {
  private bytes = 0
  private isLineEmpty = true

  /** The largest size that an event had in this piece. */
  add(chunk: Uint8Array): number {
    let largest = 0
    for (const byte of chunk) {
      this.bytes += 1
      if (this.bytes > largest) largest = this.bytes
      if (byte === 0x0a) {
        if (this.isLineEmpty) this.bytes = 0
        this.isLineEmpty = true
      } else if (byte !== 0x0d) this.isLineEmpty = false
    }
    return largest
  }
}
