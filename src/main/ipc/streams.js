import { toFailure } from './failures'
/**
 * Sends what `produce` yields until it ends, fails, or the page closes its end, which aborts the producer's signal.
 * Items that are ready together travel in one frame.
 */
export const serveStream = (port, name, produce) => {
  const leaving = new AbortController()
  port.onClose(() => leaving.abort())
  // Left on its own on purpose: every way in which it can end is handled inside.
  void pump(port, name, produce, leaving.signal)
}
const pump = async (port, name, produce, signal) => {
  let ready = []
  const send = (frame) => {
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
