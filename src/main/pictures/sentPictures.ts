import { createHash } from 'node:crypto'
import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import type { Message, PicturePart } from '@shared/model/message'
import { textOf } from '@shared/model/message'
import { mostPictureMegabytes, mostSentPictures, type SentPicture } from '../engines/wire/sentPictures'
import { log } from '../lib/log'
import type { ToolContext } from '../tools/tool'
import type { DrawingDeps } from './drawing'

export interface SentPicturesDeps {
  readonly check: DrawingDeps['check']
  readonly keep: DrawingDeps['keep']
  readonly priceOf: DrawingDeps['priceOf']
}

/** The part of a question that names the pictures of its answer. */
const longestPrompt = 1_000

/** Keeps the pictures that a model sends within one answer, and shows them where they came. */
export class SentPictures {
  /** Some servers send a picture again with the whole at the end. */
  private readonly seen = new Set<string>()
  private count = 0

  constructor(
    private readonly deps: SentPicturesDeps,
    private readonly context: ToolContext,
    private readonly about: { readonly model: string; readonly history: readonly Message[] },
  ) {}

  /** Shows it once it is kept, or says why it is none. Throws only where the answer was stopped. */
  async show(picture: SentPicture): Promise<void> {
    const digest = createHash('sha256').update(JSON.stringify(picture)).digest('base64')
    if (picture.type !== 'refused' && this.seen.has(digest)) return
    this.seen.add(digest)
    this.count += 1
    if (this.count > mostSentPictures + 1) return
    const { context } = this
    const part: PicturePart = { type: 'picture', prompt: this.prompt(), pictureId: null, width: 0, height: 0 }
    const index = context.addPart(part)
    try {
      if (this.count > mostSentPictures) throw unreadable({ mostPictures: mostSentPictures })
      const kept = await this.keep(bytesOf(picture))
      const { id: pictureId, width, height } = kept
      context.replacePart(index, { ...part, pictureId, width, height })
    } catch (error) {
      context.signal.throwIfAborted()
      if (!(error instanceof AppError)) log.error('Bug while keeping a picture', error)
      const { code, data } = error instanceof AppError ? error : new AppError('internal')
      context.replacePart(index, { ...part, failure: data ? { code, data } : { code } })
    }
  }

  private async keep(bytes: Uint8Array) {
    const { check, keep, priceOf } = this.deps
    const { engine, messageId, conversationId, signal } = this.context
    const { model } = this.about
    readImageHeader(bytes)
    await check(bytes, signal)
    return keep({
      bytes,
      prompt: this.prompt(),
      model,
      // Where it costs anything, that is part of the answer's price.
      costUsd: priceOf(engine.id, model, null) === 0 ? 0 : null,
      messageId,
      conversationId,
      parentId: null,
      origin: 'made',
      engineId: engine.id,
    })
  }

  private prompt(): string {
    const question = this.about.history.findLast(({ role }) => role === 'user')
    return question ? textOf(question).trim().slice(0, longestPrompt).toWellFormed() : ''
  }
}

const unreadable = (data: Readonly<Record<string, number>> = {}): AppError =>
  new AppError('picture/unreadable', 'Not a picture that can be kept', data)

const bytesOf = (picture: SentPicture): Uint8Array => {
  if (picture.type === 'data') return new Uint8Array(Buffer.from(picture.base64, 'base64'))
  const isTooLong = picture.type === 'refused' && picture.reason === 'too-long'
  throw unreadable(isTooLong ? { mostMegabytes: mostPictureMegabytes } : {})
}

/** The address as a link that the user may follow: nothing is fetched from it. Empty where it is none. */
export const linkTo = (address: string): string => {
  if (!URL.canParse(address)) return ''
  const { protocol, href, host } = new URL(address)
  return /^https?:$/.test(protocol) && href.length < 4_000
    ? `[Picture at ${host}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)`
    : ''
}
