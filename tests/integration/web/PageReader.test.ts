import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { PageReader, type PageReaderOptions } from '../../../src/main/web/PageReader'
import type { AppError } from '../../../src/shared/ipc/errors'
import { buildReader, type StartedReader, startReader } from './builtReader'

let built: Awaited<ReturnType<typeof buildReader>>
beforeAll(async () => {
  built = await buildReader()
})
afterAll(() => built.remove())

const readers: PageReader[] = []
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close()
})

const place = (options: Partial<PageReaderOptions> = {}, mostMegabytes?: number) => {
  const children: StartedReader[] = []
  const spawn = () => {
    const child = startReader(built.script, mostMegabytes)
    children.push(child)
    return child
  }
  const reader = new PageReader({ spawn, ...options })
  readers.push(reader)
  const read = (html: string, signal = new AbortController().signal) =>
    reader.read(
      {
        kind: 'html',
        bytes: new TextEncoder().encode(html),
        charset: null,
        address: 'https://site.example/',
      },
      signal,
    )
  const failure = (html: string, signal?: AbortSignal) =>
    read(html, signal).then(
      () => 'no failure',
      ({ code, data }: AppError) => `${code} ${data?.reason ?? ''}`.trim(),
    )
  return { children, reader, read, failure }
}

/** The parser's own work grows with the square of the depth. */
const tooDeep = `<body>${'<div>'.repeat(600_000)}x`

it('pages are read by one process, which ends when idle', async () => {
  const { read, children } = place({ idleMs: 50 })
  expect(await Promise.all([read('<title>A</title><p>one'), read('<p>two')])).toEqual([
    { title: 'A', text: 'one' },
    { title: '', text: 'two' },
  ])
  await children[0]?.exited
  expect(await read('<p>three')).toEqual({ title: '', text: 'three' })
  expect(children).toHaveLength(2)
})

it('a page that takes too long is ended and told, and the next one is read', async () => {
  const { failure, read, children } = place({ timeLimitMs: 1_500 })
  expect(await failure(tooDeep)).toBe('web/unreadable too-slow')
  await children[0]?.exited
  expect((await read('<p>next')).text).toBe('next')
})

it('a page that takes too much memory ends its process only', async () => {
  const { failure, read } = place({}, 24)
  expect(await failure(`<body>${'<b>x</b>'.repeat(500_000)}`)).toBe('web/unreadable too-much-memory')
  expect((await read('<p>next')).text).toBe('next')
})

it('a stop ends the work at once', async () => {
  const stop = new AbortController()
  const { failure, children } = place()
  const failed = failure(tooDeep, stop.signal)
  await expect.poll(() => children.length).toBe(1)
  stop.abort()
  expect(await failed).toBe('cancelled')
  await children[0]?.exited
})
