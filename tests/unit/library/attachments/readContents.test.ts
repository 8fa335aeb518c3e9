import { AppError } from '@shared/ipc/errors'
import { attachmentLimits } from '@shared/model/attachment'
import { describe, expect, test, vi } from 'vitest'
import { mostPdfPages } from '../../../../src/library/attachments/pdfText'
import { readContents } from '../../../../src/library/attachments/readContents'
import { chineseOnPage, pdfFile, textOnPage } from '../../../fakes/pdfFile'

// Loading what reads PDFs takes a while on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') =>
  new Uint8Array(Buffer.from(text, encoding))
const failureOf = async (bytes: Uint8Array): Promise<unknown> => {
  try {
    return await readContents(bytes)
  } catch (error) {
    return error instanceof AppError ? { code: error.code, ...error.data } : error
  }
}

describe('A text file', () => {
  const text = 'Zeile eins\r\n第二行\tπ 🎉\n'
  const big = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

  test.each([
    ['UTF-8', bytesOf(text)],
    ['UTF-8 with a mark', bytesOf(`\ufeff${text}`)],
    ['UTF-16, little end first', bytesOf(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', new Uint8Array(big)],
  ])('in %s reads as it was written', async (_encoding, bytes) => {
    expect(await readContents(bytes)).toEqual({ kind: 'text', text })
  })

  test('is left as it is by reading it', async () => {
    const bytes = new Uint8Array(big)
    await readContents(bytes)
    expect(Buffer.from(bytes).equals(big)).toBe(true)
  })

  test.each([
    ['in an old encoding', bytesOf('Gr\u00fc\u00dfe aus K\u00f6ln', 'latin1'), 'encoding'],
    ['in UTF-16 that is cut', bytesOf('\ufeffabc', 'utf16le').slice(0, 7), 'encoding'],
    ['with a NUL', bytesOf('abc\0def'), 'binary'],
    ['that is a program', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xfe]), 'binary'],
    ['that is a GIF', bytesOf('GIF89a\x01\0\x01\0', 'latin1'), 'gif'],
    ['that is a HEIC', bytesOf('\0\0\0\x18ftypheic', 'latin1'), 'heic'],
  ])('%s is refused with the reason', async (_what, bytes, reason) => {
    expect(await failureOf(bytes)).toEqual({ code: 'file/unsupported', reason })
  })

  test('of blanks only is empty', async () => {
    expect(await failureOf(bytesOf(' \n\t'))).toEqual({ code: 'file/empty', reason: 'no-text' })
  })

  test('may have as many characters as the limit says, and not one more', async () => {
    const limit = attachmentLimits.characters
    const tooLarge = { code: 'file/too-large', limit, unit: 'characters' }
    expect((await readContents(bytesOf('字'.repeat(limit)))).text).toHaveLength(limit)
    expect(await failureOf(bytesOf('字'.repeat(limit + 1)))).toEqual(tooLarge)
    expect(await failureOf(bytesOf('a'.repeat(limit * 5)))).toEqual(tooLarge)
  })
})

describe('A PDF', () => {
  test('reads page by page, also where something comes before its header', async () => {
    const bytes = pdfFile({ pages: [textOnPage('First page, caf\\351'), textOnPage('Second page')] })
    const wanted = { kind: 'pdf', text: 'First page, café\n\nSecond page' }
    expect(await readContents(bytes)).toEqual(wanted)
    expect(await readContents(new Uint8Array([...bytesOf('\r\n\r\n'), ...bytes]))).toEqual(wanted)
    // They are kept after being read.
    expect(Buffer.from(bytes).toString('latin1', 0, 5)).toBe('%PDF-')
  })

  test('in Chinese reads by the character maps that come with the app', async () => {
    const { text } = await readContents(pdfFile({ pages: [chineseOnPage('中文内容')] }))
    expect(text).toBe('中文内容')
  })

  test('with a password says so', async () => {
    const bytes = pdfFile({ pages: [textOnPage('Secret')], isEncrypted: true })
    expect(await failureOf(bytes)).toEqual({ code: 'file/encrypted' })
  })

  test('without text (a scan) says so', async () => {
    const bytes = pdfFile({ pages: ['0 0 m 100 100 l S', ''] })
    expect(await failureOf(bytes)).toEqual({ code: 'file/empty', reason: 'no-text' })
  })

  test('that is damaged says so', async () => {
    const whole = pdfFile({ pages: [textOnPage('Whole')] })
    expect(await failureOf(whole.slice(0, 60))).toEqual({ code: 'file/unreadable', reason: 'damaged' })
    expect(await failureOf(bytesOf('%PDF-1.7\nand nothing of it'))).toEqual({
      code: 'file/unreadable',
      reason: 'damaged',
    })
  })

  test('of too many pages, or too much text, names the limit', async () => {
    const pages = Array.from({ length: mostPdfPages + 1 }, () => '')
    expect(await failureOf(pdfFile({ pages }))).toEqual({
      code: 'file/too-large',
      limit: mostPdfPages,
      unit: 'pages',
    })
    // Within the edges of the page: what is beyond is not read.
    const lines = Array.from({ length: 50 }, () => `(${'word '.repeat(18)}) Tj 0 -14 Td`).join('\n')
    const full = `BT /F1 12 Tf 36 760 Td ${lines} ET`
    expect(await failureOf(pdfFile({ pages: Array.from({ length: 250 }, () => full) }))).toEqual({
      code: 'file/too-large',
      limit: attachmentLimits.characters,
      unit: 'characters',
    })
  })
})
