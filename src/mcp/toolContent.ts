import { createHash } from 'node:crypto'
import type { CallToolResult, ContentBlock, Tool } from '@modelcontextprotocol/client'
import { oneLine, visibleText } from '@shared/lib/visibleText'
import {
  mostMediaBytes,
  mostResultBytes,
  type ServerTool,
  type ToolContent,
  type ToolOutcome,
} from '@shared/model/toolServer'

/** Limits of what a server offers: models are told of it in every question. */
const mostTools = 500
const mostDescription = 10_000
const mostSchema = 100_000
/** A title stands in one line beside the question whether the tool may be used. */
const mostTitle = 80
/** More pieces than that are no result to look at. */
const mostPieces = 100
/** All pictures and sounds of a result together; counted as they are sent, in letters. */
const mostMediaLetters = 40 * 1024 * 1024

/** JSON with the keys of every object in one order: the same thing gives the same text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  )

const titleOf = (title: string): string | null => {
  const line = oneLine(title, mostTitle)
  return line === '' ? null : line
}

/** A tool of the protocol as the app knows it. */
export const toolOf = ({ name, title, description = '', inputSchema, annotations }: Tool): ServerTool => ({
  name,
  title: titleOf(title ?? annotations?.title ?? ''),
  description: visibleText(description).slice(0, mostDescription).toWellFormed(),
  inputSchema,
  isReadOnly: annotations?.readOnlyHint === true,
  hash: createHash('sha256')
    .update(canonical([name, title, description, inputSchema, annotations]))
    .digest('hex'),
})

/** The tools of a list, as many as may be; one whose input takes a book to describe is left out. */
export const toolsOf = (tools: readonly Tool[]): readonly ServerTool[] =>
  tools
    .slice(0, mostTools)
    .filter(({ name, inputSchema }) => name.length <= 200 && canonical(inputSchema).length <= mostSchema)
    .map(toolOf)

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

/** A picture or sound; what is larger than any may be becomes a word about it. */
const mediaOf = (type: 'picture' | 'audio', data: string, mimeType: string): ToolContent =>
  data.length * 0.75 > mostMediaBytes
    ? { type: 'text', text: `[A result of type ${mimeType} was left out: it is too large.]` }
    : { type, mimeType, bytes: bytesOf(data) }

/** A piece of the protocol's content as the app knows it. */
export const contentOf = (block: ContentBlock): ToolContent => {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text }
    case 'image':
      return mediaOf('picture', block.data, block.mimeType)
    case 'audio':
      return mediaOf('audio', block.data, block.mimeType)
    case 'resource_link':
      return {
        type: 'link',
        uri: block.uri,
        name: block.title ?? block.name,
        description: block.description ?? '',
        mimeType: block.mimeType ?? null,
      }
    case 'resource':
      return resourceOf(block.resource)
  }
}

/** The contents of a resource, inside a result or read by themselves. */
export const resourceOf = (resource: {
  readonly uri: string
  readonly mimeType?: string
  readonly text?: string
  readonly blob?: string
}): ToolContent => {
  const { uri, mimeType = null, text, blob } = resource
  if (text !== undefined) return { type: 'resource', uri, mimeType, text, bytes: null }
  const isTooLarge = (blob ?? '').length * 0.75 > mostMediaBytes
  if (isTooLarge) return { type: 'text', text: `[The resource ${uri} was left out: it is too large.]` }
  return { type: 'resource', uri, mimeType, text: null, bytes: bytesOf(blob ?? '') }
}

/** Cuts texts to a limit that they share; counted in UTF-16 units, which is near enough to bytes. */
class TextBudget {
  isSpent = false
  private left = mostResultBytes

  take(text: string): string {
    const taken = text.slice(0, this.left)
    this.left -= taken.length
    if (taken.length < text.length) this.isSpent = true
    return taken
  }
}

const cut = (content: ToolContent, budget: TextBudget): ToolContent => {
  if (content.type === 'text') return { ...content, text: budget.take(content.text) }
  if (content.type === 'resource' && content.text !== null)
    return { ...content, text: budget.take(content.text) }
  return content
}

const lettersOf = (block: ContentBlock): number => {
  if (block.type === 'image' || block.type === 'audio') return block.data.length
  return block.type === 'resource' && 'blob' in block.resource ? block.resource.blob.length : 0
}

/** The result of a call, bounded. Structured content that does not fit is left out: half of it is no JSON. */
export const outcomeOf = (result: CallToolResult): ToolOutcome => {
  const budget = new TextBudget()
  let media = 0
  const isFitting = (block: ContentBlock): boolean => {
    media += lettersOf(block)
    return media <= mostMediaLetters
  }
  const blocks = result.content.slice(0, mostPieces).filter(isFitting)
  const content = blocks
    .map((block) => cut(contentOf(block), budget))
    .filter((each) => each.type !== 'text' || each.text !== '')
  const structured = result.structuredContent === undefined ? null : JSON.stringify(result.structuredContent)
  const isTooLong = structured !== null && structured.length > mostResultBytes
  return {
    content,
    structured: isTooLong ? null : structured,
    isError: result.isError === true,
    isCut: budget.isSpent || isTooLong || blocks.length < result.content.length,
  }
}
