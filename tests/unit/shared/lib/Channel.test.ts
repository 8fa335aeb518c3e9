import { Channel } from '@shared/lib/Channel'
import { describe, expect, it } from 'vitest'

const all = async <T>(channel: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of channel) items.push(item)
  return items
}

describe('a channel', () => {
  it('gives what is queued, then the end', async () => {
    const channel = new Channel<number>()
    channel.push(1)
    channel.push(2)
    channel.end()
    channel.push(3)
    expect(await all(channel)).toEqual([1, 2])
  })

  it('gives what is queued, then the error', async () => {
    const channel = new Channel<number>()
    const items: number[] = []
    channel.push(1)
    channel.fail(new Error('broken'))
    const taking = (async () => {
      for await (const item of channel) items.push(item)
    })()
    await expect(taking).rejects.toThrow('broken')
    expect(items).toEqual([1])
  })

  it('ends at once when it is cleared, also within what was drained together and before an error', async () => {
    const channel = new Channel<number>()
    const items: number[] = []
    channel.push(1)
    channel.push(2)
    channel.fail(new Error('too late to be heard'))
    for await (const item of channel) {
      items.push(item)
      channel.clear()
    }
    expect(items).toEqual([1])
  })

  it('ends when its signal aborts, is closed once, and lets the signal go', async () => {
    let closed = 0
    const leaving = new AbortController()
    const channel = new Channel<number>(() => {
      closed += 1
    }).until(leaving.signal)
    const taken = all(channel)
    leaving.abort()
    expect(await taken).toEqual([])
    expect(closed).toBe(1)
    expect(await all(new Channel<number>().until(leaving.signal))).toEqual([])
  })
})
