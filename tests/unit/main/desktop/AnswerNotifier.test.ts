import type { Conversation } from '@shared/model/conversation'
import type { Message, MessageState } from '@shared/model/message'
import { expect, it } from 'vitest'
import { AnswerNotifier, type NotificationWords } from '../../../../src/main/desktop/AnswerNotifier'

interface Shown {
  readonly words: NotificationWords
  readonly click: () => void
  readonly dismiss: () => void
  isWithdrawn: boolean
}

const make = (
  about: { isSupported?: boolean; isWanted?: boolean; isInSight?: boolean; mayShow?: boolean } = {},
) => {
  const shown: Shown[] = []
  const visited: string[] = []
  const notifier = new AnswerNotifier({
    mayShow: () => about.mayShow ?? true,
    system: {
      isSupported: () => about.isSupported ?? true,
      show: (words, { onClick, onGone }) => {
        const one: Shown = { words, click: onClick, dismiss: onGone, isWithdrawn: false }
        shown.push(one)
        return () => {
          one.isWithdrawn = true
        }
      },
    },
    isWanted: () => about.isWanted ?? true,
    isInSight: () => about.isInSight ?? false,
    goTo: (id) => visited.push(id),
  })
  return { notifier, shown, visited }
}

const ended = (state: MessageState, conversationId = 'one', title = 'Why is the sky dark?') => {
  const conversation: Conversation = {
    id: conversationId,
    title,
    createdAt: 0,
    updatedAt: 0,
    leafId: null,
    choices: {},
  }
  const answer: Message = {
    id: 'answer',
    conversationId,
    parentId: null,
    role: 'assistant',
    state,
    parts: [{ type: 'text', text: 'A secret answer' }],
    createdAt: 0,
  }
  return { conversation, answer, history: [] }
}

it('tells of an answer and goes there, with nothing of its words', () => {
  const { notifier, shown, visited } = make()
  notifier.consider(ended('complete'))
  expect(shown.map(({ words }) => words)).toEqual([
    { title: 'Parley has answered', body: 'Why is the sky dark?' },
  ])
  shown[0]?.click()
  expect(visited).toEqual(['one'])
})

it('tells of a failure as one', () => {
  const { notifier, shown } = make()
  notifier.consider(ended('failed'))
  expect(shown[0]?.words.title).toBe('Parley could not answer')
})

it.each(['stopped', 'interrupted', 'streaming'] as const)('is silent about an answer that is %s', (state) => {
  const { notifier, shown } = make()
  notifier.consider(ended(state))
  expect(shown).toEqual([])
})

it.each([{ isWanted: false }, { isInSight: true }, { isSupported: false }, { mayShow: false }])(
  'is silent with %o',
  (about) => {
    const { notifier, shown } = make(about)
    notifier.consider(ended('complete'))
    expect(shown).toEqual([])
  },
)

it('keeps one notification a conversation: the newest', () => {
  const { notifier, shown } = make()
  notifier.consider(ended('complete'))
  notifier.consider(ended('complete'))
  notifier.consider(ended('complete', 'another'))
  expect(shown.map(({ isWithdrawn }) => isWithdrawn)).toEqual([true, false, false])
})

it('takes all away when the user is back, and none twice', () => {
  const { notifier, shown } = make()
  notifier.consider(ended('complete'))
  notifier.consider(ended('complete', 'dismissed'))
  shown[1]?.dismiss()
  notifier.withdrawAll()
  expect(shown.map(({ isWithdrawn }) => isWithdrawn)).toEqual([true, false])
})

it('one that is dismissed late does not take the next one along', () => {
  const { notifier, shown } = make()
  notifier.consider(ended('complete'))
  notifier.consider(ended('complete'))
  shown[0]?.dismiss()
  notifier.withdrawAll()
  expect(shown[1]?.isWithdrawn).toBe(true)
})

it('shortens a title that would fill the screen', () => {
  const { notifier, shown } = make()
  notifier.consider(ended('complete', 'one', 'word '.repeat(100)))
  expect(shown[0]?.words.body.length).toBeLessThanOrEqual(61)
})

it('tells of calls that wait for the user, each once, with nothing of what they send', () => {
  const { notifier, shown, visited } = make()
  const approval = {
    id: 'approval',
    conversationId: 'one',
    messageId: 'answer',
    calls: [
      {
        callId: '1',
        name: 'write_file',
        title: 'Write',
        originName: 'Files',
        input: '{"text":"A secret"}',
        scope: null,
        mayBeAlways: true,
      },
    ],
  }
  notifier.considerApprovals([approval])
  notifier.considerApprovals([approval, { ...approval, id: 'other', conversationId: 'two' }])
  expect(shown.map(({ words }) => words)).toEqual([
    { title: 'Parley waits for your word', body: 'Allow write_file?' },
    { title: 'Parley waits for your word', body: 'Allow write_file?' },
  ])
  shown[1]?.click()
  expect(visited).toEqual(['two'])
})

it('tells of what a tool server asks, each once, with nothing of its words', () => {
  const { notifier, shown, visited } = make()
  const question = {
    id: 'question',
    conversationId: 'one',
    messageId: 'answer',
    serverName: 'Trains',
    message: 'A secret',
    ask: { type: 'address', url: 'https://secret.test/', isOpened: false },
  } as const
  notifier.considerQuestions([question])
  notifier.considerApprovals([])
  notifier.considerQuestions([question, { ...question, id: 'other', conversationId: 'two' }])
  expect(shown.map(({ words }) => words)).toEqual([
    { title: 'Parley waits for your word', body: 'Trains asks you something' },
    { title: 'Parley waits for your word', body: 'Trains asks you something' },
  ])
  shown[1]?.click()
  expect(visited).toEqual(['two'])
})
