import type { Bridge, Frame } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import { describe, expect, it } from 'vitest'
import { createClient } from '../../../../src/renderer/ipc/client'

type Listener = (frame: Frame<unknown> | { readonly type: 'cut' }) => void

/** A bridge whose one stream is driven by hand. */
const handBridge = () => {
  let listener: Listener = () => {}
  const state = { closed: 0, opened: 0 }
  const bridge: Bridge = {
    call: async (name) =>
      name === 'runs.stop'
        ? { ok: false, failure: { code: 'run/busy', message: 'for logs', data: { host: 'h' } } }
        : { ok: true, value: { version: '1' } },
    open: (_name, _input, onFrame) => {
      state.opened += 1
      listener = onFrame
      return {
        close: () => {
          state.closed += 1
        },
      }
    },
  }
  return { bridge, state, send: (frame: Parameters<Listener>[0]) => listener(frame) }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

const reading = (bridge: Bridge, signal = new AbortController().signal) => {
  const batches: unknown[] = []
  const stream = createClient(() => bridge).stream('app.watch', {}, signal)
  const done = (async () => {
    for await (const batch of stream) batches.push(batch)
  })()
  // The caller that awaits `done` sees the failure; until then it must not count as unhandled.
  done.catch(() => {})
  return { batches, done }
}

describe('A call', () => {
  it('answers the value', async () => {
    const { bridge } = handBridge()
    await expect(createClient(() => bridge).call('app.facts', {})).resolves.toEqual({ version: '1' })
  })

  it('throws a failure with its code and facts', async () => {
    const { bridge } = handBridge()
    const error = await createClient(() => bridge)
      .call('runs.stop', { conversationId: 'c' })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'run/busy', data: { host: 'h' } })
  })
})

describe('A stream', () => {
  it('gives items in the order and batches in which they came, also those that came with the end', async () => {
    const { bridge, send } = handBridge()
    const { batches, done } = reading(bridge)
    await settled()
    send({ type: 'item', items: [1, 2] })
    await settled()
    send({ type: 'item', items: [3] })
    send({ type: 'item', items: [4] })
    send({ type: 'end' })
    await done
    expect(batches).toEqual([[1, 2], [3], [4]])
  })

  it('keeps the code of a failure, after the items before it', async () => {
    const { bridge, send } = handBridge()
    const { batches, done } = reading(bridge)
    await settled()
    send({ type: 'item', items: [1] })
    send({ type: 'fail', failure: { code: 'conversation/not-found', message: '' } })
    await expect(done).rejects.toMatchObject({ code: 'conversation/not-found' })
    expect(batches).toEqual([[1]])
  })

  it('that is cut has not ended: it says that it was disconnected', async () => {
    const { bridge, send } = handBridge()
    const { done } = reading(bridge)
    await settled()
    send({ type: 'cut' })
    await expect(done).rejects.toMatchObject({ code: 'ipc/disconnected' })
  })

  it('closes its port when the reader leaves, and gives nothing more', async () => {
    const { bridge, state, send } = handBridge()
    const leaving = new AbortController()
    const { batches, done } = reading(bridge, leaving.signal)
    await settled()
    send({ type: 'item', items: [1] })
    await settled()
    leaving.abort()
    send({ type: 'item', items: [2] })
    await done
    expect(batches).toEqual([[1]])
    expect(state.closed).toBe(1)
  })

  it('closes its port when the reader breaks off', async () => {
    const { bridge, state, send } = handBridge()
    const stream = createClient(() => bridge).stream('app.watch', {}, new AbortController().signal)
    const first = stream.next()
    await settled()
    send({ type: 'item', items: [1] })
    await first
    await stream.return()
    expect(state.closed).toBe(1)
  })

  it('is never opened for a reader who has already left', async () => {
    const { bridge, state } = handBridge()
    await reading(bridge, AbortSignal.abort()).done
    expect(state.opened).toBe(0)
  })
})
