import { AppError } from '@shared/ipc/errors'
import { attachmentLimits } from '@shared/model/attachment'
import type { ToolContent } from '@shared/model/toolServer'
import { beforeEach, expect, it } from 'vitest'
import { type Attach, draftOf, fileNameOf } from '../../../../src/main/mcp/contentDraft'

let kept: { readonly name: string; readonly text: string }[]
beforeEach(() => {
  kept = []
})

const attach: Attach = async ({ name, bytes }) => {
  if (bytes.byteLength === 0) throw new AppError('file/empty')
  kept.push({ name, text: new TextDecoder().decode(bytes) })
  return {
    id: `${name} ${bytes.byteLength}`,
    kind: 'text',
    name,
    mediaType: 'text/plain',
    byteLength: bytes.byteLength,
    characters: 0,
    width: 0,
    height: 0,
  }
}
const text = (text: string): ToolContent => ({ type: 'text', text })
const user = (content: ToolContent) => ({ role: 'user' as const, content })
const assistant = (content: ToolContent) => ({ role: 'assistant' as const, content })

it('one message is the question, several of the user are its paragraphs', async () => {
  expect(await draftOf('p', [user(text('Hello\u200b\u{E0041} there'))], attach)).toEqual({
    text: 'Hello there',
    attachments: [],
  })
  expect((await draftOf('p', [user(text('One')), user(text('Two'))], attach)).text).toBe('One\n\nTwo')
})

it('several voices are told with their roles', async () => {
  const messages = [user(text('Who?')), user(text('Say.')), assistant(text('Ada.')), user(text('Why?'))]
  expect((await draftOf('p', messages, attach)).text).toBe(
    'User: Who?\n\nSay.\n\nAssistant: Ada.\n\nUser: Why?',
  )
})

it('pictures and resources go along, sound and what cannot be kept leave a word', async () => {
  const resource = (uri: string, words: string | null): ToolContent => ({
    type: 'resource',
    uri,
    mimeType: 'text/markdown',
    text: words,
    bytes: null,
  })
  const draft = await draftOf(
    'p',
    [
      user({ type: 'picture', mimeType: 'image/png', bytes: new Uint8Array(3) }),
      user(resource('file:///notes/a%20b', 'Words')),
      user(resource('file:///notes/empty.md', '')),
      user({ type: 'audio', mimeType: 'audio/wav', bytes: new Uint8Array(3) }),
    ],
    attach,
  )
  expect(draft.attachments.map(({ name }) => name)).toEqual(['Picture.png', 'a b.md'])
  expect(draft.text).toBe(
    '[empty.md could not be attached.]\n\n[Sound of type audio/wav cannot be attached.]',
  )
})

it('a book becomes a file, as a long paste does', async () => {
  const draft = await draftOf('book', [user(text('x'.repeat(attachmentLimits.pasteCharacters + 1)))], attach)
  expect(draft).toMatchObject({ text: '', attachments: [{ name: 'book.txt' }] })
})

it('takes no more attachments than a question may have', async () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    user({ type: 'picture', mimeType: 'image/png', bytes: new Uint8Array(index + 1) }),
  )
  expect((await draftOf('p', many, attach)).attachments).toHaveLength(attachmentLimits.count)
})

it.each([
  ['file:///home/me/notes.txt', 'text/plain', 'notes.txt'],
  ['demo://resource/dynamic/text/1', 'text/plain', '1.txt'],
  ['https://example.com/a%2Fb?x=1#y', 'application/json; charset=utf-8', 'a b.json'],
  ['..\\..\\evil', null, 'evil'],
  ['demo:', null, 'Resource'],
  ['%E0%A4%A', null, '%E0%A4%A'],
])('names %s (%s) %s', (uri, mimeType, name) => {
  expect(fileNameOf(uri, mimeType)).toBe(name)
})
