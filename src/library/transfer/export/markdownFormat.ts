import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readableJson } from '@shared/lib/readableJson'
import { type FileNames, safeFileName } from '@shared/model/fileNames'
import { isDamagedPart, type Message, type Part, type PicturePart } from '@shared/model/message'
import { pictureExtension } from '@shared/model/picture'
import type { Source } from '@shared/model/tool'
import type { ExportContext, Sink } from './context'
import { linkAddress } from './html'
import { containedMarkdown, escapedText, fenced } from './markdownText'
import { toolNotes } from './toolNotes'
import { messagesOf, type OutlinedConversation, shownParts } from './walk'
import {
  costWords,
  damagedWords,
  endWords,
  momentWords,
  periodWords,
  speakerWords,
  thoughtWords,
} from './words'

/** A folder for the pictures beside the text: where it is written now, and what it will be called. */
export interface PicturesBeside {
  readonly folder: string
  readonly name: string
  /** Names that are taken in it, by several conversations where they share it. */
  readonly names: FileNames
}

/** Writes a conversation as Markdown, its pictures as files beside it. */
export const writeMarkdown = async (
  sink: Sink,
  { conversation, stretches }: OutlinedConversation,
  pictures: PicturesBeside,
  context: ExportContext,
): Promise<void> => {
  const writer = new MarkdownWriter(sink, pictures, context)
  await sink.write(`# ${escapedText(conversation.title) || 'Conversation'}\n\n`)
  const period = periodWords(conversation.createdAt, conversation.updatedAt)
  await sink.write(
    `*${period}${period && ' · '}Exported from Parley on ${momentWords(context.exportedAt)}*\n`,
  )
  let number = 0
  for (const [index, { after, entries }] of stretches.entries()) {
    if (index > 0)
      await sink.write(
        `\n---\n\n*Another version, ${after === null ? 'from the start' : `after message ${after}`}:*\n`,
      )
    for await (const message of messagesOf(context.source, entries, context.signal)) {
      number += 1
      await writer.message(message, stretches.length > 1 ? number : null)
    }
  }
}

class MarkdownWriter {
  private readonly linked = new Map<string, string>()

  constructor(
    private readonly sink: Sink,
    private readonly pictures: PicturesBeside,
    private readonly context: ExportContext,
  ) {}

  async message(message: Message, number: number | null): Promise<void> {
    const model = message.role === 'assistant' && message.model ? ` · ${escapedText(message.model)}` : ''
    const place = number === null ? '' : `${number} · `
    const pieces = [`## ${place}${speakerWords(message)}${model}`]
    for (const part of shownParts(message, this.context.options)) pieces.push(await this.part(part))
    const end = endWords(message.state)
    if (end !== null) pieces.push(`*${end}*`)
    const costs = this.context.options.costs ? costWords(message) : []
    if (costs.length > 0) pieces.push(`*${costs.join(' · ')}*`)
    await this.sink.write(`\n${pieces.filter((piece) => piece !== '').join('\n\n')}\n`)
    this.context.wrote('message')
  }

  private async part(part: Part): Promise<string> {
    switch (part.type) {
      case 'text':
        return containedMarkdown(part.text)
      case 'reasoning':
        return quoted(`**${thoughtWords(part)}**\n\n${containedMarkdown(part.text)}`)
      case 'tool-call':
        return `**Tool: ${escapedText(part.name)}**\n\n${fenced(readableJson(part.input), 'json')}`
      case 'tool-result':
        return [
          ...toolNotes(part),
          { title: part.isError ? 'The tool failed' : 'The tool’s answer', text: part.output },
        ]
          .map(({ title, text }) => `**${title}**\n\n${fenced(text)}`)
          .join('\n\n')
      case 'picture':
        return this.picture(part)
      case 'file':
        return `*Attached: ${escapedText(part.name)}*`
      case 'sources':
        return `**Sources**\n\n${part.sources.map((source, at) => `${at + 1}. ${sourceLink(source)}`).join('\n')}`
      case 'failure':
        return isDamagedPart(part) ? `*${damagedWords}*` : ''
    }
  }

  private async picture({ pictureId, prompt }: PicturePart): Promise<string> {
    const words = escapedText(prompt)
    if (pictureId === null) return `*Picture, not drawn: ${words}*`
    const name = await this.fileOf(pictureId, prompt)
    if (name === null) return `*Picture, its file is missing: ${words}*`
    return `![${words}](${encodeURIComponent(this.pictures.name)}/${encodeURIComponent(name)})`
  }

  /** The same picture again is the same file. */
  private async fileOf(pictureId: string, prompt: string): Promise<string | null> {
    const known = this.linked.get(pictureId)
    if (known !== undefined) return known
    const found = await this.context.findPicture(pictureId, prompt)
    if (!found) return null
    const { picture, path } = found
    const name = this.pictures.names.take(
      `${safeFileName(prompt, 'Picture')}.${pictureExtension[picture.format]}`,
    )
    await mkdir(this.pictures.folder, { recursive: true })
    await copyFile(path, join(this.pictures.folder, name))
    this.linked.set(pictureId, name)
    this.context.wrote('picture')
    return name
  }
}

const quoted = (text: string): string => text.replace(/^/gm, '> ').replace(/^> $/gm, '>')

/** An angle bracket ends an address, and stands for itself in none. */
const sourceLink = ({ url, title }: Source): string => {
  const address = linkAddress(url)
  const words = escapedText(title.trim() === '' ? url : title)
  return address === null ? words : `[${words}](<${address.replace(/[<>]/g, encodeURIComponent)}>)`
}
