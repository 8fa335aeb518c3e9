import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
