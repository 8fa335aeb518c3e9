import type { Attachment } from '@shared/model/attachment'
import { attachmentLimits } from '@shared/model/attachment'
import { expect, it } from 'vitest'
import { capturedPicture, capturedText } from '../../../../src/main/capture/capturedText'

const attach = async ({ name, bytes }: { name: string; bytes: Uint8Array }): Promise<Attachment> => ({
  id: name,
  kind: 'text',
  name,
  mediaType: 'text/plain',
  byteLength: bytes.byteLength,
  characters: 0,
  width: 0,
  height: 0,
})

it('quotes what was found and leaves a line for the question', async () => {
  expect(await capturedText('One line\r\n\r\n  and another \n', 'selection', attach)).toEqual({
    text: '> One line\n>\n>   and another\n\n',
    attachments: [],
    source: 'selection',
    words: 'One line\n\n  and another',
  })
})

it.each(['', ' \n\t', '\u0000', '\r\n'])('finds nothing in %j', async (text) => {
  expect(await capturedText(text, 'clipboard', attach)).toBeNull()
})

it('takes out what was never meant to be read', async () => {
  expect((await capturedText('a\u0000b\u001b[2Jc', 'clipboard', attach))?.text).toBe('> ab[2Jc\n\n')
})

it('a page’s worth stays words, a book becomes a file', async () => {
  const most = 'x'.repeat(attachmentLimits.pasteCharacters)
  expect((await capturedText(most, 'selection', attach))?.attachments).toEqual([])
  const book = await capturedText(`${most}y`, 'selection', attach)
  expect(book).toMatchObject({ text: '', words: '', attachments: [{ name: 'Selected text.txt' }] })
})

it('a picture goes along as one', async () => {
  expect(await capturedPicture(new Uint8Array(3), 'screen', attach)).toMatchObject({
    text: '',
    attachments: [{ name: 'Screenshot.png', byteLength: 3 }],
    source: 'screen',
  })
})
