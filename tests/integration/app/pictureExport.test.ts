import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Picture } from '@shared/model/picture'
import { defaultPictureExport, type PictureExportOptions } from '@shared/model/pictureExport'
import type { TransferEvent, TransferResult } from '@shared/model/transfer'
import { describe, expect, it } from 'vitest'
import { fromBuffer, type ZipFile } from 'yauzl'
import { encodePng } from '../../../src/main/engines/builtin/png'
import { PictureExport, type PictureExportDeps } from '../../../src/main/pictures/PictureExport'
import { samplePng } from '../../e2e/helpers/pictures'
import { fakeEncoder } from '../../fakes/fakeEncoder'
import { canMount, fillDisk, withDisk } from '../library/disk'
import { appPlace, type TestApp } from './appPlace'

const place = appPlace()
const signal = new AbortController().signal

const keep = async (app: TestApp, prompt: string, seed: number, bytes?: Uint8Array): Promise<Picture> =>
  app.services.library.addPicture({
    bytes: bytes ?? (await samplePng(seed)),
    prompt,
    model: 'an-image-model',
    costUsd: null,
    messageId: null,
    conversationId: null,
    parentId: null,
  })

/** Some 48 KB, whatever packs it. */
const noise = async (seed: number): Promise<Uint8Array> => {
  const bytes = Array.from({ length: 1_500 }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  )
  return encodePng(160, 100, new Uint8Array(Buffer.concat(bytes)))
}

const keptPath = (app: TestApp, picture: Picture): string => app.services.picturePath(picture)

const events = (
  app: TestApp,
  pictures: readonly Picture[],
  options: Partial<PictureExportOptions> = {},
): AsyncGenerator<TransferEvent> =>
  app.services.pictureExport.export(
    { pictureIds: pictures.map(({ id }) => id), options: { ...defaultPictureExport, ...options } },
    1,
    signal,
  )

const exported = async (...input: Parameters<typeof events>): Promise<TransferResult | null> => {
  let result: TransferResult | null = null
  for await (const event of events(...input)) if (event.type === 'ended') result = event.result
  return result
}

const exportWith = (app: TestApp, parts: Partial<PictureExportDeps>) =>
  new PictureExport({
    getPicture: app.services.getPicture,
    sourceOf: app.services.sourceOf,
    dialogs: {
      chooseFile: async () => place.dialogs.target,
      chooseFolder: async () => place.dialogs.target,
    },
    isReplacing: () => false,
    openEncoder: async () => fakeEncoder(),
    showInFolder: () => {},
    software: 'Parley',
    newId: randomUUID,
    now: Date.now,
    ...parts,
  })

const endOf = async (pictureExport: PictureExport, { id }: Picture): Promise<TransferResult | null> => {
  let result: TransferResult | null = null
  for await (const event of pictureExport.export(
    { pictureIds: [id], options: defaultPictureExport },
    1,
    signal,
  ))
    if (event.type === 'ended') result = event.result
  return result
}

const outFolder = (): string => {
  const out = join(place.folder, 'out')
  mkdirSync(out, { recursive: true })
  return out
}

const unzipped = async (path: string): Promise<Readonly<Record<string, Buffer>>> => {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(readFileSync(path), { lazyEntries: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  )
  const found: Record<string, Buffer> = {}
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    found[entry.fileName] = Buffer.concat(pieces)
  }
  return found
}

