import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attachmentLimits } from '@shared/model/attachment'
import type { Picture } from '@shared/model/picture'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAttachmentSource, type ShrinkPicture } from '../../../../src/main/runs/attachmentSource'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-attachments-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const source = (
  facts: Partial<Picture> | null,
  { text = null, shrink = async () => null }: { text?: string | null; shrink?: ShrinkPicture } = {},
) => {
  const picture: Picture = {
    id: 'p',
    format: 'png',
    byteLength: 3,
    width: 10,
    height: 10,
    prompt: '',
    model: null,
    costUsd: null,
    createdAt: 0,
    messageId: null,
    conversationId: null,
    parentId: null,
    ...facts,
  }
  const reads = { count: 0 }
  const made = createAttachmentSource({
    library: {
      getPicture: async () => {
        reads.count += 1
        return facts && picture
      },
      getFileText: async () => text,
    },
    picturePath: ({ id }) => join(folder, id),
    filePath: (id) => join(folder, id),
    loadKept: (_id, path) => readFile(path),
    shrink,
  })
  return { made, reads }
}
const half: ShrinkPicture = async (_bytes, { format }, side) => ({
  bytes: Buffer.from(`to ${side}`),
  format,
})
const dataUrl = (type: string, content: string) =>
  `data:image/${type};base64,${Buffer.from(content).toString('base64')}`

it('gives a picture as it is kept, read once however often it is asked for', async () => {
  writeFileSync(join(folder, 'p'), 'abc')
  const { made, reads } = source({ width: 2_048, format: 'jpeg' }, { shrink: half })
  expect(await made.pictureDataUrl('p')).toBe(dataUrl('jpeg', 'abc'))
  expect(await made.pictureDataUrl('p')).toBe(dataUrl('jpeg', 'abc'))
  expect(reads.count).toBe(1)
})

it('makes a larger one smaller, and sends one as it is that cannot be', async () => {
  writeFileSync(join(folder, 'p'), 'abc')
  const large = { height: 2_049 }
  expect(await source(large, { shrink: half }).made.pictureDataUrl('p')).toBe(dataUrl('png', 'to 2048'))
  expect(await source({ ...large, format: 'webp' }).made.pictureDataUrl('p')).toBe(dataUrl('webp', 'abc'))
})

it('gives null where the row or the file is gone', async () => {
  expect(await source(null).made.pictureDataUrl('p')).toBeNull()
  expect(await source({}).made.pictureDataUrl('p')).toBeNull()
})

it('gives no more text than may go along, and no half character', async () => {
  const text = `${'x'.repeat(attachmentLimits.characters - 1)}😀`
  const given = await source(null, { text }).made.fileText('f')
  expect(given).toHaveLength(attachmentLimits.characters)
  expect(given?.isWellFormed()).toBe(true)
  expect(await source(null).made.fileText('f')).toBeNull()
})

const pdf = (bytes: number) => `%PDF-1.7${' '.repeat(bytes - 8)}`
const id = 'a'.repeat(64)

it('gives a PDF itself, unless it is too long, no PDF, gone, or not of an id’s form', async () => {
  const { made } = source(null)
  writeFileSync(join(folder, id), pdf(100))
  expect(await made.pdfBase64?.(id, 100)).toBe(Buffer.from(pdf(100)).toString('base64'))
  expect(await made.pdfBase64?.(id, 99)).toBeNull()
  const text = 'b'.repeat(64)
  writeFileSync(join(folder, text), 'Words')
  expect(await made.pdfBase64?.(text, 1_000)).toBeNull()
  expect(await made.pdfBase64?.('c'.repeat(64), 1_000)).toBeNull()
  writeFileSync(join(folder, 'secret'), pdf(20))
  for (const strange of ['secret', `./${id}`, '../secret', '']) {
    expect(await made.pdfBase64?.(strange, 1_000)).toBeNull()
  }
})

it('a picture is made smaller until an engine takes it, and goes as it is where that does not help', async () => {
  const sizes: Record<number, number> = { 2048: 900, 1568: 500, 1024: 90 }
  const shrink: ShrinkPicture = async (_bytes, _picture, side) => ({
    bytes: Buffer.alloc(sizes[side] ?? 0),
    format: 'jpeg',
  })
  const { made } = source({ width: 4_000 }, { shrink })
  writeFileSync(join(folder, 'p'), 'abc')
  const lengthFor = async (most?: number) => {
    const url = (await made.pictureDataUrl('p', most)) ?? ''
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').byteLength
  }
  expect([await lengthFor(), await lengthFor(600), await lengthFor(100), await lengthFor(10)]).toEqual([
    900, 500, 90, 90,
  ])
})
