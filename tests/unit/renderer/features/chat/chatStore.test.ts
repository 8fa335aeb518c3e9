import { AppError } from '@shared/ipc/errors'
import { textOf } from '@shared/model/message'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type ChatStore,
  createChatStore,
  isAnswering,
  isPendingShown,
} from '../../../../../src/renderer/features/chat/chatStore'
import { createClient } from '../../../../../src/renderer/ipc/client'
import { FakeBridge, type Step } from '../../../../fakes/fakeBridge'

/** A script that waits for the test between its steps. */
const stepped = () => {
  const waiting: (() => void)[] = []
  const next = () =>
    vi.waitFor(() => {
      const resolve = waiting.shift()
      if (!resolve) throw new Error('The script does not wait yet')
      resolve()
    })
  const script = (steps: readonly Step[]) =>
    async function* () {
      for (const step of steps) {
        await new Promise<void>((resolve) => waiting.push(resolve))
        yield step
      }
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  return { script, next }
}

const open: ReturnType<typeof createChatStore>[] = []
const storeOf = (bridge: FakeBridge, asked: string[] = []) => {
  const store = createChatStore(
    createClient(() => bridge),
    ({ messageId }) => asked.push(messageId),
  )
  open.push(store)
  return store
}
afterEach(() => {
  for (const store of open.splice(0)) store.getState().open(null)
})

const until = (store: { getState(): ChatStore }, claim: (state: ChatStore) => boolean) =>
  vi.waitFor(() => {
    if (!claim(store.getState())) throw new Error('Not yet')
  })

const answerOf = ({ chat }: ChatStore): string => {
  const message = chat?.messages.get(chat.path.at(-1) ?? '')
  return message ? textOf(message) : ''
}

describe('The conversation on screen', () => {
  it('shows a question at once, and once only when it has come back', async () => {
    const bridge = new FakeBridge({ delayMs: 5 })
    const store = storeOf(bridge)
    const sent = store.getState().send({ prompt: 'Hello?', attachments: [] })
    expect(isPendingShown(store.getState())).toBe(true)
    await sent
    await until(store, (state) => (state.chat?.path.length ?? 0) === 2)
    expect(isPendingShown(store.getState())).toBe(false)
    await until(store, (state) => answerOf(state) === 'You said: Hello?' && !isAnswering(state))
  })

  it('tells of each answer that was asked for here', async () => {
    const asked: string[] = []
    const store = storeOf(new FakeBridge(), asked)
    await store.getState().send({ prompt: 'One', attachments: [] })
    await until(store, (state) => answerOf(state) !== '' && !isAnswering(state))
    const first = store.getState().chat?.path.at(-1) ?? ''
    await store.getState().regenerate(first)
    expect(asked[0]).toBe(first)
    expect(asked).toHaveLength(2)
  })

  it('gives a question back when main refuses it', async () => {
    const bridge = new FakeBridge()
    bridge.failCalls('runs.start', new AppError('engine/none'))
    const store = storeOf(bridge)
    await expect(store.getState().send({ prompt: 'Hello?', attachments: [] })).rejects.toMatchObject({
      code: 'engine/none',
    })
    expect(store.getState().pending).toBeNull()
  })

  it('goes on after a cut, from where it was, without asking for everything again', async () => {
    const { script, next } = stepped()
    const bridge = new FakeBridge({
      script: script([
        { type: 'text', text: 'one ' },
        { type: 'text', text: 'two ' },
        { type: 'text', text: 'three' },
      ]),
    })
    const store = storeOf(bridge)
    await store.getState().send({ prompt: 'Count', attachments: [] })
    await next()
    await until(store, (state) => answerOf(state) === 'one ')
    bridge.cut('conversations.watch')
    await next()
    await next()
    await next()
    await until(store, (state) => answerOf(state) === 'one two three' && !isAnswering(state))
    const afters = bridge.asked
      .filter(({ name }) => name === 'conversations.watch')
      .map(({ input }) => (input as { after: { seq: number } | null }).after)
    expect(afters[0]).toBeNull()
    expect(afters.at(-1)?.seq).toBeGreaterThan(0)
  })

  it('asks for a snapshot when events are missing or main has restarted', async () => {
    const bridge = new FakeBridge()
    const store = storeOf(bridge)
    const conversationId = await store.getState().send({ prompt: 'Hello?', attachments: [] })
    await until(store, (state) => answerOf(state) !== '' && !isAnswering(state))
    bridge.restart()
    await until(store, (state) => state.chat?.epoch === 'epoch-1+')
    expect(answerOf(store.getState())).toBe('You said: Hello?')
    expect(store.getState().conversationId).toBe(conversationId)
  })

  it('leaves its stream when another conversation is opened', async () => {
    const bridge = new FakeBridge()
    const first = bridge.addConversation('First', 1)
    const second = bridge.addConversation('Second', 2)
    const store = storeOf(bridge)
    store.getState().open(first)
    await until(store, (state) => state.chat?.conversation.id === first)
    store.getState().open(second)
    expect(store.getState().chat).toBeNull()
    await until(store, (state) => state.chat?.conversation.id === second)
    expect(bridge.openStreams).toEqual(['conversations.watch'])
  })

  it('says why a conversation cannot be opened', async () => {
    const store = storeOf(new FakeBridge())
    store.getState().open('nowhere')
    await until(store, (state) => state.trouble?.code === 'conversation/not-found')
  })

  it('asks an edited question beside the old one, and walks between both', async () => {
    const store = storeOf(new FakeBridge())
    await store.getState().send({ prompt: 'Old words', attachments: [] })
    await until(store, (state) => answerOf(state) !== '' && !isAnswering(state))
    const oldQuestion = store.getState().chat?.path[0] ?? ''
    await store.getState().sendBeside({ parentId: null }, { prompt: 'New words', attachments: [] })
    await until(store, (state) => answerOf(state) === 'You said: New words' && !isAnswering(state))
    expect(store.getState().chat?.path).toHaveLength(2)
    await store.getState().show(oldQuestion)
    await until(store, (state) => answerOf(state) === 'You said: Old words')
  })

  it('stops an answer with the text it had', async () => {
    const { script, next } = stepped()
    const bridge = new FakeBridge({ script: script([{ type: 'text', text: 'Half' }]) })
    const store = storeOf(bridge)
    await store.getState().send({ prompt: 'Go', attachments: [] })
    await next()
    await until(store, (state) => answerOf(state) === 'Half')
    await store.getState().stop()
    await next()
    await until(store, (state) => !isAnswering(state))
    const leaf = store.getState().chat?.path.at(-1) ?? ''
    expect(store.getState().chat?.messages.get(leaf)?.state).toBe('stopped')
    expect(answerOf(store.getState())).toBe('Half')
  })

  it('joins an answer that is being written by a snapshot, not by the library’s older copy', async () => {
    const { script, next } = stepped()
    const bridge = new FakeBridge({ script: script([{ type: 'text', text: 'Live' }]) })
    const store = storeOf(bridge)
    await store.getState().send({ prompt: 'Go', attachments: [] })
    await next()
    await until(store, (state) => answerOf(state) === 'Live')
    const leaf = store.getState().chat?.path.at(-1) ?? ''
    await store.getState().loadBodies([leaf])
    expect(bridge.asked.some(({ name }) => name === 'messages.load')).toBe(false)
    await next()
    await until(store, (state) => !isAnswering(state))
    expect(answerOf(store.getState())).toBe('Live')
  })

  it('shows what waits, and gives it back once', async () => {
    const { script, next } = stepped()
    const bridge = new FakeBridge({ script: script([{ type: 'text', text: 'Half' }]) })
    const store = storeOf(bridge)
    await store.getState().send({ prompt: 'Go', attachments: [] })
    await next()
    await until(store, (state) => answerOf(state) === 'Half')
    await store.getState().enqueue({ prompt: 'Then this', attachments: [] })
    await until(store, ({ chat }) => chat?.queue.length === 1)
    const [waiting] = store.getState().chat?.queue ?? []
    expect(await store.getState().takeBack(waiting?.id ?? '')).toMatchObject({ prompt: 'Then this' })
    await until(store, ({ chat }) => chat?.queue.length === 0)
    expect(await store.getState().takeBack(waiting?.id ?? '')).toBeNull()
    await next()
    await until(store, (state) => !isAnswering(state))
  })

  it('throws what keeps a question from waiting, so that its words can come back', async () => {
    const bridge = new FakeBridge()
    const store = storeOf(bridge)
    await store.getState().send({ prompt: 'Go', attachments: [] })
    bridge.failCalls('runs.enqueue', new AppError('run/over-budget'))
    const refused = store.getState().enqueue({ prompt: 'More', attachments: [] })
    await expect(refused).rejects.toMatchObject({ code: 'run/over-budget' })
  })

  it('offers to undo a deletion until that is done, or the user goes elsewhere', async () => {
    const bridge = new FakeBridge()
    const store = storeOf(bridge)
    await store.getState().send({ prompt: 'Go', attachments: [] })
    await until(store, (state) => state.chat !== null && !isAnswering(state) && state.chat.path.length === 2)
    const leaf = store.getState().chat?.path.at(-1) ?? ''
    await store.getState().remove(leaf)
    expect(store.getState().removal).not.toBeNull()
    await store.getState().restore()
    expect(store.getState().removal).toBeNull()
    expect(bridge.asked.at(-1)?.name).toBe('messages.restore')
    const question = store.getState().chat?.path[0] ?? ''
    await store.getState().remove(question)
    store.getState().open(null)
    expect(store.getState().removal).toBeNull()
  })

  it('gives its choices to a conversation that begins, and to no other', async () => {
    const bridge = new FakeBridge()
    const store = storeOf(bridge)
    const choices = { model: 'mine' }
    await store.getState().send({ prompt: 'One', attachments: [] }, { choices })
    await until(store, (state) => state.chat !== null && !isAnswering(state) && answerOf(state) !== '')
    await store.getState().send({ prompt: 'Two', attachments: [] }, { choices })
    const started = bridge.asked.filter(({ name }) => name === 'runs.start').map(({ input }) => input)
    expect(started[0]).toMatchObject({ choices })
    expect(started[1]).not.toHaveProperty('choices')
  })
})
