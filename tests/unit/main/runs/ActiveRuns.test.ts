import type { Conversation } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import { describe, expect, it } from 'vitest'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { ActiveRuns, type Run } from '../../../../src/main/runs/ActiveRuns'
import { LiveMessage } from '../../../../src/main/runs/LiveMessage'
import { Previews } from '../../../../src/main/runs/Previews'

const conversation: Conversation = {
  id: 'c',
  title: 'A',
  createdAt: 1,
  updatedAt: 1,
  leafId: 'answer',
  choices: {},
}

const make = () => {
  const told: AppEvent[] = []
  const events = new Emitter<AppEvent>()
  events.subscribe((event) => told.push(event))
  const previews = new Previews()
  let finish = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const live = new LiveMessage(
    {
      id: 'answer',
      conversationId: 'c',
      parentId: 'question',
      role: 'assistant',
      state: 'streaming',
      parts: [],
      createdAt: 1,
    },
    { publish: () => {}, writePart: () => {}, writeChunk: () => {} },
    () => 1,
  )
  const run: Run = {
    live,
    conversation,
    stopping: new AbortController(),
    isBeside: false,
    isQuitting: false,
    finished,
  }
  return { runs: new ActiveRuns(events, previews), run, live, previews, told, finish }
}

describe('Active runs', () => {
  it('know what is written, from the entry of a run until it is taken out, and announce both', () => {
    const { runs, run, told } = make()
    expect(runs.isBusy('c')).toBe(false)
    runs.add(run)
    expect(runs.isBusy('c')).toBe(true)
    expect(runs.isStarting('c')).toBe(false)
    expect(['answer', 'question', 'other'].map((id) => runs.isWriting(id))).toEqual([true, true, false])
    expect(runs.liveMessage('answer')?.id).toBe('answer')
    expect(runs.liveMessage('question')).toBeNull()
    runs.remove(run)
    expect(runs.isWriting('answer')).toBe(false)
    expect(told).toEqual([
      { type: 'runs.changed', conversationIds: ['c'] },
      { type: 'runs.changed', conversationIds: [] },
    ])
  })

  it('let one question of a conversation be written at a time, and free it where that fails', async () => {
    const { runs } = make()
    const failing = runs.exclusively('c', async () => {
      expect(runs.isStarting('c')).toBe(true)
      await expect(runs.exclusively('c', async () => {})).rejects.toMatchObject({ code: 'run/busy' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(runs.isBusy('c')).toBe(false)
  })

  it('tell of a wait for the next try until the answer goes on or ends', () => {
    const { runs, run } = make()
    const retry = { messageId: 'answer', code: 'engine/overloaded', attempt: 1, at: 9 } as const
    runs.add(run)
    runs.retryStarted('answer', 1)
    expect(runs.pendingRetries('c')).toEqual([])
    runs.retryScheduled(retry)
    expect(runs.pendingRetries('c')).toEqual([retry])
    runs.retryStarted('answer', 2)
    expect(runs.pendingRetries('c')).toEqual([{ ...retry, attempt: 2, at: null }])
    runs.retryOver('answer')
    expect(runs.pendingRetries('c')).toEqual([])
    runs.retryScheduled(retry)
    runs.remove(run)
    runs.add(run)
    expect(runs.pendingRetries('c')).toEqual([])
  })

  it('give the unfinished pictures of the answer in progress', () => {
    const { runs, run, previews } = make()
    previews.put('answer', 0, new Uint8Array(1))
    expect(runs.pendingPreviews('c')).toEqual([])
    runs.add(run)
    expect(runs.pendingPreviews('c')).toEqual([{ messageId: 'answer', index: 0, revision: 1 }])
  })

  it('give the text as it is and as it grows, to its end', async () => {
    const { runs, run, live, finish } = make()
    const { signal } = new AbortController()
    expect(runs.followText('answer', signal)).toBeNull()
    live.grow('text', 'One ')
    runs.add(run)
    const texts = runs.followText('answer', signal)
    live.grow('text', 'two')
    finish()
    const heard: string[] = []
    for await (const text of texts ?? []) heard.push(text)
    expect(heard.join('')).toBe('One two')
  })
})
