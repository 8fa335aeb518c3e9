import type { Conversation } from '@shared/model/conversation'
import { expect, test } from 'vitest'
import { ArrivedChanges } from '../../../../src/main/sync/ArrivedChanges'
import { ManualTimers } from '../../../fakes/manualTimers'

const message = (id: string, conversationId: string) => ({ id, conversationId })

test('what comes within a moment is told once: messages of what is open before its row, what is gone as gone', async () => {
  const timers = new ManualTimers()
  const told: string[] = []
  const loaded: number[] = []
  const arrived = new ArrivedChanges({
    library: {
      loadConversations: async ({ ids }) => {
        loaded.push(ids.length)
        return ids.filter((id) => id !== 'gone').map((id) => ({ id }) as Conversation)
      },
      openConversation: async () => ({ outline: {} }) as never,
      loadMessages: async () =>
        [message('m1', 'open'), message('m2', 'other'), message('live', 'open')] as never,
    },
    isOpen: (id) => id === 'open',
    isWriting: (id) => id === 'live',
    publish: (id, change) =>
      void told.push(`${id}: ${change.type} ${change.type === 'message.added' ? change.message.id : ''}`),
    tellRows: async (ids) => void told.push(`rows ${ids.join()}`),
    forget: async (ids) => void told.push(`gone ${ids.join()}`),
    tellFolders: async () => void told.push('folders'),
    timers,
  })
  arrived.add({ conversationIds: ['open', 'other'], messageIds: ['m1', 'm2', 'live'], areFolders: false })
  arrived.add({ conversationIds: ['gone'], messageIds: [], areFolders: true })
  expect(timers.count).toBe(1)
  timers.fire()
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual([
    'folders',
    'gone gone',
    'open: message.added m1',
    'open: outline.changed ',
    'rows open,other',
  ])
  // A first join: as many requests as it takes, none too large.
  told.length = 0
  const many = Array.from({ length: 450 }, (_, index) => `c${index}`)
  arrived.add({ conversationIds: many, messageIds: [], areFolders: false })
  timers.fire()
  await new Promise((resolve) => setImmediate(resolve))
  expect(loaded).toEqual([3, 200, 200, 50])
})
