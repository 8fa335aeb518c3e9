import type { AppContract } from '@shared/ipc/contract'
import type { Bridge, CallName, InputOf, ItemOf, OutputOf, StreamName } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import { Channel } from '@shared/lib/Channel'

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
   * Items in the batches in which they arrived. Ends quietly when main says so or `signal` aborts; throws an
   * AppError when main fails, and `ipc/disconnected` when the port was cut.
   */
  stream<N extends StreamName<AppContract>>(
    name: N,
    input: InputOf<AppContract[N]>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly ItemOf<AppContract[N]>[], void, void>
}

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
    const batches = new Channel<readonly Item[]>().until(signal)
    const opened = bridge().open(name, input, (frame) => {
      switch (frame.type) {
        case 'item':
          batches.push(frame.items as Item[])
          break
        case 'end':
          batches.end()
          break
        case 'fail':
          batches.fail(AppError.from(frame.failure))
          break
        case 'cut':
          batches.fail(new AppError('ipc/disconnected', `${name} was cut`))
          break
      }
    })
    try {
      yield* batches
    } finally {
      opened.close()
    }
  },
})

export const client: Client = createClient(() => window.parley)
