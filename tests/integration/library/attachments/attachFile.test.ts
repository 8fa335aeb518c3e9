import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { attachmentLimits } from '@shared/model/attachment'
import { describe, expect, test, vi } from 'vitest'
import { chineseOnPage, pdfFile, textOnPage } from '../../../fakes/pdfFile'
import { processPlace } from '../builtLibrary'
import { png } from '../helpers'

// The real process with its threads, as built for the app.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const place = processPlace()
const { connect } = place

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text))
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof AppError ? { code: error.code, ...error.data } : error),
  )
const keptFiles = () => readdirSync(join(place.folder, 'files')).sort()

describe('An attached file', () => {
  test('of text is kept as it came, with what a model reads of it, over a restart', async () => {
    const first = connect()
    const bytes = bytesOf('\ufeff# Notes\n\nπ')
    const id = hashOf(bytes)
    const wanted = {
      id,
      kind: 'text',
      name: 'notes.md',
      mediaType: 'text/markdown',
      byteLength: bytes.byteLength,
      characters: 10,
      width: 0,
      height: 0,
    }
    expect(await first.attachFile({ name: 'notes.md', bytes })).toEqual(wanted)
    // The same again is the same file, under the name it has now.
    expect(await first.attachFile({ name: 'again.txt', bytes })).toEqual({
      ...wanted,
      name: 'again.txt',
      mediaType: 'text/plain',
    })
    await first.close()
    const second = connect()
    expect(await second.getFileText({ id })).toBe('# Notes\n\nπ')
    expect(await second.getFileText({ id: 'none' })).toBeNull()
    expect(keptFiles()).toEqual([id])
    expect(readFileSync(join(place.folder, 'files', id)).equals(Buffer.from(bytes))).toBe(true)
  })

  test('of PDF is kept with its text, also in Chinese, whatever it is called', async () => {
    const client = connect()
    const bytes = pdfFile({ pages: [textOnPage('One'), chineseOnPage('中文')] })
    const attachment = await client.attachFile({ name: 'paper.txt', bytes })
    expect(attachment).toMatchObject({ kind: 'pdf', mediaType: 'application/pdf', characters: 7 })
    expect(await client.getFileText({ id: attachment.id })).toBe('One\n\n中文')
    // Nothing was complained of on the way.
    expect(place.children[0]?.errors()).toBe('')
  })

  test('that is a picture is kept among the pictures', async () => {
    const client = connect()
    const bytes = png(30, 20)
    const attachment = await client.attachFile({ name: 'holiday.txt', bytes })
    expect(attachment).toEqual({
      id: hashOf(bytes),
      kind: 'picture',
      name: 'holiday.txt',
      mediaType: 'image/png',
      byteLength: bytes.byteLength,
      characters: 0,
      width: 30,
      height: 20,
    })
    expect(await client.getPicture({ id: attachment.id })).toMatchObject({
      prompt: 'holiday.txt',
      model: null,
    })
  })

  test('that cannot be used says why, and nothing of it is kept', async () => {
    const client = connect()
    const attach = (bytes: Uint8Array) => failureOf(client.attachFile({ name: 'a', bytes }))
    expect(await attach(new Uint8Array())).toEqual({ code: 'file/empty', reason: 'no-bytes' })
    expect(await attach(new Uint8Array(attachmentLimits.fileBytes + 1))).toEqual({
      code: 'file/too-large',
      limit: attachmentLimits.fileBytes,
      unit: 'bytes',
    })
    expect(await attach(bytesOf('GIF89a'))).toEqual({ code: 'file/unsupported', reason: 'gif' })
    expect(await attach(pdfFile({ pages: [''], isEncrypted: true }))).toEqual({ code: 'file/encrypted' })
    expect(await attach(pdfFile({ pages: [''] }))).toEqual({ code: 'file/empty', reason: 'no-text' })
    expect(await attach(png(1, 1).slice(0, 20))).toEqual({ code: 'file/unreadable', reason: 'damaged' })
    expect(readdirSync(place.folder).filter((name) => ['files', 'pictures'].includes(name))).toEqual([])
  })

  test('being read holds up nothing else', async () => {
    const client = connect()
    const done: string[] = []
    const lines = Array.from({ length: 50 }, () => '(some words of a long report) Tj 0 -14 Td').join('\n')
    const page = `BT /F1 12 Tf 36 760 Td ${lines} ET`
    const bytes = pdfFile({ pages: Array.from({ length: 100 }, () => page) })
    const attached = client.attachFile({ name: 'report.pdf', bytes }).then(() => done.push('file'))
    await client.setNote({ name: 'n', value: '1' })
    expect(await client.getNote({ name: 'n' })).toBe('1')
    done.push('note')
    await attached
    expect(done).toEqual(['note', 'file'])
  })

  test('is told to be missing where its text or its bytes are gone', async () => {
    const client = connect()
    const { id } = await client.attachFile({ name: 'notes.md', bytes: bytesOf('Notes') })
    const { id: other } = await client.attachFile({ name: 'other.md', bytes: bytesOf('Other') })
    const never = hashOf(bytesOf('never'))
    expect(await client.missingFiles({ ids: [id, other, never] })).toEqual([never])
    rmSync(join(place.folder, 'files', id))
    expect(await client.missingFiles({ ids: [id, other] })).toEqual([id])
  })
})
