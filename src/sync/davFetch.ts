import { PlaceFault } from './placeFaults'

/** How a request gets to the server: directly, or by a proxy. */
export type Reach = (url: string, init?: RequestInit) => Promise<Response>

/** How long nothing may come before a server counts as gone. */
const idleMs = 60_000
/** The slowest line that an upload is waited for. */
const bytesPerMs = 10
/** The longest that a single answer may take: a server could otherwise send a byte now and then for ever. */
const mostMs = 20 * 60_000
/** The most that is read of a list, or of what goes with a failure. A folder of 20,000 packs takes 15 MB. */
const mostListBytes = 32 * 1024 * 1024

/**
 * Requests to a server that is trusted with nothing. No redirect is followed, so that the password goes
 * nowhere else; a request ends whatever the server does; and an answer that a WebDAV server would not give is
 * none. Rejects with `PlaceFault`, or with what `reach` does.
 */
export const guarded =
  (reach: Reach, patienceMs = idleMs): Reach =>
  async (url, init = {}) => {
    const { method = 'GET', body } = init
    const watch = new Watch(patienceMs)
    watch.wait(body instanceof Uint8Array ? body.byteLength / bytesPerMs : 0)
    try {
      const headers = { ...(init.headers as Readonly<Record<string, string>>), 'accept-encoding': 'identity' }
      const answer = await reach(url, { ...init, headers, redirect: 'manual', signal: watch.signal })
      const fault = strangeness(method, answer)
      if (fault) throw fault
      if (!answer.body) {
        watch.end()
        return answer
      }
      const isList = method !== 'GET' || answer.status >= 400
      const most = isList ? mostListBytes : Number.POSITIVE_INFINITY
      return new Response(watch.over(answer.body, most), answer)
    } catch (error) {
      watch.end()
      // The patience is over, whatever the client makes of it.
      throw watch.signal.aborted ? watch.signal.reason : error
    }
  }

/** Ends a request for which nothing comes any more, or for too long. */
class Watch {
  private readonly abort = new AbortController()
  private readonly last = setTimeout(() => this.give(), mostMs)
  private idle: NodeJS.Timeout | undefined

  constructor(private readonly patienceMs: number) {}

  get signal(): AbortSignal {
    return this.abort.signal
  }

  wait(moreMs = 0): void {
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.give(), this.patienceMs + moreMs)
  }

  end(): void {
    clearTimeout(this.idle)
    clearTimeout(this.last)
  }

  over(body: ReadableStream<Uint8Array>, most: number): ReadableStream<Uint8Array> {
    const reader = body.getReader()
    let length = 0
    return new ReadableStream({
      pull: async (out) => {
        this.wait()
        const { done, value } = await reader.read().catch((error) => {
          this.end()
          throw this.signal.aborted ? this.signal.reason : error
        })
        length += value?.byteLength ?? 0
        if (done || length > most) this.end()
        if (done) out.close()
        else if (length <= most) out.enqueue(value)
        else {
          void reader.cancel()
          throw new PlaceFault('server-error')
        }
      },
      cancel: async (reason) => {
        this.end()
        await reader.cancel(reason)
      },
    })
  }

  private give(): void {
    this.end()
    this.abort.abort(new PlaceFault('unreachable'))
  }
}

/** The answers by which a server says that it did what it was asked for. */
const expected: Readonly<Record<string, readonly number[]>> = {
  PROPFIND: [207],
  GET: [200, 206],
  // Some say no more than OK; the caller then has to look.
  PUT: [200, 201, 204],
  MOVE: [201, 204],
  MKCOL: [200, 201],
}

/** What a login page of a hotel answers to everything, or a redirect: to be told, and not to be believed. */
const strangeness = (method: string, { status, headers }: Response): PlaceFault | null => {
  if (status >= 400 || (method === 'MKCOL' && status === 301)) return null
  const isPage =
    method === 'GET' && /^text\/html|^application\/xhtml/i.test(headers.get('content-type') ?? '')
  const isExpected = expected[method]?.includes(status) ?? (status >= 200 && status < 300)
  return isPage || !isExpected ? new PlaceFault('no-webdav') : null
}
