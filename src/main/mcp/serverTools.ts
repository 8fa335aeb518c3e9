import { AppError } from '@shared/ipc/errors'
import { assertNever } from '@shared/lib/assertNever'
import { isPicture, readImageHeader } from '@shared/lib/imageHeader'
import { oneLine, visibleText } from '@shared/lib/visibleText'
import type { Attachment } from '@shared/model/attachment'
import type { PicturePart } from '@shared/model/message'
import type { ServerTool, ToolContent, ToolOutcome, ToolServer } from '@shared/model/toolServer'
import { z } from 'zod'
import { log } from '../lib/log'
import type { DrawingDeps } from '../pictures/drawing'
import type { Tool, ToolContext } from '../tools/tool'
import { material } from '../web/material'
import { fileOfResource } from './contentDraft'
import type { ServerQuestions } from './ServerQuestions'
import type { ToolServers } from './ToolServers'
import { engineToolName } from './toolNames'

export type ResultDeps = Pick<DrawingDeps, 'check' | 'keep'> & {
  /** What the server asks in the middle of a call. */
  readonly questions: Pick<ServerQuestions, 'during'>
  /** Keeps a resource as a file. */
  readonly attach: (file: {
    readonly name: string
    readonly bytes: Uint8Array
    readonly conversationId: string
  }) => Promise<Attachment>
}

type Servers = Pick<ToolServers, 'offered' | 'call'>

const mostName = 80
/** With the lines around it, it has room in what a model is told of a failure. */
const mostFailure = 1_500

/** The server itself checks what it is sent: its schema may say more than can be checked here. */
const input = z.record(z.string(), z.unknown())

/** Its descriptions are read by models, and not by the user. */
const withVisibleWords = (schema: ServerTool['inputSchema']): ServerTool['inputSchema'] =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      (key === 'description' || key === 'title') && typeof value === 'string' ? visibleText(value) : value,
    ),
  )

/** By the tool as its server described it: each question asks for it, and an offer is never changed. */
const schemas = new WeakMap<ServerTool, Readonly<Record<string, unknown>>>()

/** Engines want an object with properties; some servers leave them out where a tool takes nothing. */
const schemaFor = (tool: ServerTool): Readonly<Record<string, unknown>> => {
  const known = schemas.get(tool)
  if (known) return known
  const { $schema: _, ...schema } = withVisibleWords(tool.inputSchema)
  const made = { ...schema, type: 'object', properties: schema.properties ?? {} }
  schemas.set(tool, made)
  return made
}

/** The tools of all servers that are switched on, as models are told of them. */
export const serverTools = (servers: Servers, deps: ResultDeps): readonly Tool[] =>
  servers.offered().flatMap(({ server, tools }) => tools.map((tool) => toolOf(server, tool, servers, deps)))

const toolOf = (server: ToolServer, tool: ServerTool, servers: Servers, deps: ResultDeps): Tool => ({
  name: engineToolName(server.prefix, tool.name),
  ownName: oneLine(tool.name, mostName),
  title: titleOf(tool),
  origin: `server:${server.id}`,
  originName: server.name,
  description: tool.description === '' ? titleOf(tool) : tool.description,
  hints: { readOnly: tool.isReadOnly },
  version: tool.hash,
  input,
  inputSchema: schemaFor(tool),
  run: async (given, context) => {
    const call = () => servers.call(server.id, tool.name, given as z.output<typeof input>, context.signal)
    try {
      const outcome = await deps.questions.during(server.id, context, call)
      return material(visibleText(await tellOutcome(outcome, context, deps)))
    } catch (error) {
      throw fenced(error)
    }
  },
})

/** What the server calls itself, and the name that it goes by: a title may say anything. */
const titleOf = ({ title, name }: ServerTool): string => {
  const own = oneLine(name, mostName)
  return title === null || title === own ? own : `${title} (${own})`
}

