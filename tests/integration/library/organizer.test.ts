import type { Conversation, ListPlace } from '@shared/model/conversation'
import { placeOf } from '@shared/model/conversation'
import { describe, expect, test } from 'vitest'
import { Database } from '../../../src/library/Database'
import type { LocalLibrary } from '../../../src/library/library'
import { listConversations } from '../../../src/library/organizer'
import { conversation, libraryPlace, newPicture, png, question } from './helpers'

const place = libraryPlace()

const have = (library: LocalLibrary, count: number): string[] => {
  const ids = Array.from({ length: count }, (_, index) => `c${String(index).padStart(3, '0')}`)
  for (const [index, id] of ids.entries())
    library.saveConversation({ conversation: conversation(id, { updatedAt: 1_000 + Math.floor(index / 3) }) })
  return ids
}
/** The whole list, read in pages of this many. */
const list = (library: LocalLibrary, where: ListPlace, limit = 4): string[] => {
  const ids: string[] = []
  let after = null
  do {
    const page = library.listConversations({ limit, place: where, after })
    ids.push(...page.conversations.map(({ id }) => id))
    after = page.next
  } while (after !== null)
  return ids
}
const folder = (id: string, position = 0) => ({ id, name: `Folder ${id}`, position, createdAt: 1 })

describe('Where conversations are put', () => {
  test('each stands in the lists it belongs to, in pages, newest first, once', () => {
    const library = place.open()
    const ids = have(library, 20)
    library.saveFolder({ folder: folder('f') })
    library.arrangeConversations({
      places: [
        { id: 'c001', pinnedAt: 10 },
        { id: 'c002', pinnedAt: 20, folderId: 'f' },
        { id: 'c003', folderId: 'f' },
        { id: 'c004', archivedAt: 5, pinnedAt: 30 },
        { id: 'c005', trashedAt: 7 },
        { id: 'c006', trashedAt: 8, archivedAt: 5, folderId: 'f' },
      ],
    })
    const newestFirst = ids.toSorted((a, b) => {
      const [x, y] = [Math.floor(ids.indexOf(a) / 3), Math.floor(ids.indexOf(b) / 3)]
      return y - x || (a < b ? -1 : 1)
    })
    const without = (...gone: string[]) => newestFirst.filter((id) => !gone.includes(id))
    expect(list(library, { type: 'recent' })).toEqual(without('c004', 'c005', 'c006'))
    expect(list(library, { type: 'loose' })).toEqual(without('c001', 'c002', 'c003', 'c004', 'c005', 'c006'))
    expect(list(library, { type: 'pinned' }, 1)).toEqual(['c002', 'c001'])
    expect(list(library, { type: 'folder', folderId: 'f' }, 1)).toEqual(['c003', 'c002'])
    expect(list(library, { type: 'archive' })).toEqual(['c004'])
    expect(list(library, { type: 'trash' }, 1)).toEqual(['c006', 'c005'])
    expect(library.getConversation({ id: 'c002' })).toMatchObject({ pinnedAt: 20, folderId: 'f' })
  })

  test('many that were thrown away in the same moment come in pages, too', () => {
    const library = place.open()
    const ids = have(library, 25)
    library.arrangeConversations({ places: ids.map((id) => ({ id, trashedAt: 99 })) })
    expect(list(library, { type: 'trash' }, 4)).toEqual(ids)
  })

  test('every list is one walk along an index, however long the history', () => {
    const library = place.open()
    have(library, 3)
    library.close()
    const database = Database.open(`${place.folder}/library.db`)
    const asked: string[] = []
    const all = database.all.bind(database)
    database.all = (sql, values) => {
      asked.push(sql)
      return all(sql, values)
    }
    const places: readonly ListPlace[] = [
      { type: 'recent' },
      { type: 'loose' },
      { type: 'pinned' },
      { type: 'folder', folderId: 'f' },
      { type: 'archive' },
      { type: 'trash' },
    ]
    const walked = places.map((where) => {
      asked.length = 0
      listConversations(database, { limit: 5, place: where, after: { at: 5, id: 'x' } })
      const values = where.type === 'folder' ? ['f', 5, 5, 'x', 6] : [5, 5, 'x', 6]
      const plan = all(`EXPLAIN QUERY PLAN ${asked[0]}`, values).map(({ detail }) => String(detail))
      // Where several have the same time, these alone may be sorted.
      const steps = plan.filter((line) => line !== 'USE TEMP B-TREE FOR LAST TERM OF ORDER BY')
      return steps.map((line) => /INDEX (\w+)/.exec(line)?.[1] ?? line)
    })
    database.close()
    expect(walked).toEqual([
      ['conversations_listed'],
      ['conversations_loose'],
      ['conversations_pinned'],
      ['conversations_by_folder'],
      ['conversations_archived'],
      ['conversations_trashed'],
    ])
  })

  test('no writer of a name, of choices or of an answer moves a conversation', () => {
    const library = place.open()
    const stale = conversation('c', { title: 'Old' })
    library.saveConversation({ conversation: stale })
    library.saveFolder({ folder: folder('f') })
    const [put] = library.arrangeConversations({ places: [{ id: 'c', pinnedAt: 5, folderId: 'f' }] })
    library.saveConversation({ conversation: { ...stale, title: 'New' } })
    library.addMessages({ conversation: { ...stale, title: 'Newer' }, messages: [question('q', 'Hello')] })
    library.finishMessage({ message: question('q', 'Hello again', { finishedAt: 9_000 }) })
    expect(library.getConversation({ id: 'c' })).toEqual({
      ...put,
      title: 'Newer',
      updatedAt: 9_000,
    } satisfies Partial<Conversation>)
  })

  test('one that is written whole for the first time is put where it says', () => {
    const library = place.open()
    library.saveFolder({ folder: folder('f') })
    const whole = conversation('c', { pinnedAt: 1, archivedAt: 2, trashedAt: 3, folderId: 'f' })
    library.addMessages({ conversation: whole, messages: [question('q', 'Brought along')] })
    expect(library.getConversation({ id: 'c' })).toEqual(whole)
    // A folder that is not there is none.
    library.saveConversation({ conversation: conversation('d', { folderId: 'gone' }) })
    expect(library.getConversation({ id: 'd' })).toEqual(conversation('d'))
  })

  test('something new that is said brings it back out of the archive and the trash', () => {
    const library = place.open()
    library.saveConversation({ conversation: conversation('c') })
    library.arrangeConversations({ places: [{ id: 'c', archivedAt: 4, trashedAt: 5, pinnedAt: 6 }] })
    library.addMessages({ conversation: conversation('c'), messages: [question('q', 'Once more')] })
    expect(library.getConversation({ id: 'c' })).toEqual(conversation('c', { pinnedAt: 6 }))
  })

  test('arranging again changes nothing more, and a place can be put back whole', () => {
    const library = place.open()
    library.saveFolder({ folder: folder('f') })
    library.saveConversation({ conversation: conversation('c', { pinnedAt: 3, folderId: 'f' }) })
    const before = library.loadConversations({ ids: ['c', 'unknown'] })
    expect(before).toHaveLength(1)
    const places = [
      { id: 'c', pinnedAt: null, folderId: null, archivedAt: 7 },
      { id: 'unknown', pinnedAt: 1 },
    ]
    const once = library.arrangeConversations({ places })
    expect(library.arrangeConversations({ places })).toEqual(once)
    expect(library.arrangeConversations({ places: before.map(placeOf) })).toEqual(before)
  })

  test('what deleting gives back is its text and the pictures that no other conversation shows', () => {
    const library = place.open()
    const picture = (salt: number) => library.addPicture(newPicture(png(8, 8, salt)))
    const [own, shared] = [picture(1), picture(2)]
    const showing = (id: string, conversationId: string, ...pictureIds: string[]) =>
      question(id, 'Look', {
        conversationId,
        parts: pictureIds.map((pictureId) => ({
          type: 'picture' as const,
          prompt: 'x',
          pictureId,
          width: 8,
          height: 8,
        })),
      })
    const messages = [showing('q', 'c', own.id, shared.id), question('r', 'x'.repeat(10_000))]
    library.addMessages({ conversation: conversation('c'), messages })
    const text = messages.reduce((sum, { parts }) => sum + JSON.stringify(parts).length, 0)
    const both = own.byteLength + shared.byteLength
    expect(library.measureConversation({ id: 'c' })).toBe(text + both)
    library.addMessages({ conversation: conversation('d'), messages: [showing('s', 'd', shared.id)] })
    expect(library.measureConversation({ id: 'c' })).toBe(text + own.byteLength)
    expect(library.measureConversation({ id: 'unknown' })).toBe(0)
  })

  test('the trash tells what lies in it long enough, the oldest first', () => {
    const library = place.open()
    have(library, 4)
    library.arrangeConversations({
      places: [
        { id: 'c000', trashedAt: 30 },
        { id: 'c001', trashedAt: 10 },
        { id: 'c002', trashedAt: 20 },
      ],
    })
    expect(library.listTrashed({ before: 30, limit: 10 })).toEqual(['c001', 'c002'])
    expect(library.listTrashed({ before: 31, limit: 2 })).toEqual(['c001', 'c002'])
  })
})