describe('one picture', () => {
  it('is written bit for bit, and replaces only what the user was asked about', async () => {
    const app = place.start()
    const picture = await keep(app, 'Rome', 1)
    const kept = readFileSync(keptPath(app, picture))
    const out = outFolder()
    writeFileSync(join(out, 'Rome.png'), 'somebody else’s')
    place.dialogs.target = join(out, 'Rome')
    expect(await exported(app, [picture])).toMatchObject({ end: 'complete', name: 'Rome (2).png' })
    expect(readFileSync(join(out, 'Rome.png'), 'utf8')).toBe('somebody else’s')
    expect(readFileSync(join(out, 'Rome (2).png'))).toEqual(kept)
    place.dialogs.target = join(out, 'Rome.PNG')
    expect(await exported(app, [picture], { format: 'jpeg' })).toMatchObject({ name: 'Rome.PNG' })
    expect(readFileSync(join(out, 'Rome.PNG'))).toEqual(kept)
  })

  it('becomes what the chosen name says, else what was asked for', async () => {
    const app = place.start()
    const picture = await keep(app, 'Rome', 2)
    const out = outFolder()
    place.dialogs.target = join(out, 'a.jpeg')
    await exported(app, [picture], { format: 'webp' })
    expect(readFileSync(join(out, 'a.jpeg')).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    place.dialogs.target = join(out, 'b.gif')
    expect(await exported(app, [picture], { format: 'webp' })).toMatchObject({ name: 'b.gif.webp' })
    expect(readFileSync(join(out, 'b.gif.webp')).toString('latin1', 8, 12)).toBe('WEBP')
  })

  it('does nothing when the user cancels the dialog', async () => {
    const app = place.start()
    place.dialogs.target = null
    expect(await exported(app, [await keep(app, 'Rome', 3)])).toBeNull()
  })

  it('whose file is gone is reported, with nothing half-written', async () => {
    const app = place.start()
    const picture = await keep(app, 'Rome', 4)
    rmSync(keptPath(app, picture))
    const out = outFolder()
    place.dialogs.target = join(out, 'Rome.png')
    for (const options of [{}, { details: 'none' }, { format: 'jpeg' }] as const) {
      expect(await exported(app, [picture], options)).toMatchObject({
        end: 'failed',
        failure: { code: 'picture/not-found' },
      })
    }
    expect(readdirSync(out)).toEqual([])
  })
})

describe('many pictures', () => {
  it('become files with names of their own beside what is there, and each can be shown', async () => {
    const app = place.start()
    const pictures = [await keep(app, 'Rome', 1), await keep(app, 'rome', 2), await keep(app, 'Oslo', 3)]
    const out = outFolder()
    writeFileSync(join(out, 'Oslo.png'), 'somebody else’s')
    place.dialogs.target = out
    expect(await exported(app, pictures)).toMatchObject({
      end: 'complete',
      name: 'out',
      added: { pictures: 3 },
      leftOut: [],
    })
    expect(readdirSync(out).sort()).toEqual(['Oslo (2).png', 'Oslo.png', 'Rome.png', 'rome (2).png'].sort())
    expect(readFileSync(join(out, 'Oslo.png'), 'utf8')).toBe('somebody else’s')
    expect(readFileSync(join(out, 'Oslo (2).png'))).toEqual(Buffer.from(await samplePng(3)))
    await exported(app, pictures, { namePattern: '{number} {model}', format: 'webp' })
    expect(readdirSync(out).filter((name) => name.endsWith('.webp'))).toEqual([
      '1 an-image-model.webp',
      '2 an-image-model.webp',
      '3 an-image-model.webp',
    ])
  })

  it('are shown in their folder, as long as they are the last ones', async () => {
    const app = place.start()
    const pictures = [await keep(app, 'Rome', 1), await keep(app, 'Oslo', 2)]
    place.dialogs.target = outFolder()
    let transferId = ''
    for await (const event of events(app, pictures)) if (event.type === 'ended') transferId = event.transferId
    await app.call('pictures.showExport', { transferId })
    expect(place.dialogs.shown).toEqual([join(outFolder(), 'Rome.png')])
    await exported(app, pictures)
    await expect(app.call('pictures.showExport', { transferId })).rejects.toMatchObject({
      code: 'file/not-found',
    })
  })

  it('too large for a format are left out of it, and a single one is reported', async () => {
    const app = place.start()
    const wide = await keep(app, 'wide', 1, await encodePng(16_400, 1, new Uint8Array(16_400 * 3)))
    const other = await keep(app, 'other', 2)
    const out = outFolder()
    place.dialogs.target = out
    expect(await exported(app, [wide, other], { format: 'webp' })).toMatchObject({
      added: { pictures: 1 },
      leftOut: [{ kind: 'picture', reason: 'too-large', count: 1 }],
    })
    place.dialogs.target = join(out, 'wide.webp')
    expect(await exported(app, [wide])).toMatchObject({ failure: { code: 'picture/too-large' } })
    place.dialogs.target = join(out, 'wide.png')
    expect(await exported(app, [wide])).toMatchObject({ end: 'complete' })
  })

  it('go into one archive, bit for bit', async () => {
    const app = place.start()
    const pictures = [await keep(app, 'Rome 🏛', 1), await keep(app, 'Rome 🏛', 2)]
    place.dialogs.target = join(outFolder(), 'All')
    expect(await exported(app, pictures, { pack: 'zip' })).toMatchObject({
      name: 'All.zip',
      added: { pictures: 2 },
    })
    expect(readdirSync(outFolder())).toEqual(['All.zip'])
    expect(await unzipped(join(outFolder(), 'All.zip'))).toEqual({
      'Rome 🏛.png': Buffer.from(await samplePng(1)),
      'Rome 🏛 (2).png': Buffer.from(await samplePng(2)),
    })
  })

  it.each(['files', 'zip'] as const)(
    'without those that are gone or broken, which are counted (%s)',
    async (pack) => {
      const app = place.start()
      const [gone, whole, broken] = [
        await keep(app, 'gone', 1),
        await keep(app, 'whole', 2),
        await keep(app, 'broken', 3),
      ] as const
      rmSync(keptPath(app, gone))
      writeFileSync(keptPath(app, broken), 'not a picture')
      const out = outFolder()
      place.dialogs.target = pack === 'zip' ? join(out, 'All.zip') : out
      expect(await exported(app, [gone, whole, broken], { pack, details: 'embedded' })).toMatchObject({
        end: 'complete',
        added: { pictures: 1 },
        leftOut: [
          { kind: 'picture', reason: 'missing', count: 1 },
          { kind: 'picture', reason: 'damaged', count: 1 },
        ],
      })
      expect(readdirSync(out)).toEqual([pack === 'zip' ? 'All.zip' : 'whole.png'])
      expect(await exported(app, [gone, broken], { pack, format: 'jpeg' })).toMatchObject({ end: 'failed' })
    },
  )

  it.each(['files', 'zip'] as const)(
    'end when they are cancelled, with nothing left of it (%s)',
    async (pack) => {
      const app = place.start()
      const pictures = await Promise.all([1, 2, 3, 4].map((seed) => keep(app, `Picture ${seed}`, seed)))
      const out = outFolder()
      place.dialogs.target = pack === 'zip' ? join(out, 'All.zip') : out
      const told: TransferEvent[] = []
      for await (const event of events(app, pictures, { pack })) {
        told.push(event)
        if (event.type === 'progress') void app.services.pictureExport.cancel()
      }
      expect(told.at(-1)).toMatchObject({ type: 'ended', result: { end: 'cancelled' } })
      expect(readdirSync(out)).toEqual([])
    },
  )

  it('are refused while others are being written', async () => {
    const app = place.start()
    const pictures = [await keep(app, 'Rome', 1), await keep(app, 'Oslo', 2)]
    place.dialogs.target = outFolder()
    const first = events(app, pictures)
    expect(await first.next()).toMatchObject({ value: { type: 'started' } })
    await expect(events(app, pictures).next()).rejects.toMatchObject({ code: 'transfer/busy' })
    for await (const _event of first);
    expect(readdirSync(outFolder())).toHaveLength(2)
  })
})

describe('an export that cannot begin', () => {
  it('ends, and the next one begins, where nothing is there to write with', async () => {
    let isBroken = true
    const app = place.start()
    const open = async () => {
      if (isBroken) throw new Error('No window could be made')
      return fakeEncoder()
    }
    const picture = await keep(app, 'Rome', 1)
    const pictureExport = exportWith(app, { openEncoder: open })
    const target = join(outFolder(), 'Rome.png')
    place.dialogs.target = target
    expect(await endOf(pictureExport, picture)).toMatchObject({
      end: 'failed',
      failure: { code: 'internal' },
    })
    isBroken = false
    expect(await endOf(pictureExport, picture)).toMatchObject({ end: 'complete' })
  })

  it('is refused where a backup began to take the library’s place while the dialog was open', async () => {
    let isReplacing = false
    const app = place.start()
    const picture = await keep(app, 'Rome', 1)
    const out = outFolder()
    const pictureExport = exportWith(app, {
      isReplacing: () => isReplacing,
      dialogs: {
        chooseFile: async () => {
          isReplacing = true
          return join(out, 'Rome.png')
        },
        chooseFolder: async () => null,
      },
    })
    await expect(endOf(pictureExport, picture)).rejects.toMatchObject({ code: 'backup/busy' })
    expect(readdirSync(out)).toEqual([])
    isReplacing = true
    await expect(endOf(pictureExport, picture)).rejects.toMatchObject({ code: 'backup/busy' })
  })
})

describe.runIf(canMount)('on a small disk', () => {
  it.each([
    ['one picture', 1, {}],
    ['one with its details', 1, { details: 'embedded' }],
    ['files', 3, {}],
    ['an archive', 3, { pack: 'zip' }],
  ] as const)('that fills up, %s is told of and leaves nothing behind', async (_case, count, options) => {
    const app = place.start()
    const pictures: Picture[] = []
    for (let seed = 1; seed <= count; seed += 1)
      pictures.push(await keep(app, `Picture ${seed}`, seed, await noise(seed)))
    await withDisk(place.folder, async (disk) => {
      // Room for the first of them, but not for all.
      fillDisk(disk, count === 1 ? 16 * 1024 : 72 * 1024)
      const before = readdirSync(disk)
      const name = 'pack' in options ? 'All.zip' : 'one.png'
      place.dialogs.target = count > 1 && !('pack' in options) ? disk : join(disk, name)
      expect(await exported(app, pictures, options)).toMatchObject({
        end: 'failed',
        failure: { code: 'file/disk-full' },
      })
      expect(readdirSync(disk)).toEqual(before)
    })
  })

  it('that cannot be written, a picture and many are told of', async () => {
    const app = place.start()
    const pictures = [await keep(app, 'Rome', 1), await keep(app, 'Oslo', 2)]
    await withDisk(place.folder, async (disk, remount) => {
      remount('ro')
      for (const [chosen, target] of [
        [pictures.slice(1), join(disk, 'one.png')],
        [pictures, disk],
      ] as const) {
        place.dialogs.target = target
        expect(await exported(app, chosen)).toMatchObject({
          end: 'failed',
          failure: { code: 'file/not-writable' },
        })
      }
    })
  })
})

describe('dragging out', () => {
  it('hands over copies with good names, and never the kept files', async () => {
    const app = place.start()
    const pictures = [await keep(app, 'Rome / at: night?', 1), await keep(app, 'Oslo', 2)]
    const files = await app.services.draggedPictures.prepare(pictures.map(({ id }) => id))
    expect(files.map((file) => file.split('/').at(-1))).toEqual(['Rome at night.png', 'Oslo.png'])
    for (const [index, file] of files.entries()) {
      const picture = pictures[index] as Picture
      expect(readFileSync(file)).toEqual(readFileSync(keptPath(app, picture)))
      writeFileSync(file, 'changed by another program')
      expect(readFileSync(keptPath(app, picture))).toEqual(Buffer.from(await samplePng(index + 1)))
    }
    await app.close()
    expect(
      readdirSync(join(place.folder, 'profile')).filter((name) => name.startsWith('parley-drag-')),
    ).toEqual([])
  })

  it('tells as little about them as exports do', async () => {
    const app = place.start({ pictureExport: { ...defaultPictureExport, details: 'embedded' } })
    const picture = await keep(app, 'A fox', 1)
    const [file = ''] = await app.services.draggedPictures.prepare([picture.id])
    expect(readFileSync(file).includes('Description\0')).toBe(true)
    await app.call('settings.update', { pictureExport: { ...defaultPictureExport, details: 'none' } })
    const [again = ''] = await app.services.draggedPictures.prepare([picture.id])
    expect(readFileSync(again).includes('Description\0')).toBe(false)
  })

  it('clears up behind an app that ended without doing so', async () => {
    const app = place.start()
    const picture = await keep(app, 'Rome', 1)
    const [old, fresh] = ['parley-drag-old', 'parley-drag-fresh'].map((name) =>
      join(place.folder, 'profile', name),
    ) as [string, string]
    mkdirSync(old)
    mkdirSync(fresh)
    const longAgo = Date.now() / 1000 - 2 * 24 * 3_600
    utimesSync(old, longAgo, longAgo)
    await app.services.draggedPictures.prepare([picture.id])
    expect([existsSync(old), existsSync(fresh)]).toEqual([false, true])
  })

  it('leaves out what is gone, and says so where nothing is left', async () => {
    const app = place.start()
    const [gone, there] = [await keep(app, 'gone', 1), await keep(app, 'there', 2)] as const
    rmSync(keptPath(app, gone))
    const { draggedPictures } = app.services
    expect(await draggedPictures.prepare([gone.id, there.id])).toHaveLength(1)
    await expect(draggedPictures.prepare([gone.id])).rejects.toMatchObject({ code: 'picture/not-found' })
  })
})

it('refuses what is no picture’s id, no pixels of an icon, and more than the mouse can carry', async () => {
  const app = place.start()
  const id = 'a'.repeat(64)
  const icon = { width: 2, height: 2, pixels: new Uint8Array(15) }
  for (const input of [
    { pictureIds: ['../library.db'], icon: null },
    { pictureIds: [id], icon },
    { pictureIds: Array<string>(51).fill(id), icon: null },
  ])
    await expect(app.call('pictures.drag', input)).rejects.toMatchObject({ code: 'ipc/bad-input' })
  await expect(app.call('pictures.showExport', { transferId: 'none' })).rejects.toMatchObject({
    code: 'file/not-found',
  })
})
