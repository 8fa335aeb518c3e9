import type { PartWrite, TextChunk } from '@shared/ipc/library/messages'
import type { ConversationChange } from '@shared/model/events'
import type { Message, Part } from '@shared/model/message'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LiveMessage } from '../../../../src/main/runs/LiveMessage'

const start: Message = {
  id: 'm',
  conversationId: 'c',
  parentId: null,
  role: 'assistant',
  state: 'streaming',
  parts: [],
  createdAt: 1,
}

const make = (message: Message = start) => {
  const changes: ConversationChange[] = []
  const parts: PartWrite[] = []
  const chunks: TextChunk[] = []
  const live = new LiveMessage(
    message,
    {
      publish: (change) => changes.push(change),
      writePart: (write) => parts.push(write),
      writeChunk: (chunk) => chunks.push(chunk),
    },
    () => 5,
  )
  return { live, changes, parts, chunks }
}

/** What a window has after applying every change. */
const seenByWindow = (initial: readonly Part[], changes: readonly ConversationChange[]): Part[] => {
  const seen = [...initial]
  for (const change of changes) {
    if (change.type === 'part.opened' || change.type === 'part.replaced') seen[change.index] = change.part
    if (change.type === 'part.grew') {
      const part = seen[change.index]
      if (part?.type === 'text' || part?.type === 'reasoning') {
        seen[change.index] = { ...part, text: part.text + change.text }
      }
    }
  }
  return seen
}

/**
 * What the library has by the rule of PartWrite and TextChunk, whatever order they arrive in within a batch.
 */
const keptByLibrary = (
  initial: readonly Part[],
  writes: readonly PartWrite[],
  chunks: readonly TextChunk[],
): Part[] => {
  const bases = initial.map((part) => ({ part, nextChunk: 0 }))
  for (const { partIndex, part, nextChunk } of writes) bases[partIndex] = { part, nextChunk }
  return bases.map(({ part, nextChunk }, index) => {
    const grown = chunks
      .filter((chunk) => chunk.partIndex === index && chunk.chunkIndex >= nextChunk)
      .sort((a, b) => a.chunkIndex - b.chunkIndex)
      .map(({ text }) => text)
      .join('')
    return part.type === 'text' || part.type === 'reasoning' ? { ...part, text: part.text + grown } : part
  })
}

const step = fc.oneof(
  fc.record({ do: fc.constant('text' as const), text: fc.string() }),
  fc.record({ do: fc.constant('reasoning' as const), text: fc.string() }),
  fc.record({ do: fc.constant('item' as const), text: fc.string({ minLength: 1 }) }),
  fc.record({ do: fc.constant('picture' as const), text: fc.string() }),
  fc.record({ do: fc.constant('drawn' as const), text: fc.string() }),
)

it('shows windows and keeps in the library exactly what it has, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.array(step),
      fc.constantFrom<readonly Part[]>([], [{ type: 'text', text: 'so far' }]),
      (steps, initial) => {
        const { live, changes, parts, chunks } = make({ ...start, parts: initial })
        for (const { do: act, text } of steps) {
          if (act === 'text' || act === 'reasoning') live.grow(act, text)
          if (act === 'item') live.attachReasoning(text)
          if (act === 'picture')
            live.add({ type: 'picture', prompt: text, pictureId: null, width: 0, height: 0 })
          if (act === 'drawn') {
            const index = live.message.parts.findIndex((part) => part.type === 'picture')
            if (index >= 0)
              live.replace(index, { type: 'picture', prompt: text, pictureId: 'x', width: 1, height: 1 })
          }
        }
        expect(seenByWindow(initial, changes)).toEqual(live.message.parts)
        expect(keptByLibrary(initial, parts, chunks)).toEqual(live.message.parts)
      },
    ),
  )
})

it('ends the reasoning with its time when the answer begins', () => {
  const { live } = make()
  live.grow('reasoning', 'hm')
  live.grow('text', 'so')
  expect(live.message.parts).toEqual([
    { type: 'reasoning', text: 'hm', startedAt: 5, endedAt: 5 },
    { type: 'text', text: 'so' },
  ])
})

it('puts a failure under the text and never over it', () => {
  const { live } = make()
  live.grow('text', 'half an ans')
  const message = live.finish('interrupted', { type: 'failure', code: 'engine/cut' })
  expect(message.parts).toEqual([
    { type: 'text', text: 'half an ans' },
    { type: 'failure', code: 'engine/cut' },
  ])
})

it('adds up what rounds and pictures cost, and one unknown price makes the whole unknown', () => {
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 }
  const { live } = make()
  live.charge(usage, 0.5)
  live.charge(usage, 0.25)
  expect(live.message).toMatchObject({ costUsd: 0.75, usage: { inputTokens: 2, outputTokens: 4 } })
  live.charge(null, null)
  live.charge(null, 1)
  expect(live.message.costUsd).toBeNull()
})

it('lets a follower hear only the answer, with a break between its parts', () => {
  const { live } = make()
  const heard: string[] = []
  live.grow('text', 'One.')
  const unfollow = live.follow((text) => heard.push(text))
  live.grow('reasoning', 'unheard')
  live.grow('text', 'Two.')
  unfollow()
  live.grow('text', 'Three.')
  expect(heard).toEqual(['\n\n', 'Two.'])
})

it('says what waits for the user also to a follower that comes later, and no more once it is over', () => {
  const { live } = make()
  const early: string[] = []
  const late: string[] = []
  live.follow((text) => early.push(text))
  const leaveUnsaid = live.say('May I?')
  live.follow((text) => late.push(text))
  leaveUnsaid()
  live.follow((text) => late.push(`too late: ${text}`))
  expect(early).toEqual(['\n\nMay I?\n\n'])
  expect(late).toEqual(early)
  expect(live.message.parts).toEqual([])
})

it('takes nothing once it has ended', () => {
  const { live, parts } = make()
  const index = live.add({ type: 'text', text: 'kept' })
  const { parts: kept } = live.finish('stopped', null)
  const written = parts.length
  expect(() => live.add({ type: 'text', text: 'late' })).toThrow('ended')
  expect(() => live.replace(index, { type: 'text', text: 'late' })).toThrow('ended')
  expect([live.message.parts, parts.length]).toEqual([kept, written])
})
