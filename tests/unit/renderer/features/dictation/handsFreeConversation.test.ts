import { describe, expect, it } from 'vitest'
import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import type { ChatStore } from '../../../../../src/renderer/features/chat/chatStore'
import { createHandsFreeConversation } from '../../../../../src/renderer/features/dictation/handsFreeConversation'
import type { SpeechState } from '../../../../../src/renderer/features/speech/createSpeechStore'

type State = 'complete' | 'streaming' | 'failed' | 'stopped'

/** A conversation and a voice, as far as listening looks at them. */
const world = ({ isMuted = false } = {}) => {
  const read: string[] = []
  const chat = createStore<Partial<ChatStore>>()(() => ({
    conversationId: 'c',
    chat: null,
    pending: null,
  })) as unknown as StoreApi<ChatStore>
  const speech = createStore<Partial<SpeechState>>()((set) => ({
    playing: null,
    read: (messageId: string) => {
      read.push(messageId)
      set({ playing: { messageId, sentence: null, index: -1 } })
    },
  })) as unknown as StoreApi<SpeechState>
  const show = (...messages: readonly (readonly [id: string, role: 'user' | 'assistant', state: State])[]) =>
    chat.setState({
      chat: {
        path: messages.map(([id]) => id),
        outline: new Map(messages.map(([id, role, state]) => [id, { id, role, state }])),
      },
    } as unknown as ChatStore)
  const ask = () =>
    chat.setState({
      pending: { text: 'Q', attachments: [], messagesBefore: chat.getState().chat?.outline.size ?? 0 },
    })
  const outcomes: string[] = []
  const conversation = createHandsFreeConversation({ chat, speech, isReadAloud: () => !isMuted })
  return {
    chat,
    speech,
    show,
    ask,
    read,
    outcomes,
    conversation,
    onOver: (outcome: string) => outcomes.push(outcome),
  }
}

const sent = Promise.resolve()

describe('Hearing an answer', () => {
  it('waits for a question that is still on its way, and has failed once it is known not to go', async () => {
    const { read, outcomes, conversation, onOver, show, ask } = world()
    let settle = () => {}
    const onItsWay = new Promise<void>((resolve) => {
      settle = resolve
    })
    conversation.hearAnswer(onOver, onItsWay)
    expect(outcomes).toEqual([])
    ask()
    settle()
    await onItsWay
    show(['q1', 'user', 'complete'], ['a1', 'assistant', 'streaming'])
    expect([read, outcomes]).toEqual([['a1'], []])
    const refused = world()
    refused.conversation.hearAnswer(refused.onOver, Promise.reject(new Error('No')))
    await Promise.resolve().then(() => {})
    expect(refused.outcomes).toEqual(['failed'])
  })

  it('reads it as it is written, and is over when it was written and heard', () => {
    const { show, ask, read, outcomes, conversation, onOver, speech } = world()
    show(['q0', 'user', 'complete'], ['a0', 'assistant', 'complete'])
    ask()
    conversation.hearAnswer(onOver, sent)
    show(['q0', 'user', 'complete'], ['a0', 'assistant', 'complete'], ['q1', 'user', 'complete'])
    expect(read).toEqual([])
    const before = [
      ['q0', 'user', 'complete'],
      ['a0', 'assistant', 'complete'],
      ['q1', 'user', 'complete'],
    ] as const
    show(...before, ['a1', 'assistant', 'streaming'])
    expect(read).toEqual(['a1'])
    show(...before, ['a1', 'assistant', 'complete'])
    expect(outcomes).toEqual([])
    speech.setState({ playing: null })
    expect([read, outcomes]).toEqual([['a1'], ['heard']])
  })

  it('is not read where everything is muted', () => {
    const { show, ask, read, outcomes, conversation, onOver } = world({ isMuted: true })
    ask()
    conversation.hearAnswer(onOver, sent)
    show(['q1', 'user', 'complete'], ['a1', 'assistant', 'complete'])
    expect([read, outcomes]).toEqual([[], ['heard']])
  })

  it('has failed when the answer failed, the question did not get away, or another conversation is shown', async () => {
    const failed = world()
    failed.ask()
    failed.conversation.hearAnswer(failed.onOver, sent)
    failed.show(['q1', 'user', 'complete'], ['a1', 'assistant', 'failed'])
    failed.speech.setState({ playing: null })
    expect(failed.outcomes).toEqual(['failed'])
    const unsent = world()
    unsent.ask()
    unsent.conversation.hearAnswer(unsent.onOver, sent)
    await sent
    unsent.chat.setState({ pending: null })
    expect(unsent.outcomes).toEqual(['failed'])
    const left = world()
    left.ask()
    left.conversation.hearAnswer(left.onOver, sent)
    left.chat.setState({ conversationId: 'other' })
    expect(left.outcomes).toEqual(['failed'])
  })

  it('tells nothing once it was left', () => {
    const { show, ask, outcomes, conversation, onOver } = world()
    ask()
    conversation.hearAnswer(onOver, sent)
    conversation.leave()
    show(['q1', 'user', 'complete'], ['a1', 'assistant', 'failed'])
    expect(outcomes).toEqual([])
  })

  it('a stopped answer has ended here, too, before anything new is sent', async () => {
    const { show, chat, conversation } = world()
    show(['q1', 'user', 'complete'], ['a1', 'assistant', 'streaming'])
    let isOver = false
    chat.setState({ stop: async () => {} })
    const stopping = conversation.stopAnswer().then(() => {
      isOver = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isOver).toBe(false)
    show(['q1', 'user', 'complete'], ['a1', 'assistant', 'stopped'])
    await stopping
  })
})
