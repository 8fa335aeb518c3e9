import type { ConversationEvent, ConversationFeedItem, ConversationSnapshot } from '@shared/model/events'
import type { Message, Part } from '@shared/model/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyBatch, type ChatState, withLoaded } from '../../../../../src/renderer/features/chat/chatState'
import { packOutline } from '../../../../fakes/packOutline'

const conversation = { id: 'c', title: 't', createdAt: 0, updatedAt: 0, leafId: null, choices: {} }

const message = (id: string, parentId: string | null, extra: Partial<Message> = {}): Message => ({
  id,
  conversationId: 'c',
  parentId,
  role: parentId === null ? 'user' : 'assistant',
  state: 'streaming',
  parts: [],
  createdAt: 1,
  ...extra,
})

const snapshotOf = (state: ChatState): ConversationSnapshot => ({
  type: 'snapshot',
  epoch: state.epoch,
  seq: state.seq,
  conversation: state.conversation,
  outline: packOutline([...state.outline.values()]),
  messages: [...state.messages.values()],
  queue: state.queue,
})

const empty: ConversationSnapshot = {
  type: 'snapshot',
  epoch: 'e',
  seq: 0,
  conversation,
  outline: packOutline([]),
  messages: [],
  queue: [],
}

const stateAfter = (items: readonly ConversationFeedItem[], from: ChatState | null = null): ChatState => {
  const state = applyBatch(from, items)
  if (state === null || state === 'gap') throw new Error(`No state: ${state}`)
  return state
}

const numbered = (changes: readonly Omit<ConversationEvent, 'seq'>[]): ConversationEvent[] =>
  changes.map((change, index) => ({ ...change, seq: index + 1 }) as ConversationEvent)

