import type { AppContract } from '@shared/ipc/contract'
import type { Bridge, CallName, InputOf, ItemOf, OutputOf, StreamName } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'

declare global {
  interface Window {
    readonly parley: Bridge
  }
}

/** What a page may ask of main, typed. The only place that touches the bridge. */
export interface Client {
  /** Throws an AppError where main answers with a failure. */
  call<N extends CallName<AppContract>>(
    name: N,
    input: InputOf<AppContract[N]>,
  ): Promise<OutputOf<AppContract[N]>>
  /**
   * Items in the batches in which they arrived. Ends quietly when main says so or `signal` aborts; throws an AppError
   * when main fails, and `ipc/disconnected` when the port was cut.
   */
  stream<N extends StreamName<AppContract>>(
    name: N,
    input: InputOf<AppContract[N]>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly ItemOf<AppContract[N]>[], void, void>
}

type Ending = { readonly error: AppError | null }

/** Takes a function, because the bridge may be replaced (tests) after the client was made. */
export const createClient = (bridge: () => Bridge): Client => ({
  async call(name, input) {
    const reply = await bridge().call(name, input)
    if (!reply.ok) throw AppError.from(reply.failure)
    return reply.value as OutputOf<AppContract[typeof name]>
  },

  async *stream(name, input, signal) {
    if (signal.aborted) return
    type Item = ItemOf<AppContract[typeof name]>
    let waiting: Item[][] = []
    let ending: Ending | null = null
    let wake = () => {}
    const opened = bridge().open(name, input, (frame) => {
      if (ending) return
      switch (frame.type) {
        case 'item':
          waiting.push(frame.items as Item[])
          break
        case 'end':
          ending = { error: null }
          break
        case 'fail':
          ending = { error: AppError.from(frame.failure) }
          break
        case 'cut':
          ending = { error: new AppError('ipc/disconnected', `${name} was cut`) }
          break
      }
      wake()
    })
    const leave = () => {
      ending ??= { error: null }
      waiting = []
      wake()
    }
    signal.addEventListener('abort', leave, { once: true })
    try {
      for (;;) {
        const batches = waiting
        waiting = []
        for (const batch of batches) yield batch
        if (waiting.length > 0) continue
        // Assigned in callbacks, which the compiler does not follow.
        const over = ending as Ending | null
        if (over?.error) throw over.error
        if (over) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      signal.removeEventListener('abort', leave)
      opened.close()
    }
  },
})

export const client: Client = createClient(() => window.parley)
