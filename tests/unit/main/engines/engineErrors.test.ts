import { AppError } from '@shared/ipc/errors'
import { describe, expect, it } from 'vitest'
import { retryAfterOf, toAppError } from '../../../../src/main/engines/engineErrors'

const now = Date.parse('2026-11-22T12:00:00Z')
const retryAfter = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), now)

describe('how long a server wants to be left alone', () => {
  it.each([
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '2' }, 2_000],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%o is %s ms', (headers, expected) => {
    expect(retryAfter(headers as Record<string, string>)).toBe(expected)
  })
})

describe('what was thrown', () => {
  const context = { host: 'example.org', model: 'm' }

  it('is passed on where it is ours, with the host', () => {
    expect(toAppError(new AppError('engine/no-finish'), context)).toMatchObject({
      code: 'engine/no-finish',
      data: { host: 'example.org', model: 'm' },
    })
    const secrets = new AppError('secrets/unreadable')
    expect(toAppError(secrets, context)).toBe(secrets)
  })

  it('is a bug where it was not expected', () => {
    const bug = new TypeError('x is not a function')
    expect(() => toAppError(bug, context)).toThrow(bug)
  })

  it('is found however deep the network hid it, also among several addresses', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNRESET' })
    const wrapped = new TypeError('fetch failed', { cause: new AggregateError([refused]) })
    expect(toAppError(wrapped, context)).toMatchObject({ code: 'engine/cut' })
  })
})
