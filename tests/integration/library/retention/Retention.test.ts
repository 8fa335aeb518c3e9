import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Part } from '@shared/model/message'
import { describe, expect, test } from 'vitest'
import { ContentFolder, filesFolder } from '../../../../src/library/ContentFolder'
import type { LocalLibrary } from '../../../../src/library/library'
import {
  applyAllRetention,
  conversation,
  growText,
  libraryPlace,
  maintainAll,
  newPicture,
  picturesIn,
  png,
  question,
  streamingAnswer,
  textParts,
} from '../helpers'

const place = libraryPlace()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A library whose clock the test moves. Files keep the time of the real one, which is a minute behind. */
const timed = () => {
  const clock = { now: Date.now() + minute }
  const lines: string[] = []
  const library = place.open({ now: () => clock.now, log: (line) => lines.push(line) })
  return { clock, lines, library }
}
const namesIn = (folder: string) =>
  existsSync(join(place.folder, folder)) ? readdirSync(join(place.folder, folder)).sort() : []
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const shows = (pictureId: string, prompt = 'a kite'): Part[] => [
  { type: 'picture', prompt, pictureId, width: 8, height: 8 },
]
const brings = (fileId: string): Part[] => [
  { type: 'file', fileId, name: 'n.txt', mediaType: 'text/plain', byteLength: 5 },
]
/** Keeps a file as the reader's thread leaves it, and its row. */
const keepFile = (library: LocalLibrary, text: string): string => {
  const bytes = new Uint8Array(Buffer.from(text))
  const id = hashOf(bytes)
  new ContentFolder(filesFolder(place.folder)).write(id, bytes)
  library.keepFile({ name: 'n.txt', contents: { id, kind: 'text', text, byteLength: bytes.byteLength } })
  return id
}
const drawn = (library: LocalLibrary, salt: number, conversationId = 'c') =>
  library.addPicture({ ...newPicture(png(8, 8, salt)), conversationId, messageId: 'gone' })
const ask = (library: LocalLibrary, id: string, parts: readonly Part[], inside = 'c') =>
  library.addMessages({
    conversation: conversation(inside, { leafId: id }),
    messages: [question(id, '', { conversationId: inside, parts })],
  })

describe('A picture or file that nothing needs any more', () => {
  test('stays for an hour, then goes with its row; the bytes are told', () => {
    const { clock, lines, library } = timed()
    const picture = drawn(library, 1)
    const file = keepFile(library, 'notes')
    ask(library, 'q', [...shows(picture.id), ...brings(file)])
    applyAllRetention(library)
    expect(library.retentionDueAt()).toBeNull()
    library.deleteConversation({ id: 'c' })
    maintainAll(library)
    applyAllRetention(library)
    expect(library.retentionDueAt()).toBe(clock.now + hour)
    clock.now += hour - 1
    applyAllRetention(library)
    expect([namesIn('pictures'), namesIn('files')]).toEqual([[`${picture.id}.png`], [file]])
    clock.now += 1
    applyAllRetention(library)
    expect([namesIn('pictures'), namesIn('files')]).toEqual([[], []])
    expect([library.getPicture({ id: picture.id }), library.getFileText({ id: file })]).toEqual([null, null])
    expect(library.retentionDueAt()).toBeNull()
    expect(lines.at(-1)).toBe(`2 files that nothing needed any more were removed: ${64 + 5} bytes`)
  })

  test('has its hour anew when it was needed in between, however shortly', () => {
    const { clock, library } = timed()
    const picture = drawn(library, 1)
    applyAllRetention(library)
    clock.now += hour - minute
    // A draft that is taken back at once: no round sees it.
    library.setNote({ name: 'draft', value: JSON.stringify({ attachments: [{ id: picture.id }] }) })
    library.setNote({ name: 'draft', value: null })
    clock.now += minute
    applyAllRetention(library)
    expect(namesIn('pictures')).toHaveLength(1)
    clock.now += hour
    applyAllRetention(library)
    expect(namesIn('pictures')).toEqual([])
  })

  test('a clock that was set back keeps it an hour longer, not for ever', () => {
    const { clock, library } = timed()
    drawn(library, 1)
    applyAllRetention(library)
    clock.now -= 20 * day
    applyAllRetention(library)
    clock.now += 20 * day
    applyAllRetention(library)
    clock.now += hour
    applyAllRetention(library)
    expect(namesIn('pictures')).toEqual([])
  })
})

