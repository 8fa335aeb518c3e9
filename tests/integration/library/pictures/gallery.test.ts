import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PictureFilter } from '@shared/model/gallery'
import { describe, expect, test } from 'vitest'
import type { LocalLibrary } from '../../../../src/library/library'
import { applyAllRetention, codeOf, conversation, libraryPlace, newPicture, png, question } from '../helpers'

const place = libraryPlace()
const day = 24 * 60 * 60_000
const noon = new Date(2026, 10, 22, 12).getTime()

interface Wanted {
  readonly prompt: string
  readonly at: number
  readonly model?: string | null
  readonly in?: string
  readonly origin?: 'made' | 'attached' | 'mask'
}

let salt = 0
/** Pictures as messages show them; those without a conversation are shown by none. */
const fill = (pictures: readonly Wanted[]) => {
  let now = noon
  const library = place.open({ now: () => now })
  const ids: Record<string, string> = {}
  for (const { prompt, at, model = 'painter', in: conversationId, origin } of pictures) {
    now = at
    salt += 1
    const picture = library.addPicture({
      ...newPicture(png(8, 8, salt), prompt, conversationId ?? null),
      model,
      messageId: conversationId === undefined ? null : `m-${prompt}`,
      ...(origin ? { origin } : {}),
    })
    ids[prompt] = picture.id
    if (conversationId !== undefined) show(library, picture.id, conversationId, `m-${prompt}`, at)
  }
  now = noon
  return { library, ids }
}
const show = (
  library: LocalLibrary,
  pictureId: string,
  conversationId: string,
  messageId: string,
  at = noon,
) =>
  library.addMessages({
    conversation: conversation(conversationId, { updatedAt: at }),
    messages: [
      question(messageId, '', {
        conversationId,
        parts: [{ type: 'picture', prompt: 'p', pictureId, width: 8, height: 8 }],
        createdAt: at,
      }),
    ],
  })

/** Everything that the gallery would show, group by group, in pieces of two. */
const shown = (library: LocalLibrary, filter: PictureFilter = {}): string[] => {
  const { groups } = library.outlineGallery({ filter })
  return groups.flatMap(({ from, until, count }) =>
    Array.from({ length: Math.ceil(count / 2) }, (_, piece) =>
      library.loadGalleryRows({ filter, from, until, offset: piece * 2, limit: 2 }),
    )
      .flat()
      .map(({ prompt }) => prompt),
  )
}

const trash = (library: LocalLibrary, id: string) =>
  library.arrangeConversations({
    places: [{ id, trashedAt: noon, archivedAt: null, pinnedAt: null, folderId: null }],
  })

