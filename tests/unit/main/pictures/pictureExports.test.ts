import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Picture } from '@shared/model/picture'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PictureExports } from '../../../../src/main/pictures/pictureExports'

const picture: Picture = {
  id: 'abc',
  format: 'png',
  byteLength: 3,
  width: 1,
  height: 1,
  prompt: 'Rome / at: night?',
  model: null,
  costUsd: null,
  createdAt: 0,
  messageId: null,
  conversationId: null,
  parentId: null,
}
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-export-'))
  await writeFile(join(folder, 'kept.png'), 'PNG')
})
afterEach(async () => {
  await chmod(folder, 0o700)
  await rm(folder, { recursive: true, force: true })
})

const make = (choice: string | null) => {
  const suggestions: string[] = []
  const exports = new PictureExports(
    async (suggestion) => {
      suggestions.push(suggestion)
      return choice
    },
    () => join(folder, 'kept.png'),
    () => 'export-1',
  )
  return { exports, suggestions }
}

it('suggests a name from the prompt that every file system takes', async () => {
  const { exports, suggestions } = make(null)
  expect(await exports.choose(picture, 1)).toBeNull()
  expect(suggestions).toEqual(['Rome at night.png'])
})

it('copies the kept file bit for bit where the format stays', async () => {
  const { exports } = make(join(folder, 'out.PNG'))
  expect(await exports.choose(picture, 1)).toEqual({
    exportId: 'export-1',
    format: 'png',
    isCopy: true,
    fileName: 'out.PNG',
  })
  await exports.save('export-1', null)
  expect(await readFile(join(folder, 'out.PNG'), 'utf8')).toBe('PNG')
})

it('writes what the page encoded where the name asks for another format', async () => {
  const { exports } = make(join(folder, 'out.webp'))
  expect(await exports.choose(picture, 1)).toMatchObject({ format: 'webp', isCopy: false })
  await exports.save('export-1', new TextEncoder().encode('WEBP'))
  expect(await readFile(join(folder, 'out.webp'), 'utf8')).toBe('WEBP')
})

it('adds an ending where the name has none that we can write', async () => {
  const { exports } = make(join(folder, 'out.v2'))
  expect(await exports.choose(picture, 1)).toMatchObject({ format: 'png', fileName: 'out.v2.png' })
})

it('never replaces a file that the dialog did not ask about', async () => {
  await writeFile(join(folder, 'out.gif.png'), 'somebody else’s')
  const { exports } = make(join(folder, 'out.gif'))
  expect(await exports.choose(picture, 1)).toMatchObject({ fileName: 'out.gif (2).png' })
  // Meanwhile that name is taken as well.
  await writeFile(join(folder, 'out.gif (2).png'), 'newer')
  await expect(exports.save('export-1', null)).rejects.toMatchObject({ code: 'file/exists' })
  expect(await readFile(join(folder, 'out.gif.png'), 'utf8')).toBe('somebody else’s')
  expect(await readFile(join(folder, 'out.gif (2).png'), 'utf8')).toBe('newer')
  expect((await readdir(folder)).sort()).toEqual(['kept.png', 'out.gif (2).png', 'out.gif.png'])
})

it('lets a choice be redeemed once, and nothing that was not chosen', async () => {
  const { exports } = make(join(folder, 'out.png'))
  await expect(exports.save('export-1', null)).rejects.toMatchObject({ code: 'ipc/bad-input' })
  await exports.choose(picture, 1)
  await exports.save('export-1', null)
  await expect(exports.save('export-1', null)).rejects.toMatchObject({ code: 'ipc/bad-input' })
})

it('tells a folder that takes no files, and leaves nothing half-written', async () => {
  const { exports } = make(join(folder, 'no', 'such', 'folder', 'out.png'))
  await exports.choose(picture, 1)
  await expect(exports.save('export-1', null)).rejects.toMatchObject({ code: 'file/not-writable' })
  expect(await readdir(folder)).toEqual(['kept.png'])
})
