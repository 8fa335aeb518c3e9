import { attachmentLimits } from '@shared/model/attachment'
import { describe, expect, it } from 'vitest'
import { fileOfText, refusalOf } from '../../../../../../src/renderer/features/chat/composer/attaching'
import { filesIn } from '../../../../../../src/renderer/features/chat/composer/transfer'

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

  it('can be made of a long text, with plain line ends', async () => {
    const file = fileOfText('one\r\ntwo\rthree')
    expect(file.name).toBe('Pasted text.txt')
    expect(await file.text()).toBe('one\ntwo\nthree')
  })

  it('is taken from a paste, unless it is only the picture of a text beside that text', () => {
    const picture = new File(['x'], 'image.png')
    expect(filesIn(clipboard([picture], {}))).toEqual([picture])
    expect(filesIn(clipboard([picture], { 'text/plain': '/home/me/image.png' }))).toEqual([picture])
    expect(filesIn(clipboard([picture], { 'text/plain': 'a', 'text/html': '<b>a</b>' }))).toEqual([])
    expect(filesIn(clipboard([picture], { 'text/html': '<img>' }))).toEqual([picture])
  })
})
