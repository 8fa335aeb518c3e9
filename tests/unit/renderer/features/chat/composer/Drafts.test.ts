import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Drafts, emptyDraft, joined } from '../../../../../../src/renderer/features/chat/composer/Drafts'
import { createClient } from '../../../../../../src/renderer/ipc/client'
import { FakeBridge } from '../../../../../fakes/fakeBridge'

const words = (text: string) => ({ text, attachments: [] })

const start = () => {
  const bridge = new FakeBridge()
  const drafts = new Drafts(createClient(() => bridge))
  const saved = () => bridge.asked.filter(({ name }) => name === 'drafts.save').length
  return { bridge, drafts, saved }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('A draft', () => {
  it('is on its way to disk within half a second of the first key, however long the user types on', async () => {
    const { bridge, drafts, saved } = start()
    for (let key = 1; key <= 5; key += 1) {
      drafts.keep('c', words('x'.repeat(key)))
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(saved()).toBe(1)
    expect(bridge.drafts.get('c')?.text.length).toBeGreaterThanOrEqual(4)
    await vi.advanceTimersByTimeAsync(500)
    expect(bridge.drafts.get('c')?.text).toBe('xxxxx')
  })

  it('is kept for each conversation and for the one that has not begun', async () => {
    const { bridge, drafts } = start()
    drafts.keep(null, words('new'))
    drafts.keep('c', words('old'))
    await drafts.flush()
    expect(bridge.drafts.get(null)?.text).toBe('new')
    expect(bridge.drafts.get('c')?.text).toBe('old')
  })

  it('is forgotten when it is emptied, but not by a field that was never filled', async () => {
    const { bridge, drafts, saved } = start()
    bridge.drafts.set('c', words('from before'))
    drafts.keep('c', emptyDraft)
    await drafts.flush()
    expect(saved()).toBe(0)
    expect(await drafts.load('c')).toEqual(words('from before'))
    drafts.keep('c', emptyDraft)
    await drafts.flush()
    expect(bridge.drafts.has('c')).toBe(false)
  })

  it('that comes from disk late does not hold what was typed meanwhile a second time', async () => {
    const { bridge, drafts } = start()
    bridge.drafts.set('c', words('old'))
    const loading = drafts.load('c')
    drafts.keep('c', words('new'))
    expect(await loading).toEqual(words('old'))
    expect(drafts.peek('c')).toEqual(words('new'))
  })

  it('that could not be kept is tried again with the next change', async () => {
    const { bridge, drafts } = start()
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { AppError } = await import('@shared/ipc/errors')
    bridge.failCalls('drafts.save', new AppError('library/unavailable'))
    drafts.keep('c', words('kept'))
    await drafts.flush()
    bridge.failCalls('drafts.save', null)
    await drafts.flush()
    expect(bridge.drafts.get('c')?.text).toBe('kept')
  })

  it('joins with another, each attachment once', () => {
    const attachment = {
      id: 'a',
      kind: 'text',
      name: 'a.txt',
      mediaType: 'text/plain',
      byteLength: 1,
      characters: 1,
      width: 0,
      height: 0,
    } as const
    const both = joined(
      { text: 'one', attachments: [attachment] },
      { text: 'two', attachments: [attachment] },
    )
    expect(both).toEqual({ text: 'one\ntwo', attachments: [attachment] })
    expect(joined(words('one'), emptyDraft)).toEqual(words('one'))
  })
})
