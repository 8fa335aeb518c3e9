import type { Frame } from '@shared/ipc/define'
import { toFailure } from '../lib/failures'

/** The end of a message port that main holds. Electron's MessagePortMain, or a fake. */
export interface PagePort {
  postMessage(frame: Frame<unknown>): void
  onClose(listener: () => void): void
  close(): void
}

/**
 * Sends what `produce` yields until it ends, fails, or the page closes its end, which aborts the producer's
 * signal. Items that are ready together travel in one frame.
 */
export const serveStream = (
  port: PagePort,
  name: string,
  produce: (signal: AbortSignal) => AsyncIterable<unknown>,
): void => {
  const leaving = new AbortController()
  port.onClose(() => leaving.abort())
  // Left on its own on purpose: every way in which it can end is handled inside.
  void pump(port, name, produce, leaving.signal)
}

const pump = async (
  port: PagePort,
  name: string,
  produce: (signal: AbortSignal) => AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> => {
  let ready: unknown[] = []
  const send = (frame: Frame<unknown>) => {
    if (!signal.aborted) port.postMessage(frame)
  }
  const flush = () => {
    if (ready.length === 0) return
    const items = ready
    ready = []
    send({ type: 'item', items })
  }
  try {
    for await (const item of produce(signal)) {
      if (signal.aborted) return
      // The first of a burst arranges the flush; the rest of the burst arrives in the microtasks before it.
      if (ready.length === 0) setImmediate(flush)
      ready.push(item)
    }
    flush()
    send({ type: 'end' })
  } catch (error) {
    flush()
    const failure = toFailure(error, name)
    send({ type: 'fail', failure })
  } finally {
    port.close()
  }
}
