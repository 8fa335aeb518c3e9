import { afterEach, expect, test } from 'vitest'
import { writeConversation } from '../../../../src/library/conversations'
import type { Database } from '../../../../src/library/Database'
import { saveFolder } from '../../../../src/library/folders'
import { writeMessage } from '../../../../src/library/messages'
import { catchUpStep } from '../../../../src/library/search/catchUp'
import { conversation, question } from '../helpers'
import { SyncDevice, settle } from './SyncDevice'

const devices: SyncDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.close()
})
let time = 1e12
const make = (name: string, before: (database: Database) => void): SyncDevice => {
  const device = new SyncDevice(
    name,
    () => {
      time += 7
      return time
    },
    before,
  )
  devices.push(device)
  return device
}
/** A history of its own: conversations of as many messages, each under the one before. */
const history =
  (name: string, conversations: number, messages: number, title = name) =>
  (database: Database): void =>
    database.transaction(() => {
      saveFolder(database, { id: `${name}-folder`, name: `Folder of ${name}`, position: 0, createdAt: 5 })
      for (let at = 0; at < conversations; at += 1) {
        const id = `${name}-${at}`
        const last = `${id}-m${messages - 1}`
        const key = writeConversation(
          database,
          conversation(id, {
            title: `${title} ${at}`,
            leafId: last,
            folderId: `${name}-folder`,
            createdAt: 100 + at,
          }),
        )
        for (let index = 0; index < messages; index += 1)
          writeMessage(
            database,
            key,
            question(`${id}-m${index}`, `word ${index}`, {
              conversationId: id,
              parentId: index === 0 ? null : `${id}-m${index - 1}`,
              createdAt: 100 + index,
            }),
          )
      }
    })

test('two machines with histories of their own join to one, folders and all', () => {
  const a = make('a', history('a', 7, 3))
  const b = make('b', history('b', 5, 30))
  const c = make('c', () => {})
  settle([a, b, c])
  expect(new Set([a, b, c].map((each) => each.digest())).size).toBe(1)
  expect(new Set([a, b, c].map((each) => each.shown())).size).toBe(1)
  expect(c.conversationIds()).toHaveLength(12)
  expect(c.messageIds('b-4')).toHaveLength(30)
  expect(c.methods.getConversation({ id: 'a-0' })).toMatchObject({ folderId: 'a-folder', leafId: 'a-0-m2' })
  expect(c.folderIds()).toEqual(['a-folder', 'b-folder'])
  // Their words follow between requests.
  while (catchUpStep(c.database));
  const found = c.methods
    .search({ query: 'word', limit: 500 })
    .hits.map(({ conversationId }) => conversationId)
  expect(new Set(found).size).toBe(12)
})

test('the same import on both is there once, and of what was changed the later counts', () => {
  const a = make('a', history('same', 3, 4, 'Imported'))
  const b = make('b', history('same', 3, 4, 'Imported'))
  a.methods.saveConversation({
    conversation: {
      ...(a.methods.getConversation({ id: 'same-1' }) as never as object),
      title: 'Renamed',
      titleSource: 'person',
    } as never,
  })
  settle([a, b])
  expect(a.digest()).toBe(b.digest())
  expect(b.conversationIds()).toHaveLength(3)
  expect(b.methods.getConversation({ id: 'same-1' })?.title).toBe('Renamed')
})

test('what the user does while the backlog goes out comes first, and a deletion meanwhile holds', () => {
  const a = make('a', history('a', 20, 3))
  const b = make('b', () => {})
  a.send(10)
  a.send(10)
  a.methods.deleteConversation({ id: 'a-0' })
  a.methods.arrangeConversations({ places: [{ id: 'a-1', pinnedAt: 9 }] })
  a.send(2)
  expect(
    a.log
      .at(-1)
      ?.records.map(({ id }) => id)
      .sort(),
  ).toEqual(['a-0', 'a-1'])
  settle([a, b])
  expect(a.digest()).toBe(b.digest())
  expect(b.conversationIds()).toHaveLength(19)
})

test('a deletion before the other device gave its part brings that part back', () => {
  const a = make('a', history('same', 1, 2))
  const b = make('b', history('same', 1, 4))
  // a has seen nothing of b, which knows two messages more.
  a.methods.deleteConversation({ id: 'same-0' })
  settle([a, b])
  expect(a.digest()).toBe(b.digest())
  expect(a.messageIds('same-0')).toHaveLength(4)
})
