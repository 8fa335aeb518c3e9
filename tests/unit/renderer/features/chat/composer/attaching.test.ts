import { AppError } from '@shared/ipc/errors'
import { attachmentLimits } from '@shared/model/attachment'
import { describe, expect, it } from 'vitest'
import {
  codeOf,
  fileOfText,
  refusalOf,
} from '../../../../../../src/renderer/features/chat/composer/attaching'
import { pasteOf } from '../../../../../../src/renderer/features/chat/composer/transfer'

const clipboard = (files: readonly File[], texts: Readonly<Record<string, string>>) => ({
  files,
  getData: (type: string) => texts[type] ?? '',
})

describe('A file to attach', () => {
  it('is refused before it is read when it is too large, or one too many', () => {
    expect(refusalOf({ size: attachmentLimits.fileBytes }, 0)).toBeNull()
    expect(refusalOf({ size: attachmentLimits.fileBytes + 1 }, 0)).toBe('file/too-large')
    expect(refusalOf({ size: 1 }, attachmentLimits.count - 1)).toBeNull()
    expect(refusalOf({ size: 1 }, attachmentLimits.count)).toBe('count')
  })

  it('W05: a folder, which the browser cannot read, is told from a fault', () => {
    expect(codeOf(new DOMException('', 'NotFoundError'))).toBe('no-file')
    expect(codeOf(new AppError('file/empty'))).toBe('file/empty')
    expect(codeOf(new Error('anything else'))).toBe('internal')
  })

  it('can be made of a long text, with plain line ends', async () => {
    const file = fileOfText('one\r\ntwo\rthree')
    expect(file.name).toBe('Pasted text.txt')
    expect(await file.text()).toBe('one\ntwo\nthree')
  })

  it('is taken from a paste, unless it is only the picture of a text beside that text', () => {
    const picture = new File(['x'], 'image.png')
    const only = { files: [picture], text: '', isRewritten: false }
    expect(pasteOf(clipboard([picture], {}))).toEqual(only)
    expect(pasteOf(clipboard([picture], { 'text/plain': '/home/me/image.png' }))).toEqual(only)
    expect(pasteOf(clipboard([picture], { 'text/html': '<img>' }))).toEqual(only)
    expect(pasteOf(clipboard([picture], { 'text/plain': 'a', 'text/html': '<b>a</b>' }))).toEqual({
      files: [],
      text: 'a',
      isRewritten: false,
    })
  })
})

describe('A paste', () => {
  const picture = new File(['x'], 'image.png')

  it('W03: brings a text and the picture beside it', () => {
    const both = pasteOf(clipboard([picture], { 'text/plain': 'Look at this' }))
    expect(both).toEqual({ files: [picture], text: 'Look at this', isRewritten: false })
  })

  it('brings a table and a list as Markdown', () => {
    const table = {
      'text/plain': 'Name\tPrice\nKite | red\t5',
      'text/html':
        '<html><head><style>td{}</style></head><body><table><tr><td>Name</td><td><p>Price</p></td></tr><tr><td>Kite | red</td><td>5</td></tr></table></body></html>',
    }
    expect(pasteOf(clipboard([], table)).text).toBe('| Name | Price |\n| --- | --- |\n| Kite \\| red | 5 |')
    const list = {
      'text/plain': 'One\nTwo',
      'text/html': '<ol><li>One</li><li>Two<ul><li>a</li></ul></li></ol>',
    }
    expect(pasteOf(clipboard([], list)).text).toBe('1. One\n2. Two\n   - a')
  })

  it('leaves code and plain words as they are', () => {
    const code = { 'text/plain': 'a\n  b', 'text/html': '<ol><li><pre>a</pre></li></ol>' }
    const page = { 'text/plain': 'a', 'text/html': '<table><tr><td>a</td></tr></table>' }
    for (const texts of [code, page])
      expect(pasteOf(clipboard([], texts))).toMatchObject({ text: texts['text/plain'], isRewritten: false })
  })
})
