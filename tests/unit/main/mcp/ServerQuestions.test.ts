import type { ServerQuestion } from '@shared/ipc/mcpHost'
import type { AppEvent } from '@shared/model/events'
import type { AskedQuestion } from '@shared/model/serverQuestion'
import type { ToolServer } from '@shared/model/toolServer'
import { expect, test } from 'vitest'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { ServerQuestions } from '../../../../src/main/mcp/ServerQuestions'

const server: ToolServer = {
  id: 'work',
  name: 'Work',
  prefix: 'work',
  address: { type: 'stdio', command: 'node', args: [], env: [], cwd: null },
  isOn: true,
  consent: null,
  legacySince: null,
}
const form: ServerQuestion = {
  type: 'form',
  message: 'Who are you?',
  schema: {
    properties: { name: { type: 'string' }, password: { type: 'string' } },
    required: ['name'],
  },
}
const page = (isNeededFirst: boolean): ServerQuestion => ({
  type: 'address',
  message: 'Sign in',
  url: 'https://example.org/in',
  elicitationId: 'page-1',
  isNeededFirst,
})

/** A server that goes on waiting. */
const waits = new AbortController().signal

/** Questions, with a call of the server under way in whose conversation they are asked. */
const calling = () => {
  const events = new Emitter<AppEvent>()
  const opened: string[] = []
  let count = 0
  const questions = new ServerQuestions({
    events,
    openOutside: async (url) => void opened.push(url),
    newId: () => `question-${++count}`,
  })
  const shown: number[] = []
  events.subscribe((event) => event.type === 'questions.changed' && shown.push(event.questions.length))
  const stop = new AbortController()
  const kept: AskedQuestion[] = []
  const said: string[] = []
  let end = () => {}
  const place = {
    conversationId: 'one',
    messageId: 'answer',
    signal: stop.signal,
    say: (words: string) => {
      said.push(words)
      return () => void said.push('enough')
    },
    addQuestion: (question: AskedQuestion) => void kept.push(question),
  }
  const call = questions.during('work', place, () => new Promise<void>((done) => (end = done)))
  return { questions, opened, shown, stop, kept, said, call, end: () => end() }
}

test('a form is asked about in the conversation of the call, and its values reach the server', async () => {
  const { questions, kept, said, shown } = calling()
  const asking = questions.ask(server, form, waits)
  expect(questions.all()).toMatchObject([
    { id: 'question-1', conversationId: 'one', messageId: 'answer', serverName: 'Work' },
  ])
  expect(said).toEqual(['Work asks you something. This waits until you answer, in Parley’s window.'])
  const strange = { type: 'send', values: { name: 'Ada', other: 'x' } } as const
  await expect(questions.answer('question-1', strange)).rejects.toMatchObject({ code: 'ipc/bad-input' })
  await expect(questions.answer('question-1', { type: 'open' })).rejects.toMatchObject({
    code: 'ipc/bad-input',
  })
  await questions.answer('question-1', { type: 'send', values: { name: 'Ada', password: 'hunter2' } })
  await expect(asking).resolves.toEqual({
    action: 'accept',
    content: { name: 'Ada', password: 'hunter2' },
  })
  expect(shown).toEqual([1, 0])
  expect(said.at(-1)).toBe('enough')
  expect(kept).toEqual([
    {
      serverName: 'Work',
      message: 'Who are you?',
      answer: 'sent',
      values: [
        { label: 'Name', value: 'Ada' },
        { label: 'Password', value: null },
      ],
    },
  ])
})

test('what is declined is told as such and kept, and an answer to what is over is nothing', async () => {
  const { questions, kept } = calling()
  const asking = questions.ask(server, form, waits)
  await questions.answer('question-1', { type: 'decline' })
  await expect(asking).resolves.toEqual({ action: 'decline', content: null })
  expect(kept).toEqual([{ serverName: 'Work', message: 'Who are you?', answer: 'declined' }])
  await expect(questions.answer('question-1', { type: 'decline' })).resolves.toBeUndefined()
})

test('a server that asks on after three refusals in one call is not shown any more', async () => {
  const { questions, shown } = calling()
  for (let round = 1; round <= 3; round += 1) {
    const asking = questions.ask(server, form, waits)
    await questions.answer(`question-${round}`, { type: 'decline' })
    await expect(asking).resolves.toMatchObject({ action: 'decline' })
  }
  await expect(questions.ask(server, form, waits)).resolves.toEqual({ action: 'cancel', content: null })
  expect(shown).toEqual([1, 0, 1, 0, 1, 0])
})

test('a stop, the end of the call, the server itself and no call at all withdraw what is asked', async () => {
  const stopped = calling()
  const one = stopped.questions.ask(server, form, waits)
  stopped.stop.abort()
  await expect(one).resolves.toEqual({ action: 'cancel', content: null })
  const ended = calling()
  const other = ended.questions.ask(server, form, waits)
  ended.end()
  await ended.call
  await expect(other).resolves.toEqual({ action: 'cancel', content: null })
  expect(ended.questions.all()).toEqual([])
  await expect(ended.questions.ask(server, form, waits)).resolves.toEqual({ action: 'cancel', content: null })
  expect(ended.shown).toEqual([1, 0])
  const waiting = calling()
  const withdrawing = new AbortController()
  const third = waiting.questions.ask(server, form, withdrawing.signal)
  withdrawing.abort()
  await expect(third).resolves.toEqual({ action: 'cancel', content: null })
  expect(waiting.kept).toEqual([])
})

test('an address opens by a press alone, and its server waits for the rest by itself', async () => {
  const { questions, opened, kept } = calling()
  const asking = questions.ask(server, page(false), waits)
  expect(opened).toEqual([])
  await questions.answer('question-1', { type: 'open' })
  await expect(asking).resolves.toEqual({ action: 'accept', content: null })
  expect(opened).toEqual(['https://example.org/in'])
  expect(kept).toEqual([
    { serverName: 'Work', message: 'Sign in', answer: 'opened', url: 'https://example.org/in' },
  ])
})

test('an address that a call needs first waits until the server or the user says that it is done', async () => {
  const { questions, opened } = calling()
  const first = questions.ask(server, page(true), waits)
  // Done before it was opened: that is not what the user did.
  questions.completed('work', 'page-1')
  await questions.answer('question-1', { type: 'open' })
  expect(questions.all()).toMatchObject([{ ask: { isOpened: true } }])
  questions.completed('other', 'page-1')
  questions.completed('work', 'page-2')
  expect(questions.all()).toHaveLength(1)
  questions.completed('work', 'page-1')
  await expect(first).resolves.toMatchObject({ action: 'accept' })
  const second = questions.ask(server, page(true), waits)
  await expect(questions.answer('question-2', { type: 'go-on' })).rejects.toMatchObject({
    code: 'ipc/bad-input',
  })
  await questions.answer('question-2', { type: 'open' })
  await questions.answer('question-2', { type: 'go-on' })
  await expect(second).resolves.toMatchObject({ action: 'accept' })
  expect(opened).toHaveLength(2)
})

test.each([
  { ...page(false), url: 'file:///etc/passwd' },
  { ...page(false), url: 'mailto:ada@example.org' },
  { ...page(false), url: 'https://example.org@evil.example/' },
  { type: 'form', message: '', schema: { properties: { a: { type: 'object' } }, required: ['a'] } },
] as readonly ServerQuestion[])('what cannot be shown as it is is refused: %j', async (asked) => {
  const { questions } = calling()
  await expect(questions.ask(server, asked, waits)).rejects.toMatchObject({ code: 'toolServer/malformed' })
  expect(questions.all()).toEqual([])
})