describe('The gallery', () => {
  test('is told by days and months, and its rows come group by group in one order', () => {
    const { library } = fill([
      { prompt: 'ages ago', at: new Date(2024, 1, 29, 9).getTime() },
      { prompt: 'last month', at: new Date(2026, 9, 31, 23, 59).getTime() },
      { prompt: 'early this month', at: new Date(2026, 10, 1).getTime() },
      { prompt: 'yesterday', at: noon - day },
      { prompt: 'this morning', at: noon - 1_000 },
      { prompt: 'now', at: noon },
      { prompt: 'by a clock that was ahead', at: noon + 400 * day },
    ])
    const outline = library.outlineGallery({ filter: {} })
    expect(outline.groups.map(({ kind, count }) => [kind, count])).toEqual([
      ['today', 3],
      ['yesterday', 1],
      ['month', 1],
      ['month', 1],
      ['month', 1],
    ])
    expect([outline.total, outline.inTrash]).toEqual([7, 0])
    expect(shown(library)).toEqual([
      'by a clock that was ahead',
      'now',
      'this morning',
      'yesterday',
      'early this month',
      'last month',
      'ages ago',
    ])
  })

  test('is narrowed by words, model, time, conversation and source, alone and together', () => {
    const { library } = fill([
      { prompt: 'a red fox', at: noon - 3 * day, in: 'a' },
      { prompt: 'a red house', at: noon - 2 * day, in: 'b', model: 'other' },
      { prompt: 'fox.png', at: noon - day, in: 'b', model: null },
      { prompt: '赤い家', at: noon, in: 'a', model: 'other' },
    ])
    expect(shown(library, { query: 'red' })).toEqual(['a red house', 'a red fox'])
    expect(shown(library, { query: 'fo' })).toEqual(['fox.png', 'a red fox'])
    expect(shown(library, { query: '家' })).toEqual(['赤い家'])
    expect(shown(library, { query: ',' })).toEqual([])
    expect(shown(library, { query: 'nothing such' })).toEqual([])
    expect(shown(library, { model: 'other' })).toEqual(['赤い家', 'a red house'])
    expect(shown(library, { conversationId: 'b' })).toEqual(['fox.png', 'a red house'])
    expect(shown(library, { source: 'brought' })).toEqual(['fox.png'])
    expect(shown(library, { source: 'made', query: 'fox' })).toEqual(['a red fox'])
    expect(shown(library, { from: noon - 2 * day, until: noon })).toEqual(['fox.png', 'a red house'])
    const { models, conversations } = library.listPictureChoices()
    expect(models).toEqual([
      { model: 'other', count: 2 },
      { model: 'painter', count: 1 },
    ])
    expect(conversations).toEqual([
      { id: 'a', title: 'Title of a', count: 2 },
      { id: 'b', title: 'Title of b', count: 2 },
    ])
  })

  test('hides what only the trash shows, counts it, and never shows masks', () => {
    const { library, ids } = fill([
      { prompt: 'kept', at: noon, in: 'a' },
      { prompt: 'thrown away', at: noon, in: 'b' },
      { prompt: 'also elsewhere', at: noon, in: 'b' },
      { prompt: 'brought.png', at: noon, model: null },
      { prompt: 'mask', at: noon, in: 'a', origin: 'mask' },
    ])
    show(library, ids['also elsewhere'] ?? '', 'a', 'm-again')
    show(library, ids['brought.png'] ?? '', 'b', 'm-brought')
    expect(library.outlineGallery({ filter: {} })).toMatchObject({ total: 4, inTrash: 0 })
    trash(library, 'b')
    expect(library.outlineGallery({ filter: {} })).toMatchObject({ total: 2, inTrash: 2 })
    expect(shown(library).sort()).toEqual(['also elsewhere', 'kept'])
    expect(
      library.listGalleryIds({ filter: {}, first: null, last: null, after: null, limit: 9 }).ids,
    ).toHaveLength(2)
    // Of the conversation itself all of them.
    expect(shown(library, { conversationId: 'b' }).sort()).toEqual([
      'also elsewhere',
      'brought.png',
      'thrown away',
    ])
    library.arrangeConversations({
      places: [{ id: 'b', trashedAt: null, archivedAt: null, pinnedAt: null, folderId: null }],
    })
    expect(library.outlineGallery({ filter: {} })).toMatchObject({ total: 4, inTrash: 0 })
  })

  test('gives the ids between two pictures in pieces, whatever is read at the time', () => {
    const same = noon - day
    const { library, ids } = fill([
      ...Array.from({ length: 5 }, (_, index) => ({ prompt: `p${index}`, at: same })),
      { prompt: 'newer', at: noon },
      { prompt: 'older', at: noon - 2 * day },
    ])
    const all: string[] = []
    for (let after: string | null = null; ; ) {
      const piece = library.listGalleryIds({ filter: {}, first: null, last: null, after, limit: 2 })
      all.push(...piece.ids)
      after = piece.ids.at(-1) ?? null
      if (piece.isAll) break
    }
    const middle = Array.from({ length: 5 }, (_, index) => ids[`p${index}`] ?? '').sort()
    expect(all).toEqual([ids.newer, ...middle, ids.older])
    const between = library.listGalleryIds({
      filter: {},
      first: { createdAt: same, id: middle[1] ?? '' },
      last: { createdAt: same, id: middle[3] ?? '' },
      after: null,
      limit: 9,
    })
    expect(between).toEqual({ ids: middle.slice(1, 4), isAll: true })
  })

  test('knows what stands beside a picture, and which messages show it', () => {
    const { library, ids } = fill([
      { prompt: 'first', at: noon - 2 * day, in: 'a' },
      { prompt: 'between', at: noon - day, in: 'b', model: 'other' },
      { prompt: 'last', at: noon, in: 'a' },
    ])
    const beside = (prompt: string, filter: PictureFilter = {}) => {
      const { newer, older } = library.findNeighbours({ pictureId: ids[prompt] ?? '', filter })
      return [newer?.prompt, older?.prompt]
    }
    expect(beside('between')).toEqual(['last', 'first'])
    expect(beside('last')).toEqual([undefined, 'between'])
    expect(beside('last', { model: 'painter' })).toEqual([undefined, 'first'])
    // It need not be one of those itself.
    expect(beside('between', { conversationId: 'a' })).toEqual(['last', 'first'])
    expect(library.findNeighbours({ pictureId: 'none', filter: {} })).toEqual({ newer: null, older: null })

    show(library, ids.first ?? '', 'b', 'm-later')
    show(library, ids.first ?? '', 'c', 'm-thrown')
    trash(library, 'c')
    expect(library.listShownIn({ pictureId: ids.first ?? '' })).toEqual([
      { conversationId: 'a', title: 'Title of a', messageId: 'm-first', isInTrash: false },
      { conversationId: 'b', title: 'Title of b', messageId: 'm-later', isInTrash: false },
      { conversationId: 'c', title: 'Title of c', messageId: 'm-thrown', isInTrash: true },
    ])
  })
})

