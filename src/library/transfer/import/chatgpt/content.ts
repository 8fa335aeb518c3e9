import type { LeftOutTally } from '@shared/model/LeftOutTally'
import type { MessageState } from '@shared/model/message'
import type { AssetPart, ImportedPart } from '../imported'
import type { SourceEntry, SourcePart } from '../tree'
import {
  isRecord,
  type Json,
  lineOf,
  listOf,
  momentFromSeconds,
  recordOf,
  textOr,
  textOrNull,
} from '../values'
import { withoutMarks } from './citations'

export interface ContentSurroundings {
  /** The place of a file that a message speaks of, or null. */
  findAsset(pointer: string): string | null
  readonly leftOut: LeftOutTally
  /** The conversation's title, for the report. */
  readonly title: string
}

/** What a node says, and what the user had told ChatGPT about themselves, where it is that. */
export interface Converted {
  readonly entry: SourceEntry | null
  readonly instructions: string | null
}

const nothing: Converted = { entry: null, instructions: null }

/** One message of a ChatGPT export as parts of ours. */
export const convertMessage = (
  nodeId: string,
  message: unknown,
  surroundings: ContentSurroundings,
): Converted => {
  if (!isRecord(message)) return nothing
  const author = recordOf(message.author)
  const metadata = recordOf(message.metadata)
  const content = recordOf(message.content)
  const kind = textOr(content.content_type, 'text')
  if (kind === 'user_editable_context') return { entry: null, instructions: instructionsOf(content) }
  const role = textOr(author.role, '')
  const isHidden = metadata.is_visually_hidden_from_conversation === true
  if (role === 'system' || isHidden || kind === 'model_editable_context') {
    if (!isBlank(content)) surroundings.leftOut.add('content', 'hidden', role === 'system' ? 'system' : kind)
    return nothing
  }
  const parts =
    role === 'user'
      ? [...spoken(content, metadata, surroundings), ...attached(content, metadata, surroundings)]
      : role === 'assistant'
        ? answered(nodeId, message, content, metadata, surroundings)
        : role === 'tool'
          ? returned(nodeId, author, content, surroundings)
          : unknownRole(role, surroundings)
  if (parts.length === 0) return nothing
  return {
    entry: {
      role: role === 'user' ? 'user' : 'assistant',
      parts,
      createdAt: momentFromSeconds(message.create_time),
      state: stateOf(message, metadata),
      model: lineOf(metadata.model_slug, 200) || null,
    },
    instructions: null,
  }
}

const unknownRole = (role: string, { leftOut, title }: ContentSurroundings): ImportedPart[] => {
  leftOut.add('message', 'unsupported', `${title}: ${role || 'no author'}`)
  return []
}

const stateOf = (message: Json, metadata: Json): MessageState => {
  const ending = textOr(recordOf(metadata.finish_details).type, '')
  if (ending === 'interrupted') return 'stopped'
  if (message.status === 'in_progress' || ending === 'max_tokens') return 'interrupted'
  return 'complete'
}

/**
 * What the user had written about themselves and how to answer: it goes along with each question here, too.
 */
const instructionsOf = (content: Json): string | null => {
  const texts = [textOrNull(content.user_profile), textOrNull(content.user_instructions)]
  const joined = texts.filter((text) => text !== null).join('\n\n')
  return joined.trim() === '' ? null : joined.slice(0, 100_000).toWellFormed()
}

const isBlank = (content: Json): boolean =>
  textOr(content.text, '').trim() === '' &&
  listOf(content.parts).every((part) => typeof part === 'string' && part.trim() === '')

const answered = (
  nodeId: string,
  message: Json,
  content: Json,
  metadata: Json,
  surroundings: ContentSurroundings,
): ImportedPart[] => {
  const kind = textOr(content.content_type, 'text')
  if (kind === 'thoughts') return thoughts(content)
  // How long it thought, in words: its thoughts themselves, where there are any, are nodes of their own.
  if (kind === 'reasoning_recap') return []
  const recipient = textOr(message.recipient, 'all')
  const text = kind === 'code' ? textOr(content.text, '') : null
  if (recipient !== 'all' && recipient !== '') {
    const input =
      text ??
      listOf(content.parts)
        .filter((part) => typeof part === 'string')
        .join('\n')
    if (input.trim() === '') return []
    return recipient === 'canmore.create_textdoc'
      ? (canvas(input) ?? [toolCall(nodeId, recipient, input)])
      : [toolCall(nodeId, recipient, input)]
  }
  if (text !== null) return textParts(fenced(text, textOr(content.language, '')))
  return spoken(content, metadata, surroundings)
}

const toolCall = (nodeId: string, name: string, input: string): ImportedPart => ({
  type: 'tool-call',
  callId: nodeId,
  name: lineOf(name, 100) || 'tool',
  input: isJsonObject(input) ? input : JSON.stringify({ text: input }),
})

const isJsonObject = (text: string): boolean => {
  if (!text.trimStart().startsWith('{')) return false
  try {
    return isRecord(JSON.parse(text))
  } catch {
    return false
  }
}

/** A document that was written beside the conversation, shown in it. */
const canvas = (input: string): ImportedPart[] | null => {
  try {
    const { name, type, content } = recordOf(JSON.parse(input))
    const text = textOrNull(content)
    if (text === null) return null
    const language = /^code\/(\w+)$/.exec(textOr(type, ''))?.[1]
    const title = lineOf(name, 200)
    const heading = title === '' ? '' : `**${title}**\n\n`
    return textParts(heading + (language === undefined ? text : fenced(text, language)))
  } catch {
    return null
  }
}

