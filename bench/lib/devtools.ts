import type { Readable, Writable } from 'node:stream'

type Parameters = Readonly<Record<string, unknown>>
type Listener = (parameters: Record<string, unknown>, sessionId: string | undefined) => void

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
  readonly sessionId?: string
}

/**
 * Chromium's DevTools protocol over a pipe: nothing listens on a port, and nothing of Playwright runs in the
 * page.
 */
export class DevTools {
  private lastId = 0
  private readonly waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >()
  private readonly listeners = new Map<string, Set<Listener>>()

  constructor(
    private readonly input: Writable,
    output: Readable,
  ) {
    let rest = ''
    output.setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.hear(JSON.parse(message) as Answer)
    })
    output.once('close', () => this.fail('the app has ended'))
    // Writing to an app that has just ended: the answer that does not come tells it.
    input.on('error', () => {})
  }

  send(method: string, parameters: Parameters = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject: (error) => reject(new Error(`${method}: ${error.message}`)) })
      this.input.write(`${JSON.stringify({ id, method, params: parameters, sessionId })}\0`)
    })
  }

  /** Returns the function that ends it. */
  on(event: string, listener: Listener): () => void {
    const listeners = this.listeners.get(event) ?? new Set()
    this.listeners.set(event, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  private hear({ id, method, params, result, error, sessionId }: Answer): void {
    if (id === undefined) {
      for (const listener of this.listeners.get(method ?? '') ?? []) listener(params ?? {}, sessionId)
      return
    }
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if (error) waiting?.reject(new Error(error.message))
    else waiting?.resolve(result ?? {})
  }

  private fail(reason: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(reason))
    this.waiting.clear()
  }
}
