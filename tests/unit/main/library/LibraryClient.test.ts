import { AppError } from '@shared/ipc/errors'
import type { LibraryReply, LibraryRequest } from '@shared/ipc/library'
import type { LibraryReport } from '@shared/ipc/library/opening'
import { describe, expect, test } from 'vitest'
import type { ChildPort } from '../../../../src/main/library/childPort'
import { LibraryClient } from '../../../../src/main/library/LibraryClient'

const report: LibraryReport = { recoveredMessages: 0, setAside: null, readOnly: null, schemaVersion: 1 }

/** A library process played by the test. */
class FakeChild implements ChildPort {
  readonly received: (LibraryRequest | { close: true })[] = []
  isKilled = false
  private listener: (message: unknown) => void = () => {}
  private exitListener: (code: number) => void = () => {}
  post(message: unknown): void {
    // What crosses a process boundary is a copy.
    this.received.push(structuredClone(message) as LibraryRequest)
  }
  onMessage(listener: (message: unknown) => void): void {
    this.listener = listener
  }
  onExit(listener: (code: number) => void): void {
    this.exitListener = listener
  }
  kill(): void {
    this.isKilled = true
    this.exit(9)
  }
  exit(code: number): void {
    this.exitListener(code)
  }
  answer(
    method: string,
    reply: { value: unknown } | { failure: { code: 'library/newer'; message: string } },
  ): void {
    const request = this.requests.find((candidate) => candidate.method === method)
    if (!request) throw new Error(`${method} was not asked`)
    const message: LibraryReply =
      'value' in reply
        ? { id: request.id, ok: true, value: reply.value }
        : { id: request.id, ok: false, ...reply }
    this.listener(message)
  }
  get requests(): LibraryRequest[] {
    return this.received.filter((message) => 'method' in message)
  }
  get methods(): string[] {
    return this.requests.map(({ method }) => method)
  }
}

const setUp = () => {
  const children: FakeChild[] = []
  const reports: boolean[] = []
  const failures: AppError[] = []
  const timers: (() => void)[] = []
  const client = new LibraryClient({
    spawn: () => {
      const child = new FakeChild()
      children.push(child)
      return child
    },
    onReport: (_, isRestart) => reports.push(isRestart),
    onUnavailable: (failure) => failures.push(failure),
    now: () => 0,
    timers: { set: (run) => timers.push(run), clear: () => timers.splice(0) },
  })
  const child = (index: number): FakeChild => {
    const found = children[index]
    if (!found) throw new Error('That process was not started')
    return found
  }
  return { client, children, child, reports, failures, timers }
}
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