describe('What is needed is never removed', () => {
  const reasons: Readonly<Record<string, (library: LocalLibrary, id: string) => void>> = {
    'by a message': (library, id) => ask(library, 'q', shows(id)),
    'by an answer that is being written': (library, id) => {
      library.addMessages({
        conversation: conversation('c', { leafId: 'a' }),
        messages: [streamingAnswer('a', { parts: [] })],
      })
      growText(library, 'a', 0, 'Here it is')
      library.appendChunks({
        parts: [{ messageId: 'a', partIndex: 1, nextChunk: 0, part: shows(id)[0] as Part }],
        chunks: [],
      })
    },
    'by a message that was removed and may come back': (library, id) => {
      ask(library, 'q', shows(id))
      library.removeMessage({ id: 'q' })
    },
    'by a draft': (library, id) => {
      library.saveConversation({ conversation: conversation('c') })
      library.setNote({ name: 'draft:c', value: JSON.stringify({ text: '', attachments: [{ id }] }) })
    },
    'by a draft with characters that SQLite cannot keep as text': (library, id) =>
      library.setNote({
        name: 'draft',
        value: `${JSON.stringify({ text: '\0', attachments: [{ id }] })}\ud800`,
      }),
    'by a question that waits': (library, id) => {
      library.saveConversation({ conversation: conversation('c') })
      library.setNote({ name: 'queue:c', value: JSON.stringify([{ attachments: [{ id }] }]) })
    },
    'by a picture that was made from it': (library, id) => {
      const child = library.addPicture({ ...newPicture(png(8, 8, 99)), conversationId: 'c', parentId: id })
      ask(library, 'q', shows(child.id))
    },
    'by the message that it was made in': (library, id) => {
      library.addMessages({
        conversation: conversation('c', { leafId: 'gone' }),
        messages: [question('gone', 'shows it no more')],
      })
      expect(library.getPicture({ id })?.messageId).toBe('gone')
    },
  }
  test.each(Object.keys(reasons))('%s', (reason) => {
    const { clock, library } = timed()
    const { id } = drawn(library, 1)
    reasons[reason]?.(library, id)
    for (let round = 0; round < 3; round += 1) {
      applyAllRetention(library)
      clock.now += 50 * day
    }
    expect(namesIn('pictures')).toContain(`${id}.png`)
    expect(library.getPicture({ id })?.id).toBe(id)
  })

  test('a picture that was made outside of any conversation', () => {
    const { clock, library } = timed()
    library.addPicture(newPicture(png(8, 8, 1)))
    applyAllRetention(library)
    clock.now += 50 * day
    applyAllRetention(library)
    expect(namesIn('pictures')).toHaveLength(1)
  })

  test('after a restart a removed message cannot come back, and what it showed goes', () => {
    const { clock, library } = timed()
    const { id } = drawn(library, 1)
    ask(library, 'q', shows(id))
    library.removeMessage({ id: 'q' })
    library.close()
    library.open()
    applyAllRetention(library)
    clock.now += hour
    applyAllRetention(library)
    expect(namesIn('pictures')).toEqual([])
  })

  test('lineage goes from its end: the child first, its parent an hour later', () => {
    const { clock, library } = timed()
    const parent = drawn(library, 1)
    const child = library.addPicture({
      ...newPicture(png(8, 8, 2)),
      conversationId: 'c',
      parentId: parent.id,
    })
    applyAllRetention(library)
    clock.now += hour
    applyAllRetention(library)
    expect(namesIn('pictures')).toEqual([`${parent.id}.png`])
    expect(library.getPicture({ id: child.id })).toBeNull()
    applyAllRetention(library)
    clock.now += hour
    applyAllRetention(library)
    expect(namesIn('pictures')).toEqual([])
  })
})

