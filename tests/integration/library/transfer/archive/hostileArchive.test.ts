import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as kept from '@shared/ipc/keptRows'
import { describe, expect, it } from 'vitest'
import { Database } from '../../../../../src/library/Database'
import type { LocalLibrary } from '../../../../../src/library/library'
import { checkedColumns } from '../../../../../src/library/transfer/archive/records'
import { conversation, libraryPlace, outlineOf, png, question } from '../../helpers'
import {
  craftArchive,
  conversationRow as head,
  messageRow as message,
  type Rows,
  restoreArchive,
} from './craftArchive'

const place = libraryPlace()
const craft = (...given: Parameters<typeof craftArchive> extends [string, ...infer R] ? R : never) =>
  craftArchive(place.folder, ...given)
const restore = (library: LocalLibrary, path: string) => restoreArchive(place.folder, library, path)

describe('an archive that was written to do harm', () => {
  it('brings only rows that are what they should be', async () => {
    const library = place.open()
    const path = await craft({
      conversations: [
        head('c'),
        message('good'),
        message('odd', { parts: [{ type: 'script', text: 'x' }] }),
        message('null', { parts: null }),
        message('role', { role: 'system' }),
        message('streaming', { state: 'streaming' }),
        head('bad', { choices: '{' }),
        'no json at all',
        '["an", "array"]',
        message('lost', { conversation_id: 'nowhere' }),
        { ...message('proto'), __proto__: { role: 'x' }, 'indexed_as) --': 1, conversation: 77 },
      ],
      notes: [
        { name: 'import.unfinished', value: '{"id":"c","nextKey":1}' },
        { name: 'draft', value: '{"text":"mine","attachments":[]}' },
      ],
    })
    const result = await restore(library, path)
    expect(result.added).toMatchObject({ conversations: 2, messages: 2 })
    expect(result.leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(8)
    expect(outlineOf(library.openConversation({ id: 'c', limit: 9 })).map(({ id }) => id)).toEqual([
      'good',
      'proto',
    ])
    expect(library.getNote({ name: 'import.unfinished' })).toBeNull()
    expect(library.getNote({ name: 'draft' })).toContain('mine')
  })

  it('writes no file but under the name of its own content', async () => {
    const library = place.open()
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    const picture = (id: string, format = 'png') => ({
      pk: 1,
      id,
      format,
      byte_length: 1,
      width: 1,
      height: 1,
      prompt: 'x',
      created_at: 1,
    })
    const good = png(2, 2)
    const other = 'b'.repeat(64)
    const path = await craft(
      {
        pictures: [
          picture('../../escape'),
          picture(hash(svg)),
          picture(other),
          picture(hash(good)),
          picture(hash(good), '../png'),
        ],
        speech_clips: [
          {
            id: '../x',
            text: 'x',
            voice: 'v',
            format: 'ogg',
            byte_length: 1,
            duration_ms: 1,
            created_at: 1,
            used_at: 1,
          },
        ],
      },
      {
        [`pictures/${hash(svg)}.png`]: svg,
        [`pictures/${other}.png`]: good,
        [`pictures/${hash(good)}.png`]: good,
      },
    )
    await restore(library, path)
    expect(readdirSync(join(place.folder, 'pictures'))).toEqual([`${hash(good)}.png`])
    expect(existsSync(join(place.folder, '..', 'escape'))).toBe(false)
  })

  it('takes nothing away and changes nothing that it does not know newer', async () => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('c', { title: 'Mine', updatedAt: 5, leafId: 'good' }),
      messages: [question('good', 'as I wrote it')],
    })
    await restore(
      library,
      await craft({ conversations: [head('c', { title: 'Theirs', trashed_at: 9 }), message('good')] }),
    )
    expect(library.openConversation({ id: 'c', limit: 5 })).toMatchObject({
      conversation: { title: 'Mine' },
      messages: [{ parts: [{ type: 'text', text: 'as I wrote it' }] }],
    })
    expect(library.listConversations({ limit: 5, after: null }).conversations).toHaveLength(1)
  })

  it('is told to be newer, or damaged, before anything is written', async () => {
    const library = place.open()
    const rows: Rows = { conversations: [head('c'), message('good')] }
    const failure = async (path: string) =>
      restore(library, path).then(
        ({ failure }) => failure?.code,
        (error: { code?: string }) => error.code,
      )
    expect(await failure(await craft(rows, {}, { schemaVersion: 99 }))).toBe('file/newer')
    expect(await failure(await craft(rows, {}, { version: 2 }))).toBe('file/newer')
    expect(await failure(await craft(rows, {}, { counts: { conversations: -1 } }))).toBe('file/unreadable')
    expect(
      await failure(
        await craft(
          rows,
          {},
          { entries: [{ name: 'rows/notes.jsonl', bytes: 1, sha256: 'a'.repeat(64), records: 1 }] },
        ),
      ),
    ).toBe('file/damaged')
    expect(library.listConversations({ limit: 5, after: null }).conversations).toEqual([])
  })

  it('ATK-02: a row whose time is no time is left out and told, wherever the time stands', async () => {
    const library = place.open()
    const times: readonly unknown[] = [-1e300, 1e300, 1e18, -1, 1.5, '1', null, true, [], {}]
    const path = await craft({
      conversations: times.flatMap((time, index) => [
        head(`created${index}`, { created_at: time }),
        head(`updated${index}`, { updated_at: time }),
        head(`put${index}`, { pinned_at: time, archived_at: time, trashed_at: time }),
        head('c'),
        message(`created${index}`, { created_at: time }),
        message(`finished${index}`, { finished_at: time }),
        message(`thought${index}`, {
          parts: [{ type: 'reasoning', text: 'hm', startedAt: time, endedAt: time, opaque: time }],
        }),
      ]),
    })
    const result = await restore(library, path)
    const { conversations } = library.listConversations({ limit: 99, after: null })
    expect(conversations.map(({ id }) => id).sort()).toEqual(['c', ...times.map((_, n) => `put${n}`)].sort())
    expect(conversations.map((each) => kept.conversation.parse(each))).toEqual(conversations)
    expect(conversations.flatMap((each) => each.pinnedAt ?? [])).toEqual([])
    const names = times.flatMap((_, n) => [`created${n}`, `finished${n}`, `thought${n}`])
    const messages = library.loadMessages({ ids: names })
    expect(messages).toHaveLength(2 * times.length)
    expect(messages.map((each) => kept.message.parse(each))).toEqual(messages)
    expect(result.leftOut).toContainEqual({
      kind: 'message',
      reason: 'damaged',
      count: 3 * times.length,
      names: [],
    })
  })

  it('ATK-02: the reported archive brings what is good of it, and says what it left out', async () => {
    const library = place.open()
    const oddParts = [
      { type: 'text', text: 'x', wish: 'str' },
      { type: 'reasoning', text: 'r', startedAt: 'x', opaque: 5 },
      { type: 'failure', code: 'not/a-code', data: { a: { b: 1 } } },
      { type: 'picture', prompt: 'p', pictureId: null, width: -5, height: 1e308 },
      { type: 'tool-call', callId: '', name: '', input: 'x' },
    ]
    const path = await craft({
      conversations: [
        head('future', { created_at: 1e300, updated_at: 1e300, leaf_id: 'f1' }),
        message('f1', { conversation_id: 'future', created_at: 1e300 }),
        head('odd', { leaf_id: 'd1' }),
        message('d1', { conversation_id: 'odd', role: 'assistant', usage: '"x"', parts: oddParts }),
        message('d2', {
          conversation_id: 'odd',
          parts: [{ type: 'file', fileId: '../../etc/passwd', name: 'x', mediaType: 'x', byteLength: -1 }],
        }),
        head('old', { created_at: -1e300, updated_at: -1e300, leaf_id: 'o1' }),
        message('o1', { conversation_id: 'old', created_at: -1e300 }),
      ],
    })
    const result = await restore(library, path)
    expect(result.end).toBe('complete')
    expect(library.listConversations({ limit: 9, after: null }).conversations.map(({ id }) => id)).toEqual([
      'odd',
    ])
    const [odd] = library.openConversation({ id: 'odd', limit: 9 })?.messages ?? []
    expect(odd && 'usage' in odd).toBe(false)
    expect(odd?.parts).toEqual([
      { type: 'text', text: 'x' },
      { type: 'reasoning', text: 'r' },
      { type: 'failure', code: 'internal' },
      { type: 'picture', prompt: 'p', pictureId: null, width: 0, height: 0 },
      { type: 'tool-call', callId: '', name: '', input: 'x' },
    ])
  })

  it.each([
    { count: 200_000, size: '64x64' },
    { count: 1e9 },
    { count: '10' },
    { count: 0.5 },
    { size: 5 },
    { quality: 'x' },
    { fromId: '../x' },
    { maskId: { a: 1 } },
    [],
    'all',
    7,
  ])('ATK-15: picture options that cannot be asked for are dropped: %j', async (wish) => {
    const library = place.open()
    const asked = { type: 'text', text: '/image a cat' }
    await restore(
      library,
      await craft({ conversations: [head('c'), message('m', { parts: [{ ...asked, wish }] })] }),
    )
    expect(library.loadMessages({ ids: ['m'] })[0]?.parts).toEqual([asked])
  })

  it.each(['null', '[]', '5', '"x"', '{', '', '{"temperature":"hot"}', '{"model":{}}', '{"streaming":1}'])(
    'ATK-16: choices that are none count as no choices: %s',
    async (choices) => {
      const library = place.open()
      await restore(library, await craft({ conversations: [head('c', { choices }), message('m')] }))
      expect(library.getConversation({ id: 'c' })?.choices).toEqual({})
    },
  )

  it('gives nothing that a window is not given otherwise, whatever the ids and names are', async () => {
    const library = place.open()
    const odd = ['\0', 'a\0b', '\u001b', '\ud800', '', 'x'.repeat(101)]
    const huge = 'x'.repeat(1_000_000)
    const path = await craft({
      folders: [
        ...odd.map((id) => ({ id, name: 'f', position: 0, created_at: 1 })),
        ...Array.from({ length: 1_100 }, (_, n) => ({
          id: `f${n}`,
          name: huge.slice(0, 500),
          position: n,
          created_at: 1,
        })),
      ],
      conversations: [
        ...odd.map((id) => head(id)),
        head('c', { title: huge, leaf_id: 'elsewhere', folder_id: 'f1' }),
        ...odd.map((id) => message(id)),
        ...odd.map((id) => message(`parent ${id.length}`, { parent_id: id })),
        message('many', { parts: Array.from({ length: 10_001 }, () => ({ type: 'text', text: '' })) }),
        message('far', { pk: Number.MAX_SAFE_INTEGER }),
        message('own', { parent_id: 'own' }),
        message('one', { parent_id: 'two' }),
        message('two', { parent_id: 'one' }),
        head('d', { leaf_id: 'own' }),
      ],
    })
    await restore(library, path)
    const { conversations } = library.listConversations({ limit: 9, after: null })
    expect(conversations.map(({ id }) => id).sort()).toEqual(['c', 'd'])
    expect(conversations.find(({ id }) => id === 'c')?.title).toHaveLength(300)
    // It ends in none of another's messages.
    expect(conversations.find(({ id }) => id === 'd')?.leafId).toBeNull()
    const folders = library.listFolders()
    expect(folders).toHaveLength(1_000)
    expect(folders.map((each) => kept.folder.parse(each))).toEqual(folders)
    expect(outlineOf(library.openConversation({ id: 'c', limit: 9 })).map(({ id }) => id)).toEqual([
      'far',
      'one',
      'own',
      'two',
    ])
    library.addMessages({
      conversation: conversation('mine', { leafId: 'q' }),
      messages: [question('q', 'goes on')],
    })
    expect(library.search({ query: 'goes', limit: 5 }).hits).toHaveLength(1)
  })

  it('a crafted archive takes no more row numbers than it can have rows', async () => {
    const library = place.open()
    library.addMessages({
      conversation: conversation('mine', { leafId: 'q' }),
      messages: [question('q', 'mine')],
    })
    const path = await craft(
      { conversations: [head('c'), message('m')] },
      {},
      { counts: { messages: 2 ** 30 - 10 } },
    )
    await restore(library, path)
    library.close()
    const database = Database.openReadOnly(join(place.folder, 'library.db'))
    const lowest = database.get("SELECT value FROM facts WHERE name = 'lowest key in messages'")
    database.close()
    expect(Number(lowest?.value)).toBeGreaterThan(2 ** 29)
  })

  it('every column that an archive holds is checked by its name', () => {
    place.open().close()
    const database = Database.openReadOnly(join(place.folder, 'library.db'))
    const unchecked = Object.entries(checkedColumns).flatMap(([table, checked]) =>
      database
        .all('SELECT name FROM pragma_table_info(?)', [table])
        .map(({ name }) => String(name))
        .filter((name) => !checked.includes(name) && !notBrought.has(name))
        .map((name) => `${table}.${name}`),
    )
    database.close()
    expect(unchecked).toEqual([])
  })
})

/** Left out when an archive is written, and not taken from one: what a row is only because it is one here. */
const notBrought = new Set(['pk', 'conversation', 'indexed_as', 'has_code', 'unneeded_since'])