const ids = ['a', 'b', 'c', 'd'] as const
const part = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.string({ maxLength: 5 }) }),
  fc.record({ type: fc.constant('reasoning' as const), text: fc.string({ maxLength: 5 }) }),
  fc.constant<Part>({ type: 'picture', prompt: 'p', pictureId: null, width: 1, height: 1 }),
)
const index = fc.nat(2)
const id = fc.constantFrom(...ids)
const change = fc.oneof(
  fc.record({
    type: fc.constant('message.added' as const),
    message: fc.tuple(id, fc.constantFrom(null, ...ids)).map(([own, parent]) => message(own, parent)),
  }),
  fc.record({ type: fc.constant('message.removed' as const), messageId: id }),
  fc.record({ type: fc.constant('part.opened' as const), messageId: id, index, part }),
  fc.record({ type: fc.constant('part.replaced' as const), messageId: id, index, part }),
  fc.record({
    type: fc.constant('part.grew' as const),
    messageId: id,
    index,
    text: fc.string({ maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('message.finished' as const),
    messageId: id,
    state: fc.constantFrom('complete' as const, 'stopped' as const, 'failed' as const),
    finishedAt: fc.nat(9),
  }),
  fc.record({
    type: fc.constant('queue.changed' as const),
    queue: fc.array(fc.record({ id, prompt: fc.string({ maxLength: 3 }), attachments: fc.constant([]) }), {
      maxLength: 2,
    }),
  }),
  fc.record({
    type: fc.constant('conversation.changed' as const),
    conversation: fc.constantFrom(null, ...ids).map((leafId) => ({ ...conversation, leafId })),
  }),
)

/** What a window shows of a conversation; previews and retries are of the moment and not in a snapshot. */
const lasting = ({ conversation, outline, messages, path, queue, seq }: ChatState) => ({
  conversation,
  queue,
  outline: [...outline].sort(),
  messages: [...messages].sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  path,
  seq,
})

describe('A conversation in a window', () => {
  it('is the same after a snapshot at any moment and the events since as after all events', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.nat(40), (changes, cut) => {
        const events = numbered(changes as Omit<ConversationEvent, 'seq'>[])
        const whole = stateAfter([empty, ...events])
        const before = stateAfter([empty, ...events.slice(0, cut)])
        const joined = stateAfter([snapshotOf(before), ...events.slice(cut)])
        expect(lasting(joined)).toEqual(lasting(whole))
      }),
    )
  })

  it('does not depend on how events were gathered into batches, nor on repeated ones', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.array(fc.nat(30)), (changes, cuts) => {
        const events = numbered(changes as Omit<ConversationEvent, 'seq'>[])
        let state = stateAfter([empty])
        let from = 0
        for (const to of [...cuts.sort((a, b) => a - b), events.length]) {
          state = stateAfter(events.slice(Math.max(0, from - 2), to), state)
          from = to
        }
        expect(lasting(state)).toEqual(lasting(stateAfter([empty, ...events])))
      }),
    )
  })

  it('notices a missing event instead of showing a text with a hole', () => {
    const state = stateAfter([empty])
    const added: ConversationEvent = { seq: 1, type: 'message.added', message: message('a', null) }
    const late: ConversationEvent = { seq: 3, type: 'message.removed', messageId: 'a' }
    expect(applyBatch(state, [added, late])).toBe('gap')
    expect(applyBatch(null, [added])).toBe('gap')
  })

  it('shows the branch that ends at the chosen leaf', () => {
    const state = stateAfter([
      {
        ...empty,
        conversation: { ...conversation, leafId: 'c' },
        outline: packOutline([message('a', null), message('b', 'a'), message('c', 'a')]),
      },
    ])
    expect(state.path).toEqual(['a', 'c'])
  })

  it('keeps what it has of untouched messages, so that they are not drawn again', () => {
    const before = stateAfter([
      {
        ...empty,
        outline: packOutline([message('a', null)]),
        messages: [message('a', null), message('b', 'a')],
      },
    ])
    const after = stateAfter(
      [
        { seq: 1, type: 'part.opened', messageId: 'b', index: 0, part: { type: 'text', text: 'x' } },
        { seq: 2, type: 'part.grew', messageId: 'b', index: 0, text: 'y' },
      ],
      before,
    )
    expect(after.messages.get('a')).toBe(before.messages.get('a'))
    expect(after.outline).toBe(before.outline)
    expect(after.path).toBe(before.path)
    expect(after.messages.get('b')?.parts).toEqual([{ type: 'text', text: 'xy' }])
  })

  it('hangs what followed a removed message from its parent, and puts all back as the outline says', () => {
    const all = [message('a', null), message('b', 'a'), message('c', 'b')]
    const snapshot = {
      ...empty,
      conversation: { ...conversation, leafId: 'c' },
      outline: packOutline(all),
      messages: all,
    }
    const without = stateAfter([snapshot, { seq: 1, type: 'message.removed', messageId: 'b' }])
    expect(without.path).toEqual(['a', 'c'])
    const back = stateAfter([{ seq: 2, type: 'outline.changed', outline: packOutline(all) }], without)
    expect(back.path).toEqual(['a', 'b', 'c'])
  })

  it('tells of a retry until the answer begins or ends', () => {
    const waiting = stateAfter([
      { ...empty, outline: packOutline([message('a', null)]), messages: [message('a', null)] },
      { seq: 1, type: 'retry.scheduled', messageId: 'a', code: 'engine/overloaded', attempt: 2, at: 99 },
    ])
    expect(waiting.retries.get('a')).toEqual({ code: 'engine/overloaded', attempt: 2, at: 99 })
    const trying = stateAfter([{ seq: 2, type: 'retry.started', messageId: 'a', attempt: 2 }], waiting)
    expect(trying.retries.get('a')?.at).toBeNull()
    const ended = stateAfter(
      [{ seq: 3, type: 'message.finished', messageId: 'a', state: 'failed', finishedAt: 1 }],
      trying,
    )
    expect(ended.retries.size).toBe(0)
  })

  it('takes loaded bodies only for messages that it knows, and never over newer ones', () => {
    const mine = message('a', null, { parts: [{ type: 'text', text: 'newer' }] })
    const state = stateAfter([
      { ...empty, outline: packOutline([mine, message('b', 'a')]), messages: [mine] },
    ])
    const loaded = withLoaded(state, [message('a', null), message('b', 'a'), message('z', null)])
    expect(loaded.messages.get('a')).toBe(mine)
    expect([...loaded.messages.keys()]).toEqual(['a', 'b'])
  })
})