describe('A message that begins to use a picture while retention looks at it', () => {
  /** The picture is needed again once after each step of the round that would remove it. */
  test('keeps it, after whichever step it comes', () => {
    for (let before = 0; before < 12; before += 1) {
      const { clock, library } = timed()
      const bytes = png(8, 8, 1000 + before)
      const picture = library.addPicture({ ...newPicture(bytes), conversationId: 'c', messageId: 'gone' })
      applyAllRetention(library)
      clock.now += hour
      let isOver = false
      for (let step = 0; step < before && !isOver; step += 1) isOver = !library.applyRetention()
      // As a window does it: the bytes are attached, then asked about.
      library.addPicture({ ...newPicture(bytes), conversationId: 'c', messageId: 'gone' })
      ask(library, `q${before}`, shows(picture.id))
      applyAllRetention(library)
      clock.now += day
      applyAllRetention(library)
      expect([before, namesIn('pictures').includes(`${picture.id}.png`)]).toEqual([before, true])
      expect(library.getPicture({ id: picture.id })?.id).toBe(picture.id)
      library.close()
    }
  })

  test('a file whose bytes were found on disk just before they went is read once more', () => {
    const { clock, library } = timed()
    const id = keepFile(library, 'notes')
    applyAllRetention(library)
    clock.now += hour
    applyAllRetention(library)
    expect(namesIn('files')).toEqual([])
    const contents = { id, kind: 'text' as const, text: 'notes', byteLength: 5 }
    expect(library.keepFile({ name: 'n.txt', contents })).toBeNull()
    expect(keepFile(library, 'notes')).toBe(id)
    expect(library.getFileText({ id })).toBe('notes')
  })

  test('bytes that a caller wanted to write within the hour stay', () => {
    const { clock, library } = timed()
    const id = keepFile(library, 'notes')
    applyAllRetention(library)
    clock.now += hour
    // The reader's thread has found them; its row is still to come.
    const at = new Date(clock.now)
    utimesSync(join(place.folder, 'files', id), at, at)
    applyAllRetention(library)
    expect(namesIn('files')).toEqual([id])
    clock.now += hour
    applyAllRetention(library)
    expect(namesIn('files')).toEqual([])
  })
})

describe('Files without rows', () => {
  const leave = (folder: string, name: string, ageMs: number, bytes: Uint8Array = png(8, 8, 7)) => {
    mkdirSync(join(place.folder, folder), { recursive: true })
    const path = join(place.folder, folder, name)
    writeFileSync(path, bytes)
    const at = new Date(Date.now() - ageMs)
    utimesSync(path, at, at)
  }

  test('what a crash left half written goes after an hour; a stranger stays', () => {
    const { library } = timed()
    leave('pictures', '.abc.png-1.part', 2 * hour)
    leave('pictures', '.abc.png-2.part', minute)
    leave('files', '.abc-1.part', 2 * hour)
    leave('pictures', 'holiday.png', 400 * day)
    applyAllRetention(library)
    expect(namesIn('pictures')).toEqual(['.abc.png-2.part', 'holiday.png'])
    expect(namesIn('files')).toEqual([])
  })

  test('a whole file that no row speaks of goes when no backup can speak of it either', () => {
    const { library } = timed()
    const [young, old] = [hashOf(png(1, 1)), hashOf(png(2, 2))]
    leave('pictures', `${young}.png`, 39 * day)
    leave('pictures', `${old}.png`, 41 * day)
    leave('files', old, 41 * day)
    applyAllRetention(library)
    expect([namesIn('pictures'), namesIn('files')]).toEqual([[`${young}.png`], []])
  })

  test('nothing goes while another library lies beside this one', () => {
    const { library } = timed()
    const old = hashOf(png(2, 2))
    leave('pictures', `${old}.png`, 400 * day)
    leave('.', 'library.damaged-2026-01-01.db', 0)
    applyAllRetention(library)
    expect(namesIn('pictures')).toEqual([`${old}.png`])
  })

  test('a picture whose row was lost while a message shows it has its row again', () => {
    const { library } = timed()
    const bytes = png(8, 9, 3)
    const id = hashOf(bytes)
    ask(library, 'q', shows(id, 'a red kite'))
    leave('pictures', `${id}.png`, 400 * day, bytes)
    const forged = hashOf(png(3, 3))
    ask(library, 'r', shows(forged))
    leave('pictures', `${forged}.png`, 400 * day)
    applyAllRetention(library)
    expect(library.getPicture({ id })).toMatchObject({
      prompt: 'a red kite',
      width: 8,
      height: 9,
      messageId: 'q',
    })
    expect(picturesIn(library, { query: 'kite' })).toHaveLength(1)
    // Its bytes are not what its name says: neither shown nor removed.
    expect(library.getPicture({ id: forged })).toBeNull()
    expect(namesIn('pictures')).toContain(`${forged}.png`)
  })
})

