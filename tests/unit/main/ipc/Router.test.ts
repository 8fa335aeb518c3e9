import { call, type Frame, stream } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { Router } from '../../../../src/main/ipc/Router'
import type { PagePort } from '../../../../src/main/ipc/streams'

const contract = {
  'numbers.double': call<number>()(z.object({ value: z.number() })),
  'numbers.count': stream<number>()(z.object({ to: z.number() })),
  'numbers.forever': stream<number>()(z.object({})),
}

const page = { windowId: 7 }

const makeRouter = (hooks: { onForeverEnd?: () => void } = {}) =>
  new Router(contract, {
    'numbers.double': ({ value }) => {
      if (value === 13) throw new AppError('run/busy', 'inner words', { value })
      if (value === 0) throw new Error('secret inner text')
      return value * 2
    },
    'numbers.count': async function* ({ to }) {
      for (let n = 1; n <= to; n += 1) yield n
      if (to === 2) throw new AppError('engine/cut', 'inner words', { at: 2 })
    },
    'numbers.forever': async function* (_input, { signal }) {
      yield 0
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      hooks.onForeverEnd?.()
    },
  })

class FakePort implements PagePort {
  readonly frames: Frame<unknown>[] = []
  readonly closed: Promise<void>
  private readonly listeners: (() => void)[] = []
  private resolveClosed = () => {}
  private onFrame = (_frame: Frame<unknown>) => {}

  constructor() {
    this.closed = new Promise((resolve) => {
      this.resolveClosed = resolve
    })
  }
  postMessage(frame: Frame<unknown>) {
    this.frames.push(frame)
    this.onFrame(frame)
  }
  onClose(listener: () => void) {
    this.listeners.push(listener)
  }
  close() {
    this.resolveClosed()
  }
  closeFromPage() {
    for (const listener of this.listeners) listener()
  }
  nextFrame() {
    return new Promise<Frame<unknown>>((resolve) => {
      this.onFrame = resolve
    })
  }
}

it('answers a call with its value', async () => {
  expect(await makeRouter().call(page, 'numbers.double', { value: 4 })).toEqual({ ok: true, value: 8 })
})

it('refuses input that does not parse, and never repeats the value', async () => {
  const reply = await makeRouter().call(page, 'numbers.double', { value: 'sk-canary-123456' })
  expect(reply).toMatchObject({ ok: false, failure: { code: 'ipc/bad-input' } })
  expect(JSON.stringify(reply)).not.toContain('canary')
})

it.each(['numbers.triple', 'toString', '__proto__', 'constructor', 42, null])(
  'refuses the name %s',
  async (name) => {
    const reply = await makeRouter().call(page, name, { value: 1 })
    expect(reply).toMatchObject({ ok: false, failure: { code: 'ipc/bad-input' } })
  },
)

it('refuses a stream asked for as a call, and a call asked for as a stream', async () => {
  expect(await makeRouter().call(page, 'numbers.count', { to: 1 })).toMatchObject({ ok: false })
  const port = new FakePort()
  makeRouter().open(page, 'numbers.double', { value: 1 }, port)
  await port.closed
  expect(port.frames).toMatchObject([{ type: 'fail', failure: { code: 'ipc/bad-input' } }])
})

it('refuses a strange sender before looking at anything', async () => {
  expect(await makeRouter().call(null, 'numbers.double', { value: 4 })).toMatchObject({
    ok: false,
    failure: { code: 'ipc/bad-sender' },
  })
  const port = new FakePort()
  makeRouter().open(null, 'numbers.count', { to: 1 }, port)
  await port.closed
  expect(port.frames).toMatchObject([{ type: 'fail', failure: { code: 'ipc/bad-sender' } }])
})

it('tells expected failures by code and facts only, and bugs as internal without their text', async () => {
  expect(await makeRouter().call(page, 'numbers.double', { value: 13 })).toEqual({
    ok: false,
    failure: { code: 'run/busy', message: 'run/busy', data: { value: 13 } },
  })
  expect(await makeRouter().call(page, 'numbers.double', { value: 0 })).toEqual({
    ok: false,
    failure: { code: 'internal', message: 'internal' },
  })
})

it('streams items in order and then ends', async () => {
  const port = new FakePort()
  makeRouter().open(page, 'numbers.count', { to: 5 }, port)
  await port.closed
  const items = port.frames.flatMap((frame) => (frame.type === 'item' ? frame.items : []))
  expect(items).toEqual([1, 2, 3, 4, 5])
  expect(port.frames.at(-1)).toEqual({ type: 'end' })
})

it('keeps the code of a stream that fails, after what it had sent', async () => {
  const port = new FakePort()
  makeRouter().open(page, 'numbers.count', { to: 2 }, port)
  await port.closed
  expect(port.frames).toEqual([
    { type: 'item', items: [1, 2] },
    { type: 'fail', failure: { code: 'engine/cut', message: 'engine/cut', data: { at: 2 } } },
  ])
})

it('stops the producer when the page closes its end, and sends nothing more', async () => {
  let hasEnded = false
  const port = new FakePort()
  const first = port.nextFrame()
  makeRouter({
    onForeverEnd: () => {
      hasEnded = true
    },
  }).open(page, 'numbers.forever', {}, port)
  await first
  port.closeFromPage()
  await port.closed
  expect(hasEnded).toBe(true)
  expect(port.frames).toEqual([{ type: 'item', items: [0] }])
})
