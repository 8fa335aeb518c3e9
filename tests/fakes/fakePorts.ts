import type { AppContract } from '@shared/ipc/contract'
import type {
  Bridge,
  CallName,
  Frame,
  InputOf,
  ItemOf,
  OutputOf,
  Reply,
  StreamName,
} from '@shared/ipc/define'
import { AppError, type ErrorCode } from '@shared/ipc/errors'

type Open = {
  readonly name: string
  readonly close: () => void
  readonly send: (frame: Frame<unknown>) => void
}
/** An answer for each call of the contract. */
export type Calls = {
  [N in CallName<AppContract>]: (
    input: InputOf<AppContract[N]>,
  ) => OutputOf<AppContract[N]> | Promise<OutputOf<AppContract[N]>>
}
/** Begins each stream of the contract; what it returns ends it. */
export type Streams = {
  [N in StreamName<AppContract>]: (
    input: InputOf<AppContract[N]>,
    send: (items: readonly ItemOf<AppContract[N]>[]) => void,
    end: () => void,
  ) => () => void
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** The way to main and back, which may be slow, fail or be cut. What main says there is the heir's. */
export abstract class FakePorts implements Bridge {
  /** Everything that was asked, in order. */
  readonly asked: { readonly name: string; readonly input: unknown }[] = []
  protected abstract readonly calls: Calls
  protected abstract readonly streams: Streams
  private readonly opened = new Set<Open>()
  private readonly failures = new Map<string, AppError>()

  /** `delayMs`: to the answer of a call; 0 answers in a microtask. */
  constructor(private readonly delayMs = 0) {}

  async call(name: string, input: unknown): Promise<Reply<unknown>> {
    this.asked.push({ name, input })
    if (this.delayMs > 0) await pause(this.delayMs)
    try {
      const failure = this.failures.get(name)
      if (failure) throw failure
      const run = this.calls[name as CallName<AppContract>] as ((input: unknown) => unknown) | undefined
      if (!run) throw new AppError('ipc/bad-input', name)
      return { ok: true, value: await run(input) }
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError('internal', String(error))
      return { ok: false, failure: known.toFailure() }
    }
  }

  open(
    name: string,
    input: unknown,
    onFrame: (frame: Frame<unknown> | { readonly type: 'cut' }) => void,
  ): { close(): void } {
    this.asked.push({ name, input })
    let isOver = false
    let stop = () => {}
    const over = () => {
      isOver = true
      stop()
      this.opened.delete(entry)
    }
    const send = (frame: Frame<unknown>) => {
      if (isOver) return
      if (frame.type !== 'item') over()
      onFrame(frame)
    }
    const entry: Open = {
      name,
      send,
      close: () => {
        if (isOver) return
        over()
        onFrame({ type: 'cut' })
      },
    }
    this.opened.add(entry)
    const run = this.streams[name as StreamName<AppContract>] as
      | ((input: unknown, send: (items: readonly unknown[]) => void, end: () => void) => () => void)
      | undefined
    queueMicrotask(() => {
      if (isOver) return
      try {
        if (!run) throw new AppError('ipc/bad-input', name)
        stop = run(
          input,
          (items) => send({ type: 'item', items }),
          () => send({ type: 'end' }),
        )
      } catch (error) {
        const known = error instanceof AppError ? error : new AppError('internal', String(error))
        send({ type: 'fail', failure: known.toFailure() })
      }
    })
    return { close: () => !isOver && over() }
  }

  /** Cuts every open stream of this name, as if its port had died. */
  cut(name: StreamName<AppContract>): void {
    for (const entry of [...this.opened]) if (entry.name === name) entry.close()
  }

  /** Fails calls of this name from now on; null lets them work again. */
  failCalls(name: CallName<AppContract>, failure: AppError | ErrorCode | null): void {
    if (failure) this.failures.set(name, typeof failure === 'string' ? new AppError(failure) : failure)
    else this.failures.delete(name)
  }

  get openStreams(): readonly string[] {
    return [...this.opened].map((entry) => entry.name)
  }
}
