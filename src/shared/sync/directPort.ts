import { AppError, type Failure } from '../ipc/errors'

/** One end of a channel between two processes, of which main only made it. */
export interface DirectPort {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** The other end is gone. */
  onClose(listener: () => void): void
  close(): void
}

/** A process's end as Electron gives it; no file of ours that runs there imports Electron. */
interface ElectronPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

export const directPort = (given: unknown): DirectPort => {
  const port = given as ElectronPort
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data))
      port.start()
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}

type Table = Readonly<Record<string, (input: never) => unknown>>
interface Asked {
  readonly id: number
  readonly method: string
  readonly input: unknown
}
type Answered =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly failure: Failure }

/** Answers what the other end asks, in its order, as long as the channel is open. */
export const answerCalls = (port: DirectPort, table: Table, onFault: (error: unknown) => void): void =>
  port.onMessage((message) => {
    const { id, method, input } = message as Asked
    const work = async () => {
      if (!Object.hasOwn(table, method)) throw new AppError('ipc/bad-input', 'There is no such method')
      return (table[method] as (input: unknown) => unknown)(input)
    }
    work().then(
      (value) => port.post({ id, ok: true, value } satisfies Answered),
      (error: unknown) => {
        if (!(error instanceof AppError)) onFault(error)
        const failure =
          error instanceof AppError ? error.toFailure() : { code: 'internal' as const, message: '' }
        port.post({ id, ok: false, failure } satisfies Answered)
      },
    )
  })

/** Asks the other end. What is not answered when it goes fails: asking again is up to who asked. */
export class PortCalls {
  private readonly pending = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: AppError) => void }
  >()
  private lastId = 0
  private port: DirectPort | null = null

  /** From now on over this channel. */
  use(port: DirectPort): void {
    const before = this.port
    this.port = port
    before?.close()
    this.failAll()
    port.onMessage((message) => this.receive(message as Answered))
    port.onClose(() => {
      if (this.port !== port) return
      this.port = null
      this.failAll()
    })
  }

  call(method: string, input: unknown): Promise<unknown> {
    const { port } = this
    if (!port) return Promise.reject(gone())
    this.lastId += 1
    const id = this.lastId
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject })
      port.post({ id, method, input } satisfies Asked)
    })
  }

  private receive(answer: Answered): void {
    const asked = this.pending.get(answer.id)
    this.pending.delete(answer.id)
    if (answer.ok) asked?.resolve(answer.value)
    else asked?.reject(AppError.from(answer.failure))
  }

  private failAll(): void {
    const all = [...this.pending.values()]
    this.pending.clear()
    for (const { reject } of all) reject(gone())
  }
}

const gone = () => new AppError('library/unavailable', 'The library is not at the other end')