describe('Rows without files', () => {
  test('one that is needed stays and is counted; one that is not goes', () => {
    const { clock, lines, library } = timed()
    const needed = drawn(library, 1)
    const unneeded = drawn(library, 2)
    ask(library, 'q', shows(needed.id))
    for (const { id } of [needed, unneeded]) rmSync(join(place.folder, 'pictures', `${id}.png`))
    applyAllRetention(library)
    expect(lines).toEqual(['1 pictures, files or clips of speech have lost their file'])
    clock.now += hour
    applyAllRetention(library)
    expect(library.getPicture({ id: needed.id })?.id).toBe(needed.id)
    expect(library.getPicture({ id: unneeded.id })).toBeNull()
    // The same bytes again heal it.
    library.addPicture(newPicture(png(8, 8, 1)))
    expect(namesIn('pictures')).toEqual([`${needed.id}.png`])
  })
})

describe('Deleting a huge conversation', () => {
  const huge = (library: LocalLibrary, count = 600) => {
    library.addMessages({
      conversation: conversation('c', { leafId: `m${count - 1}`, title: 'Hugetitle' }),
      messages: Array.from({ length: count }, (_, index) =>
        question(`m${index}`, `word${index} everywhere`, { parentId: index === 0 ? null : `m${index - 1}` }),
      ),
    })
    library.addMessages({
      conversation: conversation('d'),
      messages: [question('other', 'everywhere else', { conversationId: 'd' })],
    })
  }
  const nothingLeft = (library: LocalLibrary) => {
    expect(library.getConversation({ id: 'c' })).toBeNull()
    expect(library.openConversation({ id: 'c', limit: 5 })).toBeNull()
    expect(library.loadMessages({ ids: ['m0', 'm599'] })).toEqual([])
    const found = ['everywhere', 'hugetitle', 'word7'].flatMap(
      (query) => library.search({ query, limit: 50 }).hits,
    )
    expect(found.map(({ messageId }) => messageId)).toEqual(['other'])
    expect(library.listConversations({ limit: 5, after: null }).conversations.map(({ id }) => id)).toEqual([
      'd',
    ])
  }

  test('takes it out of sight in one short step; what is left follows in small ones, also after a restart', () => {
    const { lines, library } = timed()
    huge(library)
    library.deleteConversation({ id: 'c' })
    nothingLeft(library)
    for (let step = 0; step < 5; step += 1) expect(library.maintain()).toBe(true)
    nothingLeft(library)
    library.close()
    library.open()
    nothingLeft(library)
    maintainAll(library)
    nothingLeft(library)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^A deleted conversation is gone: \d{5} bytes of text$/)
  })

  test('leaves nothing that fails a check, one after the other', async () => {
    const { library } = timed()
    huge(library)
    for (const id of ['x', 'y', 'z']) {
      library.addMessages({
        conversation: conversation(id),
        messages: [question(`q${id}`, 'everywhere', { conversationId: id })],
      })
      library.deleteConversation({ id })
    }
    library.deleteConversation({ id: 'c' })
    maintainAll(library)
    library.close()
    const { Database } = await import('../../../../src/library/Database')
    const database = Database.openReadOnly(join(place.folder, 'library.db'))
    try {
      expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
      expect(database.all('PRAGMA foreign_key_check')).toEqual([])
      expect(database.get('SELECT count(*) AS n FROM messages')).toEqual({ n: 1 })
    } finally {
      database.close()
    }
  })

  test('one of the same ids that comes back meanwhile (an import) is whole', () => {
    const { library } = timed()
    huge(library)
    library.deleteConversation({ id: 'c' })
    for (let step = 0; step < 5; step += 1) library.maintain()
    library.addMessages({
      conversation: conversation('c', { leafId: 'm1' }),
      messages: [question('m0', 'again'), question('m1', 'again', { parentId: 'm0' })],
    })
    maintainAll(library)
    expect(library.openConversation({ id: 'c', limit: 5 })?.messages.map(({ parts }) => parts)).toEqual([
      textParts('again'),
      textParts('again'),
    ])
    expect(library.search({ query: 'again', limit: 5 }).hits).toHaveLength(2)
    expect(library.search({ query: 'everywhere', limit: 5 }).hits).toHaveLength(1)
  })
})
