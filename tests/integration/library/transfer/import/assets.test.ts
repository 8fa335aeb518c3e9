import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fakeConversation, writeZip } from '../../../../fakes/chatgptExport'
import { pdfFile, textOnPage } from '../../../../fakes/pdfFile'
import { picturesIn, png } from '../../helpers'
import { allMessages, importPlace, listAll } from './importPlace'

const place = importPlace()

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const pointer = (id: string, more: object = {}) => ({
  content_type: 'image_asset_pointer',
  asset_pointer: id,
  width: 8,
  height: 8,
  ...more,
})
/** A question with this content, and an answer. */
const asking = (content: Record<string, unknown>, attachments: readonly object[] = []) =>
  JSON.stringify([
    fakeConversation('c1', [
      { id: 'q', role: 'user', content, metadata: { attachments } },
      { id: 'a', role: 'assistant', text: 'I see.' },
    ]),
  ])
const showing = (...parts: readonly unknown[]) => ({ content_type: 'multimodal_text', parts })
const partsOfFirst = (library: ReturnType<typeof place.open>) =>
  allMessages(library, listAll(library)[0]?.id ?? '')[0]?.parts
const kept = (folder: string) => {
  const path = join(place.folder, folder)
  return existsSync(path) ? readdirSync(path).sort() : []
}

describe('Pictures and files of an export', () => {
  test('are kept, found by every way in which ChatGPT has named them, and can be looked for', async () => {
    const library = place.open()
    const [first, second, third] = [png(8, 8), png(9, 9), png(10, 10)]
    const path = await writeZip(place.path('export.zip'), {
      'conversations.json': asking(
        showing(
          pointer('file-service://file-AbC123'),
          pointer('sediment://file_00000000aaff#file_00000000aaff#p_0.png'),
          'What are these?',
        ),
        [
          { id: 'file-Doc1', name: 'notes.txt', mime_type: 'text/plain', size: 11 },
          { id: 'file-Pdf2', name: 'paper.pdf', mime_type: 'application/pdf' },
          { id: 'file-Pic3', name: 'third.png', mime_type: 'image/png' },
        ],
      ),
      'file-AbC123-holiday.png': first,
      'user-x1/file_00000000aaff-0c4e.png': second,
      'file-Doc1.dat': 'Kites fly.',
      'file-Pdf2-paper.pdf': pdfFile({ pages: [textOnPage('Wind and string')] }),
      'file-Pic3-third.dat': third,
    })
    const result = await place.run(library, path)
    expect(result).toMatchObject({ end: 'complete', added: { pictures: 3, files: 2 }, leftOut: [] })
    expect(partsOfFirst(library)).toMatchObject([
      { type: 'picture', pictureId: sha(first), width: 8 },
      { type: 'picture', pictureId: sha(second), width: 9 },
      { type: 'text', text: 'What are these?' },
      { type: 'file', name: 'notes.txt', mediaType: 'text/plain', byteLength: 10 },
      { type: 'file', name: 'paper.pdf', mediaType: 'application/pdf' },
      { type: 'picture', pictureId: sha(third), prompt: 'third.png' },
    ])
    expect(kept('pictures')).toEqual([first, second, third].map((bytes) => `${sha(bytes)}.png`).sort())
    const [, , , notes] = partsOfFirst(library) ?? []
    expect(library.getFileText({ id: notes?.type === 'file' ? notes.fileId : '' })).toBe('Kites fly.')
    // In the order of the conversation's own time, not of the import.
    expect(picturesIn(library)[0]?.createdAt).toBe(1_700_000_000_000)
    expect(await place.run(library, path)).toMatchObject({ added: { pictures: 0, files: 0, messages: 0 } })
  })

  test('that are missing, damaged, too much or of no use are told by name, and leave their place', async () => {
    const library = place.open()
    const path = await writeZip(place.path('export.zip'), {
      'conversations.json': asking(
        showing(pointer('file-service://file-Gone1'), pointer('file-service://file-Broken2'), 'Hm'),
        [
          { id: 'file-Gone3', name: 'lost.txt', mime_type: 'text/plain' },
          { id: 'file-Song4', name: 'song.mp3', mime_type: 'audio/mpeg' },
          { id: 'file-Void5', name: 'empty.txt', mime_type: 'text/plain' },
        ],
      ),
      'file-Broken2-x.png': Buffer.concat([png(8, 8).subarray(0, 12), Buffer.alloc(40)]),
      'file-Song4-song.mp3': Buffer.from([0xff, 0xfb, 0, 0, 0, 0, 0]),
      'file-Void5-empty.txt': '  \n',
    })
    const result = await place.run(library, path)
    expect(result.leftOut.map(({ kind, reason, names }) => [kind, reason, names])).toEqual([
      ['picture', 'missing', ['Picture from “Title of c1”']],
      ['picture', 'damaged', ['Picture from “Title of c1”']],
      ['file', 'missing', ['lost.txt']],
      ['file', 'unsupported', ['song.mp3']],
      ['file', 'empty', ['empty.txt']],
    ])
    expect(partsOfFirst(library)?.map((part) => (part.type === 'file' ? part.name : part.type))).toEqual([
      'Picture from “Title of c1”',
      'Picture from “Title of c1”',
      'text',
      'lost.txt',
      'song.mp3',
      'empty.txt',
    ])
    expect(kept('pictures')).toEqual([])
  })

  test('a drawn picture that the export does not contain says so in the answer', async () => {
    const library = place.open()
    const drawn = {
      content_type: 'multimodal_text',
      parts: [pointer('file-service://file-Gone', { metadata: { dalle: { prompt: 'A kite' } } })],
    }
    const path = place.file(
      'conversations.json',
      JSON.stringify([
        fakeConversation('c1', [
          { id: 'q', role: 'user', text: 'Draw' },
          { id: 't', role: 'tool', name: 'dalle.text2im', content: drawn },
          { id: 'a', role: 'assistant', text: 'Here.' },
        ]),
      ]),
    )
    await place.run(library, path)
    expect(allMessages(library, listAll(library)[0]?.id ?? '')[1]?.parts).toEqual([
      {
        type: 'picture',
        prompt: 'A kite',
        pictureId: null,
        width: 8,
        height: 8,
        failure: { code: 'picture/not-found' },
      },
      { type: 'text', text: 'Here.' },
    ])
  })

  test('lie beside an unpacked conversations.json; a link there is not followed', async () => {
    const library = place.open()
    const bytes = png(8, 8)
    place.file('file-Pic1-a.png', bytes)
    writeFileSync(join(place.folder, 'secret.png'), png(20, 20))
    symlinkSync(join(place.folder, 'secret.png'), join(place.folder, 'file-Pic2-b.png'))
    const path = place.file(
      'conversations.json',
      asking(showing(pointer('file-service://file-Pic1'), pointer('file-service://file-Pic2'))),
    )
    const result = await place.run(library, path)
    expect(result).toMatchObject({
      added: { pictures: 1 },
      leftOut: [{ kind: 'picture', reason: 'missing', count: 1 }],
    })
    expect(kept('pictures')).toEqual([`${sha(bytes)}.png`])
  })
})

