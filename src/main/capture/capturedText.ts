import { Buffer } from 'node:buffer'
import type { Attachment } from '@shared/model/attachment'
import { attachmentLimits } from '@shared/model/attachment'
import type { Capture } from '@shared/model/capture'

/** Keeps bytes as something that goes along with a question. */
export type Attach = (file: { readonly name: string; readonly bytes: Uint8Array }) => Promise<Attachment>

/** Marks each line as a quotation, so that the user's own words stay apart from it. */
const asQuote = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n')

/**
 * Found words as they are put into the field: quoted, with a line below for the question. What would fill the
 * field many times over becomes a file, as a long paste does. Null where there are none.
 */
export const capturedText = async (
  found: string,
  source: Capture['source'],
  attach: Attach,
): Promise<Capture | null> => {
  const text = found
    .replace(/\r\n?/g, '\n')
    // Programs put such into selections; none of it is meant to be read.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replace(/^\n+/, '')
    .trimEnd()
  if (text === '') return null
  if (text.length > attachmentLimits.pasteCharacters) {
    const name = source === 'selection' ? 'Selected text.txt' : 'Copied text.txt'
    return { text: '', attachments: [await attach({ name, bytes: Buffer.from(text) })], source, words: '' }
  }
  return { text: `${asQuote(text)}\n\n`, attachments: [], source, words: text }
}

export const capturedPicture = async (
  png: Uint8Array,
  source: Capture['source'],
  attach: Attach,
): Promise<Capture> => {
  const name = source === 'screen' ? 'Screenshot.png' : 'Copied picture.png'
  return { text: '', attachments: [await attach({ name, bytes: png })], source, words: '' }
}