const returned = (
  nodeId: string,
  author: Json,
  content: Json,
  surroundings: ContentSurroundings,
): SourcePart[] => {
  const kind = textOr(content.content_type, 'text')
  const pictures: ImportedPart[] = []
  const texts: string[] = []
  for (const part of listOf(content.parts)) {
    if (typeof part === 'string') texts.push(part)
    else pictures.push(...enclosed(part, surroundings, true))
  }
  for (const field of ['text', 'result', 'summary'])
    if (texts.length === 0 && typeof content[field] === 'string') texts.push(content[field])
  const from = textOrNull(content.url)
  const heading = [lineOf(content.title, 300), from].filter(Boolean).join('\n')
  const output = [heading, ...texts].filter((text) => text.trim() !== '').join('\n\n')
  if (pictures.length === 0 && output === '') {
    if (!isKnownTool(kind)) surroundings.leftOut.add('content', 'unsupported', kind)
    return []
  }
  // The text was for the model that drew, not for the user: the picture itself says it.
  if (pictures.length > 0) return pictures
  const name = lineOf(author.name, 100) || 'tool'
  return [{ type: 'open-result', callId: nodeId, name, output, isError: kind === 'system_error' }]
}

const isKnownTool = (kind: string): boolean =>
  ['text', 'multimodal_text', 'execution_output', 'tether_browsing_display', 'tether_quote', 'code'].includes(
    kind,
  )

const thoughts = (content: Json): ImportedPart[] => {
  const list = listOf(content.thoughts).flatMap((thought) => {
    if (!isRecord(thought)) return typeof thought === 'string' ? [thought] : []
    const summary = textOr(thought.summary, '').trim()
    const text = textOr(thought.content, '').trim()
    return [summary === '' ? text : `**${summary}**\n\n${text}`]
  })
  const text = [...list, textOr(content.thoughts, '')].filter((each) => each.trim() !== '').join('\n\n')
  return text === '' ? [] : [{ type: 'reasoning', text }]
}

/** Text with pictures between, as either side says it. */
const spoken = (content: Json, metadata: Json, surroundings: ContentSurroundings): ImportedPart[] => {
  const kind = textOr(content.content_type, 'text')
  const parts: ImportedPart[] = []
  for (const part of listOf(content.parts)) {
    if (typeof part === 'string') parts.push(...textParts(withoutMarks(part, metadata)))
    else parts.push(...enclosed(part, surroundings, false))
  }
  if (parts.length > 0 || Array.isArray(content.parts)) return parts
  const text = textOrNull(content.text) ?? textOrNull(content.content)
  if (text !== null) return textParts(kind === 'code' ? fenced(text, textOr(content.language, '')) : text)
  if (Object.keys(content).length > 0) surroundings.leftOut.add('content', 'unsupported', kind)
  return []
}

/** What stands between the texts of a message. */
const enclosed = (part: unknown, surroundings: ContentSurroundings, isMade: boolean): ImportedPart[] => {
  if (!isRecord(part)) return []
  const kind = textOr(part.content_type, '')
  if (kind === 'image_asset_pointer') return [picture(part, surroundings, isMade)]
  if (kind === 'audio_transcription' || kind === 'text') return textParts(textOr(part.text, ''))
  if (/(audio|video).*_pointer$/.test(kind))
    surroundings.leftOut.add('file', 'unsupported', 'speech or video')
  else surroundings.leftOut.add('content', 'unsupported', kind || 'unknown')
  return []
}

const picture = (part: Json, { findAsset, title }: ContentSurroundings, isMade: boolean): AssetPart => {
  const pointer = textOr(part.asset_pointer, '')
  const made = recordOf(recordOf(part.metadata).dalle)
  const prompt = textOr(made.prompt, '')
  return {
    type: 'asset',
    key: findAsset(pointer),
    name: prompt.trim() === '' ? `Picture from “${title}”` : prompt,
    mediaType: 'image/*',
    prompt: isMade || prompt !== '' ? prompt : null,
    width: sizeOf(part.width),
    height: sizeOf(part.height),
    byteLength: sizeOf(part.size_bytes),
    wanted: 'picture',
  }
}

/** Files that went along, without the pictures that the text shows already. */
const attached = (content: Json, metadata: Json, { findAsset }: ContentSurroundings): ImportedPart[] => {
  const shown = new Set(
    listOf(content.parts).flatMap((part) =>
      isRecord(part) ? pointerIds(textOr(part.asset_pointer, '')) : [],
    ),
  )
  return listOf(metadata.attachments).flatMap((attachment) => {
    if (!isRecord(attachment)) return []
    const id = textOr(attachment.id, '')
    if (id === '' || shown.has(id)) return []
    const mediaType = lineOf(attachment.mime_type ?? attachment.mimeType, 100)
    return [
      {
        type: 'asset' as const,
        key: findAsset(id),
        name: lineOf(attachment.name, 300) || id,
        mediaType: mediaType || 'application/octet-stream',
        prompt: null,
        width: sizeOf(attachment.width),
        height: sizeOf(attachment.height),
        byteLength: sizeOf(attachment.size),
        wanted: 'any' as const,
      },
    ]
  })
}

/** The ids in `sediment://file_0001`, `file-service://file-abc`, or several joined by `#`. */
export const pointerIds = (pointer: string): string[] =>
  pointer
    .slice(0, 500)
    .replace(/^[a-z-]+:\/\//i, '')
    .split('#')
    .filter((id) => id !== '')

const textParts = (text: string): ImportedPart[] => (text.trim() === '' ? [] : [{ type: 'text', text }])

const sizeOf = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0

/** A fence that is longer than any in the text. */
const fenced = (text: string, language: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  const name = /^[\w+#.-]{1,30}$/.test(language) && language !== 'unknown' ? language : ''
  return `${fence}${name}\n${text}\n${fence}`
}