/** The archive with a name in it replaced by one of the same length, as no honest program writes it. */
const rename = (path: string, from: string, to: string): string => {
  const text = readFileSync(path).toString('latin1').replaceAll(from, to)
  writeFileSync(path, Buffer.from(text, 'latin1'))
  return path
}

describe('An archive made to harm', () => {
  test('paths that lead out, absolute ones and links are never followed, and told', async () => {
    const library = place.open()
    const path = await writeZip(
      place.path('export.zip'),
      {
        'conversations.json': asking(
          showing(pointer('file-service://file-Evil1'), pointer('file-service://file-Link2')),
        ),
        'AA/file-Evil1.png': png(8, 8),
        'Z/file-Evil3.png': png(8, 8),
        'file-Link2.png': '/etc/passwd',
      },
      { 'file-Link2.png': 0o120777 },
    )
    rename(path, 'AA/file-Evil1.png', '../file-Evil1.png')
    rename(path, 'Z/file-Evil3.png', '//file-Evil3.png')
    const result = await place.run(library, path)
    expect(result).toMatchObject({ end: 'complete', added: { conversations: 1, pictures: 0 } })
    expect(result.leftOut).toContainEqual({
      kind: 'file',
      reason: 'unsafe',
      count: 3,
      names: ['../file-Evil1.png', '//file-Evil3.png', 'file-Link2.png'],
    })
    expect(existsSync(join(place.folder, '..', 'file-Evil1.png'))).toBe(false)
  })

  test('a bomb is left out before it fills anything, whether its directory lies or not', async () => {
    const library = place.open()
    const path = await writeZip(place.path('export.zip'), {
      'conversations.json': asking(showing('See'), [
        { id: 'file-Bomb1', name: 'bomb.txt', mime_type: 'text/plain' },
        { id: 'file-Liar2', name: 'liar.txt', mime_type: 'text/plain' },
      ]),
      'file-Bomb1.txt': Buffer.alloc(65 * 1024 * 1024),
      'file-Liar2.txt': Buffer.alloc(65 * 1024 * 1024),
    })
    // In its entry of the directory, 24 bytes in: how much there is said to be.
    const bytes = readFileSync(path)
    const entry = bytes.lastIndexOf('file-Liar2.txt') - 46
    bytes.writeUInt32LE(100, entry + 24)
    writeFileSync(path, bytes)
    const result = await place.run(library, path)
    expect(result).toMatchObject({ end: 'complete', added: { conversations: 1, messages: 2, files: 0 } })
    expect(result.leftOut.map(({ reason, names }) => [reason, names])).toEqual([
      ['too-large', ['bomb.txt']],
      ['damaged', ['liar.txt']],
    ])
  })

  test.each([
    ['a text', 'just words', 'file/unsupported'],
    ['nothing', '', 'file/unsupported'],
    ['other JSON', '{"a":[1,2,3]}', 'file/unsupported'],
    ['half an archive', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0]), 'file/damaged'],
  ])('%s is refused by name', async (_what, content, code) => {
    const library = place.open()
    await expect(place.run(library, place.file('some.json', content))).rejects.toMatchObject({ code })
  })

  test('a folder without an export, and a file that is not there, are refused by name', async () => {
    const library = place.open()
    await expect(place.run(library, place.folder)).rejects.toMatchObject({ code: 'file/unsupported' })
  })
})
