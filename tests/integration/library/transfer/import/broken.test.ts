import { execFileSync } from 'node:child_process'
import { appendFileSync, closeSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type FakeNode, fakeConversation, writeZip } from '../../../../fakes/chatgptExport'
import { canMount, withDisk } from '../../disk'
import { maintainAll, png, question } from '../../helpers'
import { allMessages, finish, importPlace, listAll } from './importPlace'

const place = importPlace()

const short = (id: string) => fakeConversation(id, [{ id: 'q' }, { id: 'a' }])
/** A conversation that is longer than what is written at a time. */
const long = (id: string, turns = 60) =>
  fakeConversation(
    id,
    Array.from(
      { length: turns * 2 },
      (_, index): FakeNode => ({ id: `n${index}`, text: `word${index} of ${id}` }),
    ),
  )
const own = (library: ReturnType<typeof place.open>) =>
  library.addMessages({
    conversation: { id: 'own', title: 'Own', createdAt: 1, updatedAt: 2, leafId: 'm', choices: {} },
    messages: [question('m', 'my own words', { conversationId: 'own' })],
  })

describe('A file that is not whole', () => {
  test('broken in the middle: what came before stays, and where it broke is told', async () => {
    const library = place.open()
    own(library)
    const before = `[${JSON.stringify(short('c1'))},${JSON.stringify(short('c2'))},`
    const cut = JSON.stringify(short('c3')).slice(0, 300)
    const result = await place.run(library, place.file('conversations.json', `${before}${cut}}}]`))
    expect(result).toMatchObject({
      end: 'failed',
      failure: { code: 'file/damaged', data: { name: 'conversations.json' } },
      added: { conversations: 2, messages: 4 },
    })
    expect(result.failure?.data?.at).toBeGreaterThan(before.length)
    expect(listAll(library).map(({ title }) => title)).toEqual(['Title of c1', 'Title of c2', 'Own'])
  })

  test('cut off, as a download that ended early: the same', async () => {
    const library = place.open()
    const text = JSON.stringify([short('c1'), short('c2'), short('c3')])
    const result = await place.run(library, place.file('conversations.json', text.slice(0, -700)))
    expect(result).toMatchObject({
      end: 'failed',
      failure: { code: 'file/damaged' },
      added: { conversations: 2 },
    })
  })

  test('an archive that is damaged inside: the same', async () => {
    const library = place.open()
    // Numbers that do not shrink, so that the damage is where it is put.
    let seed = 1
    const noise = Array.from({ length: 60_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed.toString(36)
    }).join('')
    const list = [short('c1'), { ...short('c2'), noise }, short('c3')]
    const path = await writeZip(place.path('export.zip'), { 'conversations.json': JSON.stringify(list) })
    const file = openSync(path, 'r+')
    writeSync(file, Buffer.alloc(2_000, 0x55), 0, 2_000, 150_000)
    closeSync(file)
    const result = await place.run(library, path)
    expect(result).toMatchObject({ end: 'failed', failure: { code: 'file/damaged' } })
    expect(listAll(library).map(({ title }) => title)).toContain('Title of c1')
    expect(listAll(library).map(({ title }) => title)).not.toContain('Title of c3')
  })

  test('things of a wrong kind in it are left out by themselves', async () => {
    const library = place.open()
    const odd = [
      7,
      null,
      'text',
      [],
      {},
      { mapping: [] },
      { mapping: { a: null, b: 7, c: { message: 'no' } }, title: 5 },
      { ...short('c1'), title: null, create_time: 'never', update_time: -5, current_node: 9, id: 4 },
      {
        ...short('c2'),
        create_time: 1e300,
        mapping: { ...(short('c2').mapping as object), x: { parent: {}, children: 4 } },
      },
    ]
    const result = await place.run(
      library,
      place.file('conversations.json', JSON.stringify([short('c0'), ...odd])),
    )
    expect(result).toMatchObject({ end: 'complete', added: { conversations: 3, messages: 6 } })
    expect(result.leftOut).toContainEqual(
      expect.objectContaining({ kind: 'conversation', reason: 'damaged', count: 3 }),
    )
    const titles = listAll(library).map(({ title }) => title)
    // Without a title of its own it has the first words of its question.
    expect(titles.sort()).toEqual(['Text of q', 'Title of c0', 'Title of c2'])
  })

  test('a message too large to be one is left out, what is around it stays', async () => {
    const library = place.open()
    const huge = fakeConversation('c1', [
      { id: 'q' },
      { id: 'a', text: 'x'.repeat(33 * 1024 * 1024) },
      { id: 'z' },
    ])
    const result = await place.run(
      library,
      place.file('conversations.json', JSON.stringify([huge, short('c2')])),
    )
    expect(result).toMatchObject({ end: 'complete', added: { conversations: 2, messages: 4 } })
    expect(result.leftOut).toMatchObject([
      { kind: 'message', reason: 'too-large', count: 1, names: ['Title of c1'] },
    ])
  })

  test('changed by another process while it is read: told, and what was read until then stays', async () => {
    const library = place.open()
    const path = place.file('conversations.json', JSON.stringify([long('c1'), long('c2'), long('c3')]))
    const job = place.job(library, path)
    await job.open()
    let isChanged = false
    const result = await finish(job, ({ added }) => {
      if (added.conversations !== 1 || isChanged) return
      appendFileSync(path, ' ')
      isChanged = true
    })
    expect(result).toMatchObject({
      end: 'failed',
      failure: { code: 'file/changed' },
      added: { conversations: 1 },
    })
    expect(listAll(library)).toHaveLength(1)
  })
})

