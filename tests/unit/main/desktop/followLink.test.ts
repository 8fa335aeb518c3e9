import type { Conversation } from '@shared/model/conversation'
import type { AppEvent } from '@shared/model/events'
import { expect, it } from 'vitest'
import { followLink } from '../../../../src/main/desktop/followLink'
import { Intents } from '../../../../src/main/desktop/Intents'
import { Emitter } from '../../../../src/main/lib/Emitter'
import { Notices } from '../../../../src/main/settings/Notices'

const make = () => {
  const events = new Emitter<AppEvent>()
  const told: AppEvent[] = []
  events.subscribe((event) => told.push(event))
  const intents = new Intents(events)
  const notices = new Notices(events)
  const known: Conversation = {
    id: 'known',
    title: '',
    createdAt: 0,
    updatedAt: 0,
    leafId: null,
    choices: {},
  }
  const library = { getConversation: async ({ id }: { id: string }) => (id === 'known' ? known : null) }
  return { intents, notices, told, follow: (link: string) => followLink(link, { library, intents, notices }) }
}

it('fills in and does nothing else', async () => {
  const { intents, told, follow } = make()
  await follow('parley://ask?text=Hello')
  expect(told).toEqual([{ type: 'intents.waiting', window: 'main' }])
  expect(intents.take('quick')).toEqual([])
  expect(intents.take('main')).toEqual([{ type: 'fill', text: 'Hello', attachments: [], isFresh: true }])
  // Handed out once: a page that reloads must not fill it in again.
  expect(intents.take('main')).toEqual([])
})

it('opens a conversation that is there', async () => {
  const { intents, follow } = make()
  await follow('parley://conversation/known')
  expect(intents.take('main')).toEqual([{ type: 'open', conversationId: 'known' }])
})

it.each([
  ['parley://conversation/unknown', 'not-found'],
  ['parley://delete/known', 'unknown'],
  ['parley://ask?text=%FF', 'malformed'],
  ['parley://ask', 'empty'],
  [`parley://ask?text=${'x'.repeat(20_000)}`, 'too-long'],
])('%.60s is refused with a calm notice', async (link, reason) => {
  const { intents, notices, follow } = make()
  await follow(link)
  expect(intents.take('main')).toEqual([])
  expect(notices.list()).toEqual([{ kind: 'link-refused', severity: 'info', data: { reason } }])
  await follow('parley://ask?text=Better')
  expect(notices.list()).toEqual([])
})

it('a page that comes late gets what waits, and a flood keeps only its end', () => {
  const { intents } = make()
  expect(intents.missed()).toEqual([])
  for (let index = 0; index < 100; index += 1)
    intents.give('main', { type: 'open', conversationId: `${index}` })
  expect(intents.missed()).toEqual([{ type: 'intents.waiting', window: 'main' }])
  expect(intents.take('main')).toHaveLength(20)
  expect(intents.missed()).toEqual([])
})