/** A whole WebP header of that size. */
const webp = (width: number, height: number): Uint8Array => {
  const bytes = Buffer.alloc(40)
  bytes.write('RIFF', 0, 'latin1')
  bytes.write('WEBPVP8X', 8, 'latin1')
  bytes.writeUIntLE(width - 1, 24, 3)
  bytes.writeUIntLE(height - 1, 27, 3)
  return new Uint8Array(bytes)
}

describe('Thumbnails', () => {
  const folder = () => join(place.folder, 'thumbnails')

  test('are kept as they came, anew over what is there, and nothing else is', () => {
    const { library, ids } = fill([{ prompt: 'p', at: noon, in: 'a' }])
    const pictureId = ids.p ?? ''
    const file = join(folder(), `${pictureId}.webp`)
    mkdirSync(folder())
    // Of the same length: spoilt, not outdated.
    writeFileSync(file, Buffer.alloc(40))
    library.keepThumbnail({ pictureId, bytes: webp(384, 512) })
    expect(new Uint8Array(readFileSync(file))).toEqual(webp(384, 512))
    const keep = (id: string, bytes: Uint8Array) =>
      codeOf(() => library.keepThumbnail({ pictureId: id, bytes }))
    expect(keep('0'.repeat(64), webp(10, 10))).toBe('picture/not-found')
    expect(keep('../pictures/x', webp(10, 10))).toBe('picture/not-found')
    expect(keep(pictureId, png(10, 10))).toBe('picture/unreadable')
    expect(keep(pictureId, webp(384, 4_000))).toBe('picture/unreadable')
    expect(keep(pictureId, new TextEncoder().encode('<svg/>'))).toBe('picture/unreadable')
    expect(readdirSync(folder())).toEqual([`${pictureId}.webp`])
  })

  test('go with their pictures, and those that no picture has any more with the next applyRetention', () => {
    let now = Date.now() + 60_000
    const library = place.open({ now: () => now })
    const kept = library.addPicture(newPicture(png(8, 8, 9_001), 'kept', 'a'))
    const lost = library.addPicture(newPicture(png(8, 8, 9_002), 'lost', 'b'))
    show(library, kept.id, 'a', 'm-kept')
    show(library, lost.id, 'b', 'm-lost')
    for (const { id } of [kept, lost]) library.keepThumbnail({ pictureId: id, bytes: webp(9, 9) })
    for (const name of [`${'e'.repeat(64)}.webp`, `.${kept.id}.webp-1.part`])
      writeFileSync(join(folder(), name), 'x')
    library.deleteConversation({ id: 'b' })
    while (library.maintain());
    applyAllRetention(library)
    // Its hour is not over; the others can be made again.
    expect(readdirSync(folder()).sort()).toEqual([`${kept.id}.webp`, `${lost.id}.webp`].sort())
    now += 60 * 60_000
    applyAllRetention(library)
    expect(readdirSync(folder())).toEqual([`${kept.id}.webp`])
    expect(existsSync(join(place.folder, 'pictures', `${lost.id}.png`))).toBe(false)
  })
})