describe('An import that does not come to its end', () => {
  test('cancelled: whole conversations stay, half of one goes, and the next import has the rest', async () => {
    const library = place.open()
    own(library)
    const path = place.file('conversations.json', JSON.stringify([long('c1'), long('c2'), long('c3')]))
    const job = place.job(library, path)
    await job.open()
    let steps = 0
    const result = await finish(job, ({ added }) => {
      steps += 1
      // In the middle of the second one.
      if (added.conversations === 1 && added.messages > 120) job.cancel()
    })
    expect(result).toMatchObject({ end: 'cancelled', failure: null, added: { conversations: 1 } })
    expect(steps).toBeGreaterThan(3)
    maintainAll(library)
    expect(listAll(library).map(({ title }) => title)).toEqual(['Title of c1', 'Own'])
    expect(library.search({ query: 'word3 c2', limit: 5 }).hits).toEqual([])
    expect(await place.run(library, path)).toMatchObject({
      end: 'complete',
      added: { conversations: 2, messages: 240 },
      known: { conversations: 1, messages: 120 },
    })
    for (const { id, title } of listAll(library))
      expect(allMessages(library, id)).toHaveLength(title === 'Own' ? 1 : 120)
  })

  test('ended by a crash: half a conversation is never seen, and gone at the next start', async () => {
    let library = place.open()
    own(library)
    const path = place.file('conversations.json', JSON.stringify([long('c1')]))
    const job = place.job(library, path)
    await job.open()
    await job.step()
    expect(listAll(library).map(({ title }) => title)).toEqual(['Own'])
    // The state as it would be without its end: the file is closed, but nothing is taken back.
    library.close()
    library = place.open()
    maintainAll(library)
    expect(listAll(library).map(({ title }) => title)).toEqual(['Own'])
    expect(library.search({ query: 'word3', limit: 5 }).hits).toEqual([])
    expect(await place.run(library, path)).toMatchObject({ added: { conversations: 1, messages: 120 } })
    expect(allMessages(library, listAll(library)[0]?.id ?? '').map(({ parts }) => parts[0])).toEqual(
      Array.from({ length: 120 }, (_, index) => ({ type: 'text', text: `word${index} of c1` })),
    )
  })
})

describe.skipIf(!canMount)('On a disk that fills up (needs root to mount one)', () => {
  const onDisk = (megabytes: number, work: (disk: string) => Promise<void>) =>
    withDisk(place.folder, work, megabytes)

  test('the import says so, nothing of before is touched, whole conversations stay, and it can go on', async () => {
    await onDisk(8, async (disk) => {
      // The file that is imported lies elsewhere.
      const big = (id: string) =>
        fakeConversation(
          id,
          Array.from(
            { length: 20 },
            (_, index): FakeNode => ({ id: `n${index}`, text: `${id} ${'words '.repeat(3_000)}` }),
          ),
        )
      const list = Array.from({ length: 40 }, (_, index) => big(`c${index}`))
      const path = place.file('conversations.json', JSON.stringify(list))
      const library = place.open({ folder: disk })
      try {
        own(library)
        const result = await place.run(library, path, disk)
        expect(result).toMatchObject({ end: 'failed', failure: { code: 'library/disk-full' } })
        expect(result.added.conversations).toBeLessThan(40)
        expect(library.loadMessages({ ids: ['m'] })).toHaveLength(1)
        const imported = listAll(library).filter(({ id }) => id !== 'own')
        expect(imported).toHaveLength(result.added.conversations)
        for (const { id } of imported) expect(allMessages(library, id)).toHaveLength(20)
        execFileSync('mount', ['-o', 'remount,size=80m', disk])
        expect(await place.run(library, path, disk)).toMatchObject({ end: 'complete' })
        expect(listAll(library)).toHaveLength(41)
      } finally {
        library.close()
      }
    })
  })

  test('full while a picture is written: the same, and no half picture is left', async () => {
    await onDisk(3, async (disk) => {
      const bytes = Buffer.concat([png(8, 8), Buffer.alloc(4 * 1024 * 1024, 7)])
      const content = {
        content_type: 'multimodal_text',
        parts: [{ content_type: 'image_asset_pointer', asset_pointer: 'file-service://file-Big1' }],
      }
      const path = await writeZip(place.path('export.zip'), {
        'conversations.json': JSON.stringify([fakeConversation('c1', [{ id: 'q', role: 'user', content }])]),
        'file-Big1.png': bytes,
      })
      const library = place.open({ folder: disk })
      try {
        const result = await place.run(library, path, disk)
        expect(result).toMatchObject({
          end: 'failed',
          failure: { code: 'library/disk-full' },
          added: { conversations: 0 },
        })
        expect(readdirSync(join(disk, 'pictures'))).toEqual([])
        expect(listAll(library)).toEqual([])
      } finally {
        library.close()
      }
    })
  })
})
