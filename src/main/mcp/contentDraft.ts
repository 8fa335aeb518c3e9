import type { McpHostMethods } from '@shared/ipc/mcpHost'
import { assertNever } from '@shared/lib/assertNever'
import { oneLine, visibleText } from '@shared/lib/visibleText'
import { type Attachment, attachmentLimits } from '@shared/model/attachment'
import type { Draft } from '@shared/model/conversation'
import type { ToolContent } from '@shared/model/toolServer'
import { log } from '../lib/log'

/** Keeps bytes as something that goes along with a question. */
export type Attach = (file: { readonly name: string; readonly bytes: Uint8Array }) => Promise<Attachment>

const endings: Readonly<Record<string, string>> = {
  'text/plain': '.txt',
  'text/markdown': '.md',
  'text/html': '.html',
  'text/csv': '.csv',
  'application/json': '.json',
  'application/pdf': '.pdf',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'image/gif': '.gif',
}

const mostName = 100

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The end of an address as a file's name, with the ending that belongs to its type where it has none. */
export const fileNameOf = (uri: string, mimeType: string | null): string => {
  const path = uri.split(/[?#]/, 1)[0] ?? ''
  const end = decoded(path.split(/[/\\]/).findLast((part) => part !== '' && !part.endsWith(':')) ?? '')
  const name = oneLine(end.replace(/[/\\]/g, ' '), mostName) || 'Resource'
  const ending = endings[(mimeType ?? '').split(';', 1)[0]?.trim() ?? ''] ?? ''
  return /\.[\p{L}\p{N}]{1,8}$/u.test(name) ? name : `${name}${ending}`
}

type Resource = Extract<ToolContent, { readonly type: 'resource' }>

/** A resource as a file. Words are told without what no reader sees. */
export const fileOfResource = ({ uri, mimeType, text, bytes }: Resource) => ({
  name: fileNameOf(uri, mimeType),
  bytes: text === null ? (bytes ?? new Uint8Array()) : new TextEncoder().encode(visibleText(text)),
})

/** The words of a piece; what is no words is attached and leaves its name only where that fails. */
const wordsOf = async (
  content: ToolContent,
  attachAs: (file: { readonly name: string; readonly bytes: Uint8Array }) => Promise<boolean>,
): Promise<string> => {
  switch (content.type) {
    case 'text':
      return visibleText(content.text)
    case 'picture': {
      const name = `Picture${endings[content.mimeType] ?? ''}`
      return (await attachAs({ name, bytes: content.bytes })) ? '' : '[A picture could not be attached.]'
    }
    case 'audio':
      return `[Sound of type ${oneLine(content.mimeType, mostName)} cannot be attached.]`
    case 'link':
      return visibleText(`[${content.name}](${content.uri})`)
    case 'resource': {
      const file = fileOfResource(content)
      return (await attachAs(file)) ? '' : `[${file.name} could not be attached.]`
    }
    default:
      return assertNever(content)
  }
}

const roleNames = { user: 'User', assistant: 'Assistant' } as const

/** The messages of a server's prompt as one question: several voices are told as text, each with its role. */
export const draftOf = async (
  name: string,
  messages: McpHostMethods['getPrompt']['output'],
  attach: Attach,
): Promise<Draft> => {
  const attachments: Attachment[] = []
  const attachAs = async (file: { readonly name: string; readonly bytes: Uint8Array }): Promise<boolean> => {
    if (attachments.length >= attachmentLimits.count) return false
    try {
      const attachment = await attach(file)
      if (!attachments.some(({ id }) => id === attachment.id)) attachments.push(attachment)
      return true
    } catch (error) {
      log.warning('A part of a prompt could not be attached', error)
      return false
    }
  }
  const told: { readonly role: 'user' | 'assistant'; text: string }[] = []
  for (const { role, content } of messages) {
    const text = (await wordsOf(content, attachAs)).trim()
    const last = told.at(-1)
    if (text === '') continue
    if (last?.role === role) last.text += `\n\n${text}`
    else told.push({ role, text })
  }
  const hasVoices = told.some(({ role }) => role === 'assistant')
  const text = told
    .map((each) => (hasVoices ? `${roleNames[each.role]}: ${each.text}` : each.text))
    .join('\n\n')
    .slice(0, attachmentLimits.characters)
    .toWellFormed()
  if (text.length <= attachmentLimits.pasteCharacters) return { text, attachments }
  // As a long paste does.
  const isAttached = await attachAs({
    name: `${oneLine(name, mostName)}.txt`,
    bytes: new TextEncoder().encode(text),
  })
  return isAttached ? { text: '', attachments } : { text, attachments }
}
