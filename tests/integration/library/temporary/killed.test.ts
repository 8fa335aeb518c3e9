import fs, { cpSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { keptFileName } from '@shared/model/picture'
import { afterEach, expect, it, vi } from 'vitest'
import { createLibrary } from '../../../../src/library/library'
import { conversation, isOnDisk, libraryPlace, newPicture, png, question } from '../helpers'

const place = libraryPlace()
const names = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'renameSync',
  'ftruncateSync',
  'rmSync',
  'mkdirSync',
] as const
const letBe = (): void => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
}
afterEach(letBe)

/** What a kill would leave at each moment of `work`: the folder as it is before each change of a file. */
const killsDuring = (folder: string, work: () => void): readonly string[] => {
  const killed: string[] = []
  let isCopying = false
  const copy = () => {
    if (isCopying) return
    isCopying = true
    const to = join(place.folder, 'killed', String(killed.length))
    cpSync(folder, to, { recursive: true })
    killed.push(to)
    isCopying = false
  }
  for (const name of names) {
    const original = fs[name] as (...input: unknown[]) => unknown
    vi.spyOn(fs, name).mockImplementation(((...input: unknown[]) => {
      copy()
      return original(...input)
    }) as never)
  }
  syncBuiltinESMExports()
  work()
  copy()
  letBe()
  return killed
}

it('killed at any moment of keeping one, all of it is kept or nothing', () => {
  const folder = join(place.folder, 'library')
  fs.mkdirSync(folder)
  const library = place.open({ folder })
  const begun = conversation('t', { isTemporary: true, title: 'Temporary' })
  library.beginTemporary({ conversation: begun })
  const bytes = new TextEncoder().encode('gelbvogel in a file')
  const file = library.keepTemporaryFile({
    conversationId: 't',
    name: 'notes.txt',
    contents: { kind: 'text', text: 'gelbvogel in a file' },
    bytes,
  })
  const drawn = library.addPicture(newPicture(png(5, 3), 'a kanarienvogel', 't'))
  const messages = [
    question('q', 'Does the singvogel sing?', {
      conversationId: 't',
      parts: [
        { type: 'text', text: 'Does the singvogel sing?' },
        { type: 'picture', prompt: 'a kanarienvogel', pictureId: drawn.id, width: 5, height: 3 },
      ],
    }),
    question('a', 'It does', { conversationId: 't', parentId: 'q', role: 'assistant' }),
  ]
  library.addMessages({ conversation: { ...begun, leafId: 'a' }, messages })
  library.setNote({ name: 'draft:t', value: '"and then"' })
  expect(isOnDisk(folder, 'vogel')).toBe(false)

  const killed = killsDuring(folder, () => library.keepTemporary({ id: 't', title: 'Kept' }))
  const outcomes = killed.map((at) => {
    const again = createLibrary({ folder: at })
    try {
      expect(again.open()).toMatchObject({ setAside: null, readOnly: null })
      const found = {
        title: again.getConversation({ id: 't' })?.title ?? null,
        messages: again.loadMessages({ ids: ['q', 'a'] }),
        hits: again.search({ query: 'singvogel', limit: 5 }).hits.length,
        draft: again.getNote({ name: 'draft:t' }),
        picture: again.getPicture({ id: drawn.id })?.prompt ?? null,
        missing: again.missingFiles({ ids: [file.id] }),
      }
      if (found.title === null) {
        const nothing = { title: null, messages: [], hits: 0, draft: null, picture: null, missing: [file.id] }
        expect(found).toEqual(nothing)
        return 'nothing'
      }
      const all = {
        title: 'Kept',
        messages,
        hits: 1,
        draft: '"and then"',
        picture: drawn.prompt,
        missing: [],
      }
      expect(found).toEqual(all)
      expect(again.getFileText({ id: file.id })).toBe('gelbvogel in a file')
      expect(isOnDisk(join(at, 'files'), 'gelbvogel in a file')).toBe(true)
      expect(fs.readFileSync(join(at, 'pictures', keptFileName(drawn)))).toEqual(Buffer.from(png(5, 3)))
      return 'all'
    } finally {
      again.close()
    }
  })
  // First nothing, later all, and never nothing again; with moments between the files and the rows.
  expect(outcomes).toEqual([...outcomes].sort().reverse())
  expect(new Set(outcomes)).toEqual(new Set(['nothing', 'all']))
  const hasFiles = (at: string) => fs.existsSync(join(at, 'pictures')) && fs.existsSync(join(at, 'files'))
  expect(killed.filter((at, index) => outcomes[index] === 'nothing' && hasFiles(at)).length).toBeGreaterThan(
    3,
  )
})