describe('The library as main sees it', () => {
  test('what is asked before it is open waits, and is then sent in order', async () => {
    const { client, child } = setUp()
    const first = client.getConversation({ id: 'a' })
    void client.listConversations({ limit: 1, after: null })
    client.start()
    expect(child(0).methods).toEqual(['open'])
    child(0).answer('open', { value: report })
    expect(child(0).methods).toEqual(['open', 'getConversation', 'listConversations'])
    child(0).answer('getConversation', { value: null })
    expect(await first).toBeNull()
    expect(await client.open()).toEqual(report)
  })

  test('a failure arrives as an AppError with its code', async () => {
    const { client, child } = setUp()
    client.start()
    child(0).answer('open', { value: report })
    const failing = codeOf(client.getConversation({ id: 'a' }))
    child(0).answer('getConversation', { failure: { code: 'library/newer', message: '' } })
    expect(await failing).toBe('library/newer')
  })

  test('after a crash everything unanswered is sent again in order, behind an opening that recovers nothing', () => {
    const { client, child, reports } = setUp()
    client.start()
    expect(child(0).requests[0]?.input).toEqual({ isResumed: false })
    child(0).answer('open', { value: report })
    void client.getConversation({ id: 'answered' })
    void client.removeMessage({ id: '1' })
    void client.removeMessage({ id: '2' })
    child(0).answer('getConversation', { value: null })
    child(0).exit(1)
    void client.removeMessage({ id: '3' })
    expect(child(1).requests).toMatchObject([{ method: 'open', input: { isResumed: true } }])
    child(1).answer('open', { value: report })
    expect(
      child(1)
        .requests.slice(1)
        .map(({ input }) => input),
    ).toEqual([{ id: '1' }, { id: '2' }, { id: '3' }])
    expect(reports).toEqual([false, true])
  })

  test('a process that died while opening has recovered nothing yet: the next one still does', () => {
    const { client, child } = setUp()
    client.start()
    child(0).exit(1)
    expect(child(1).requests[0]?.input).toEqual({ isResumed: false })
  })

  test('a process that ends again and again is given up, told once, and may be started anew', async () => {
    const { client, children, child, failures, timers } = setUp()
    client.start()
    const waiting = codeOf(client.getConversation({ id: 'a' }))
    for (let index = 0; index < 5; index += 1) {
      child(index).exit(1)
      for (const run of timers.splice(0)) run()
    }
    expect(children).toHaveLength(5)
    expect(await waiting).toBe('library/unavailable')
    expect(await codeOf(client.getConversation({ id: 'b' }))).toBe('library/unavailable')
    expect(failures).toHaveLength(1)
    client.start()
    child(5).answer('open', { value: report })
    const later = client.getConversation({ id: 'c' })
    child(5).answer('getConversation', { value: null })
    expect(await later).toBeNull()
  })

  test('a library that cannot be opened fails every request with the reason, and its process ends', async () => {
    const { client, children, child, failures } = setUp()
    const waiting = codeOf(client.getConversation({ id: 'a' }))
    const opening = codeOf(client.open())
    child(0).answer('open', { failure: { code: 'library/newer', message: '' } })
    expect([await waiting, await opening]).toEqual(['library/newer', 'library/newer'])
    expect(await codeOf(client.getConversation({ id: 'b' }))).toBe('library/newer')
    expect(failures.map(({ code }) => code)).toEqual(['library/newer'])
    expect(child(0).isKilled).toBe(true)
    expect(children).toHaveLength(1)
  })

  test('ATK-03: backups are listed and restored where the library cannot be opened, which then opens', async () => {
    const { client, children, child, reports } = setUp()
    const opening = codeOf(client.open())
    child(0).answer('open', { failure: { code: 'library/newer', message: '' } })
    expect(await opening).toBe('library/newer')
    const list = client.listBackups()
    expect(child(1).methods).toEqual(['listBackups'])
    child(1).answer('listBackups', { value: [] })
    expect(await list).toEqual([])
    const restored = client.restoreBackup({ requestId: 'r', id: 'b' })
    child(1).answer('restoreBackup', { value: null })
    await restored
    expect(child(1).methods).toEqual(['listBackups', 'restoreBackup', 'open'])
    const waiting = client.getConversation({ id: 'a' })
    child(1).answer('open', { value: report })
    child(1).answer('getConversation', { value: null })
    expect(await waiting).toBeNull()
    expect(reports).toEqual([false])
    expect(children).toHaveLength(2)
  })

  test('a process that lists backups and dies fails what was asked of it, and the next is started when asked', async () => {
    const { client, children, child } = setUp()
    client.start()
    child(0).answer('open', { failure: { code: 'library/newer', message: '' } })
    const list = codeOf(client.listBackups())
    child(1).exit(1)
    expect(await list).toBe('library/newer')
    void client.listBackups()
    expect(children).toHaveLength(3)
    client.start()
    expect(child(2).methods).toEqual(['listBackups', 'open'])
  })

  test('closes at once when the library refuses to open meanwhile', async () => {
    const { client, child } = setUp()
    client.start()
    const closed = client.close()
    child(0).answer('open', { failure: { code: 'library/newer', message: 'newer' } })
    await closed
    expect(child(0).isKilled).toBe(true)
  })

  test('closing sends what is left, waits for the exit and starts nothing again', async () => {
    const { client, children, child } = setUp()
    client.start()
    child(0).answer('open', { value: report })
    void client.removeMessage({ id: '1' })
    const closed = client.close()
    expect(child(0).received.at(-1)).toEqual({ close: true })
    child(0).answer('removeMessage', { value: undefined })
    child(0).exit(0)
    await closed
    expect(children).toHaveLength(1)
    expect(await codeOf(client.getConversation({ id: 'a' }))).toBe('library/unavailable')
    await client.close()
  })

  test('a process that will not close is ended', async () => {
    const { client, child, timers } = setUp()
    client.start()
    child(0).answer('open', { value: report })
    const closed = client.close()
    for (const run of timers.splice(0)) run()
    await closed
    expect(child(0).isKilled).toBe(true)
  })
})