/** A failure in a server's own words reaches the model as a result would. */
const fenced = (error: unknown): unknown => {
  if (!(error instanceof AppError) || error.code !== 'toolServer/failed') return error
  const words = material(visibleText(error.message).slice(0, mostFailure))
  return new AppError(error.code, words, error.data, { cause: error.cause })
}

/**
 * Shows what a result holds besides words, and gives the words for the model. `toolServer/failed` where the
 * tool says that it failed.
 */
export const tellOutcome = async (
  outcome: ToolOutcome,
  context: ToolContext,
  deps: ResultDeps,
): Promise<string> => {
  const told: string[] = []
  for (const content of outcome.content) told.push(await tellContent(content, context, deps))
  // Servers repeat it as text, for clients that know no structured results.
  if (outcome.structured !== null && !told.some((text) => text !== '')) told.push(outcome.structured)
  if (outcome.isCut) told.push('[The result was longer than 1 MB: the rest was left out.]')
  const text = told.filter((each) => each !== '').join('\n\n')
  if (outcome.isError) throw new AppError('toolServer/failed', text === '' ? 'The tool failed' : text)
  return text === '' ? 'Done; the tool gave no text.' : text
}

const tellContent = async (content: ToolContent, context: ToolContext, deps: ResultDeps): Promise<string> => {
  switch (content.type) {
    case 'text':
      return content.text
    case 'picture':
      return showPicture(content.bytes, context, deps)
    case 'audio':
      return `[Sound of type ${content.mimeType}, which cannot be shown here.]`
    case 'link':
      // It does not become a source: what stands among those may be read without having been asked about.
      context.addLink({ name: oneLine(content.name, mostName) || content.uri, uri: content.uri })
      return [`[${content.name}](${content.uri})`, content.description]
        .filter((each) => each !== '')
        .join(': ')
    case 'resource':
      if (content.bytes && (content.mimeType?.startsWith('image/') || isPicture(content.bytes)))
        return showPicture(content.bytes, context, deps)
      await showFile(content, context, deps)
      if (content.text !== null) return `${content.uri}:\n${content.text}`
      return `[Resource ${content.uri} of type ${content.mimeType ?? 'unknown'}, which is no text.]`
    default:
      return assertNever(content)
  }
}

/** Keeps a resource as a file of the answer; what cannot be kept is told in words alone. */
const showFile = async (
  content: Extract<ToolContent, { readonly type: 'resource' }>,
  { conversationId, addPart, signal }: ToolContext,
  { attach }: ResultDeps,
): Promise<void> => {
  try {
    const kept = await attach({ ...fileOfResource(content), conversationId })
    signal.throwIfAborted()
    const { id, name, mediaType, byteLength } = kept
    addPart({ type: 'file', fileId: id, name, mediaType, byteLength })
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AppError)) log.error('Bug while keeping a resource of a tool', error)
  }
}

/** Keeps the picture with the others and shows it; or shows why it is none. */
const showPicture = async (
  bytes: Uint8Array,
  context: ToolContext,
  { check, keep }: ResultDeps,
): Promise<string> => {
  const { signal, messageId, conversationId } = context
  const part: PicturePart = { type: 'picture', prompt: '', pictureId: null, width: 0, height: 0 }
  const index = context.addPart(part)
  try {
    readImageHeader(bytes)
    await check(bytes, signal)
    const kept = await keep({
      bytes,
      prompt: '',
      model: null,
      costUsd: null,
      messageId,
      conversationId,
      parentId: null,
      origin: 'made',
    })
    context.replacePart(index, { ...part, pictureId: kept.id, width: kept.width, height: kept.height })
    return `[A picture (${kept.width}x${kept.height}) is shown to the user now.]`
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AppError)) log.error('Bug while keeping a picture of a tool', error)
    const { code, data } = error instanceof AppError ? error : new AppError('internal')
    context.replacePart(index, { ...part, failure: data ? { code, data } : { code } })
    return '[A picture of the result could not be shown.]'
  }
}