describe('Folders', () => {
  test('keep their order and their names, whatever these hold', () => {
    const library = place.open()
    library.saveFolder({ folder: { ...folder('b', 1), name: 'Reisen \ud800\0 旅行' } })
    library.saveFolder({ folder: folder('a', 0) })
    library.saveFolder({ folder: { ...folder('a', 2), name: 'Renamed' } })
    expect(library.listFolders().map(({ name }) => name)).toEqual(['Reisen \ud800\0 旅行', 'Renamed'])
  })

  test('a deleted one leaves its conversations where they can be seen', () => {
    const library = place.open()
    library.saveFolder({ folder: folder('f') })
    for (const id of ['a', 'b', 'c']) library.saveConversation({ conversation: conversation(id) })
    library.arrangeConversations({
      places: [
        { id: 'a', folderId: 'f' },
        { id: 'b', folderId: 'f', trashedAt: 1 },
      ],
    })
    expect(library.deleteFolder({ id: 'f' }).toSorted()).toEqual(['a', 'b'])
    expect(library.listFolders()).toEqual([])
    expect(list(library, { type: 'loose' })).toEqual(['a', 'c'])
    expect(library.getConversation({ id: 'b' })).toEqual(conversation('b', { trashedAt: 1 }))
    expect(library.deleteFolder({ id: 'f' })).toEqual([])
  })
})
