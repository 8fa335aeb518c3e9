import { expect, it } from 'vitest'
import { Lease } from '../../../../src/main/lib/Lease'

const never = new AbortController().signal

it('one holds it at a time: the next is notified that it was granted, the one before that it is lost', async () => {
  const lease = new Lease<number, string>('granted', 'lost')
  const first: string[] = []
  const heard = (async () => {
    for await (const event of lease.take(1, never)) first.push(event)
  })()
  const leaving = new AbortController()
  lease.take(2, leaving.signal)
  await heard
  expect(first).toEqual(['granted', 'lost'])
  expect(lease.holder).toBe(2)
  leaving.abort()
  expect(lease.holder).toBeNull()
})

it('a taker that has left already takes it from no other', () => {
  const lease = new Lease<number, string>('granted', 'lost')
  lease.take(1, never)
  lease.take(2, AbortSignal.abort())
  expect(lease.holder).toBe(1)
})
