import type { ConversationFeedItem, ConversationSnapshot } from '@shared/model/events'
import { describe, expect, it } from 'vitest'
import { ConversationFeed } from '../../../../src/main/runs/ConversationFeed'
import { ManualTimers } from '../../../fakes/manualTimers'
import { packOutline } from '../../../fakes/packOutline'

const content: Omit<ConversationSnapshot, 'type' | 'epoch' | 'seq'> = {
  conversation: { id: 'c', title: 'C', createdAt: 0, updatedAt: 0, leafId: null, choices: {} },
  outline: packOutline([]),
  messages: [],
  queue: [],
}
const grew = (text: string, index = 0) => ({ type: 'part.grew', messageId: 'm', index, text }) as const

/** Collects what a watcher sees, and can wait for a number of items. */
const collect = (items: AsyncIterable<ConversationFeedItem>) => {
  const seen: ConversationFeedItem[] = []
  let wake = () => {}
  const done = (async () => {
    for await (const item of items) {
      seen.push(item)
      wake()
    }
  })()
  const until = async (count: number) => {
    while (seen.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return seen
  }
  return { seen, done, until }
}

describe('ConversationFeed', () => {
  it('sends the first growth at once and gathers what follows within a short time into one event', async () => {
    const timers = new ManualTimers()
    const feed = new ConversationFeed('e', () => {}, timers)
    const leaving = new AbortController()
    const watcher = collect(feed.watch(null, async () => content, leaving.signal))
    await watcher.until(1)
    feed.publish(grew('a'))
    expect((await watcher.until(2)).at(-1)).toMatchObject({ seq: 1, text: 'a' })
    feed.publish(grew('b'))
    feed.publish(grew('c'))
    timers.fire()
    expect((await watcher.until(3)).at(-1)).toMatchObject({ seq: 2, text: 'bc' })
    leaving.abort()
    await watcher.done
  })

  it('never merges growth of different parts, and keeps the order', async () => {
    const timers = new ManualTimers()
    const feed = new ConversationFeed('e', () => {}, timers)
    const leaving = new AbortController()
    const watcher = collect(feed.watch(null, async () => content, leaving.signal))
    await watcher.until(1)
    for (const change of [grew('1'), grew('2'), grew('x', 1), grew('3')]) feed.publish(change)
    timers.fire()
    const texts = (await watcher.until(4)).flatMap((item) => (item.type === 'part.grew' ? [item.text] : []))
    expect(texts).toEqual(['12', 'x', '3'])
    leaving.abort()
    await watcher.done
  })

  it('repeats nothing that the snapshot already has, and loses nothing that came while it was taken', async () => {
    const timers = new ManualTimers()
    const feed = new ConversationFeed('e', () => {}, timers)
    const leaving = new AbortController()
    let finishReading = () => {}
    const reading = new Promise<void>((resolve) => {
      finishReading = resolve
    })
    const watcher = collect(
      feed.watch(
        null,
        async () => {
          await reading
          return content
        },
        leaving.signal,
      ),
    )
    feed.publish(grew('before'))
    finishReading()
    await watcher.until(1)
    feed.publish(grew('after'))
    timers.fire()
    await watcher.until(2)
    expect(watcher.seen).toMatchObject([
      { type: 'snapshot', seq: 1 },
      { type: 'part.grew', seq: 2, text: 'after' },
    ])
    leaving.abort()
    await watcher.done
  })

  it('lets a window that was cut off catch up from its number, without a snapshot', async () => {
    const timers = new ManualTimers()
    const feed = new ConversationFeed('e', () => {}, timers)
    for (const text of ['a', 'b', 'c']) {
      feed.publish(grew(text))
      timers.fire()
    }
    const leaving = new AbortController()
    const refuse = async () => {
      throw new Error('no snapshot was wanted')
    }
    const watcher = collect(feed.watch({ epoch: 'e', seq: 1 }, refuse, leaving.signal))
    await watcher.until(2)
    expect(watcher.seen).toMatchObject([{ seq: 2 }, { seq: 3 }])
    leaving.abort()
    await watcher.done
  })

  it.each([
    ['another epoch', { epoch: 'other', seq: 1 }],
    ['a number that was never given', { epoch: 'e', seq: 99 }],
  ])('gives a snapshot for %s', async (_name, after) => {
    const timers = new ManualTimers()
    const feed = new ConversationFeed('e', () => {}, timers)
    feed.publish(grew('a'))
    const leaving = new AbortController()
    const watcher = collect(feed.watch(after, async () => content, leaving.signal))
    expect(await watcher.until(1)).toMatchObject([{ type: 'snapshot', seq: 1 }])
    leaving.abort()
    await watcher.done
  })

  it('forgets watchers that left and tells when none is left', async () => {
    let idle = 0
    const feed = new ConversationFeed('e', () => (idle += 1), new ManualTimers())
    const leaving = new AbortController()
    const watcher = collect(feed.watch(null, async () => content, leaving.signal))
    await watcher.until(1)
    expect(feed.isWatched).toBe(true)
    leaving.abort()
    await watcher.done
    expect(feed.isWatched).toBe(false)
    expect(idle).toBe(1)
  })
})
