import { open } from 'node:fs/promises'
import { readableJson } from '@shared/lib/readableJson'
import {
  type FilePart,
  isDamagedPart,
  type Message,
  type Part,
  type PicturePart,
  textOf,
} from '@shared/model/message'
import type { Source } from '@shared/model/tool'
import type { ExportContext, PictureFile, Sink } from './context'
import { escapeHtml, linkAddress } from './html'
import { languageOf } from './languageOf'
import { markdownToHtml } from './markdownHtml'
import { PageTools } from './PageTools'
import { pageStyles } from './pageStyles'
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

/** No scripts, and nothing from anywhere: what the page shows is in it. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'"

interface PageKind {
  /** What can be folded is open. */
  readonly isForPaper: boolean
  /** An answer by itself, without a title, a speaker and a date. */
  readonly isAlone: boolean
}

/** Writes a conversation as one HTML page that needs nothing else. */
export const writeHtml = async (
  sink: Sink,
  { conversation, stretches }: OutlinedConversation,
  kind: PageKind,
  context: ExportContext,
): Promise<void> => {
  const tools = new PageTools(context.diagrams)
  const writer = new HtmlWriter(sink, tools, kind, context)
  const period = periodWords(conversation.createdAt, conversation.updatedAt)
  const title = escapeHtml(conversation.title)
  await sink.write(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Parley">
<title>${title}</title>
<style>${pageStyles}</style>
</head>
<body${kind.isAlone ? ' class="alone"' : ''}>
${kind.isAlone ? '' : `<header class="top">\n<h1 dir="auto">${title}</h1>\n<p>${escapeHtml(period)}</p>\n</header>\n`}<main>
`)
  let number = 0
  for (const [index, { after, entries }] of stretches.entries()) {
    if (index > 0) await sink.write(branchNote(after))
    for await (const message of messagesOf(context.source, entries, context.signal)) {
      number += 1
      await writer.message(message, number, stretches.length > 1)
    }
  }
  const moment = escapeHtml(momentWords(context.exportedAt))
  await sink.write(`</main>\n${kind.isAlone ? '' : `<footer>Exported from Parley on ${moment}</footer>\n`}`)
  if (tools.formulaClasses.size > 0) {
    const { formulaStyles } = await import('./formulaStyles')
    await sink.write(`<style>${formulaStyles(tools.formulaClasses)}</style>\n`)
  }
  await sink.write('</body>\n</html>\n')
}

const branchNote = (after: number | null): string =>
  after === null
    ? '<p class="branch">Another version, from the start:</p>\n'
    : `<p class="branch">Another version, after <a href="#m${after}">message ${after}</a>:</p>\n`

class HtmlWriter {
  constructor(
    private readonly sink: Sink,
    private readonly tools: PageTools,
    private readonly kind: PageKind,
    private readonly context: ExportContext,
  ) {}

  async message(message: Message, number: number, isNumbered: boolean): Promise<void> {
    const isUser = message.role === 'user'
    const model = !isUser && message.model ? ` <span>· ${escapeHtml(message.model)}</span>` : ''
    const place = isNumbered ? `<span>${number} ·</span> ` : ''
    const speaker = this.kind.isAlone ? '' : `<h2>${place}${speakerWords(message)}${model}</h2>\n`
    const language = languageOf(textOf(message))
    await this.sink.write(
      `<article id="m${number}" class="${isUser ? 'you' : 'assistant'}">\n${speaker}<div class="body"${language === null ? '' : ` lang="${language}"`}>\n`,
    )
    for (const [index, part] of shownParts(message, this.context.options).entries())
      await this.part(part, isUser, `m${number}p${index}`)
    const end = endWords(message.state)
    if (end !== null)
      await this.sink.write(`<p class="end${message.state === 'failed' ? ' failed' : ''}">${end}</p>\n`)
    await this.sink.write('</div>\n')
    const costs = this.context.options.costs ? costWords(message) : []
    if (costs.length > 0) await this.sink.write(`<p class="facts">${escapeHtml(costs.join(' · '))}</p>\n`)
    await this.sink.write('</article>\n')
    this.context.wrote('message')
  }

  private async part(part: Part, isUser: boolean, prefix: string): Promise<void> {
    switch (part.type) {
      case 'text':
        // What a user asked is shown as they wrote it, as in the app.
        return this.sink.write(
          isUser
            ? `<div class="words" dir="auto">${escapeHtml(part.text)}</div>\n`
            : markdownToHtml(part.text, prefix, this.tools),
        )
      case 'reasoning':
        return this.fold(thoughtWords(part), markdownToHtml(part.text, prefix, this.tools))
      case 'tool-call':
        return this.fold(
          `Tool: ${part.name}`,
          `<pre tabindex="0">${escapeHtml(readableJson(part.input))}</pre>`,
        )
      case 'tool-result':
        for (const { title, text } of toolNotes(part))
          await this.fold(title, `<pre tabindex="0">${escapeHtml(text)}</pre>`)
        return this.fold(
          part.isError ? 'The tool failed' : 'The tool’s answer',
          `<pre tabindex="0">${escapeHtml(part.output)}</pre>`,
        )
      case 'picture':
        return this.picture(part)
      case 'file':
        return this.file(part)
      case 'sources':
        return this.sink.write(sourceList(part.sources))
      case 'failure':
        if (isDamagedPart(part)) await this.sink.write(`<p class="missing">${damagedWords}</p>\n`)
        return
    }
  }

  private fold(title: string, inner: string): Promise<void> {
    return this.sink.write(
      `<details${this.kind.isForPaper ? ' open' : ''}><summary dir="auto">${escapeHtml(title)}</summary>\n${inner}</details>\n`,
    )
  }

  private async picture({ pictureId, prompt }: PicturePart): Promise<void> {
    const found = pictureId === null ? null : await this.context.findPicture(pictureId, prompt)
    if (!found) {
      const why = pictureId === null ? 'This picture was not drawn.' : 'The file of this picture is missing.'
      return this.sink.write(`<p class="missing" dir="auto">${why} ${escapeHtml(prompt)}</p>\n`)
    }
    const { format, width, height } = found.picture
    await this.sink.write(
      `<figure class="picture"><img alt="${escapeHtml(prompt)}" width="${width}" height="${height}" src="data:image/${format};base64,`,
    )
    await this.bytes(found)
    await this.sink.write('"></figure>\n')
    this.context.wrote('picture')
  }

  /** A piece at a time: a picture may be large, and its base64 is a third larger. */
  private async bytes({ path }: PictureFile): Promise<void> {
    // Divisible by three, so that the pieces of base64 join without padding.
    const piece = Buffer.alloc(3 * 64 * 1024)
    const file = await open(path)
    try {
      for (let filled = 0; ; ) {
        const { bytesRead } = await file.read(piece, filled, piece.byteLength - filled)
        filled += bytesRead
        if (bytesRead > 0 && filled < piece.byteLength) continue
        await this.sink.write(piece.toString('base64', 0, filled))
        if (bytesRead === 0) return
        filled = 0
      }
    } finally {
      await file.close()
    }
  }

  private file({ name }: FilePart): Promise<void> {
    return this.sink.write(`<p class="file" dir="auto">Attached: ${escapeHtml(name)}</p>\n`)
  }
}

const sourceList = (sources: readonly Source[]): string => {
  const items = sources.map(({ url, title }) => {
    const address = linkAddress(url)
    const words = escapeHtml(title.trim() === '' ? url : title)
    const link = address === null ? words : `<a href="${escapeHtml(address)}" rel="noreferrer">${words}</a>`
    return `<li dir="auto">${link} <span>${address === null ? '' : escapeHtml(new URL(address).host)}</span></li>`
  })
  return `<section class="sources" aria-label="Sources"><p>Sources</p><ol>${items.join('')}</ol></section>\n`
}
