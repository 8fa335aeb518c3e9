import type { Conversation } from '@shared/model/conversation'
import { type Message, textOf, type Usage } from '@shared/model/message'
import type { AttachmentSource, Engine } from '../engines/engine'
import { describeError, log } from '../lib/log'

/** The longest title, in characters. */
const longestTitle = 60
/** A model that goes on is not listened to: thirty tokens are enough in any language. Characters. */
const mostHeard = 240
/** A model that thinks about a title for pages is not worth waiting for. */
const mostThought = 4_000
/** The limit for a title: the user does not wait for one, but a slow server must not be kept busy with it. */
const timeoutMs = 60_000

const instruction =
  'You name conversations. Answer with a title of two to six words in the language of the question, saying what it is ' +
  'about. The title only: no quotation marks, no full stop, no explanation. Never answer the question itself.'

/** The engine and model that make titles; null where there is no model for that. */
export interface TitleModel {
  readonly engine: Engine
  readonly model: string
  priceOf(usage: Usage): number | null | undefined
}

export interface TitlesDeps {
  readonly isWanted: () => boolean
  /** What is temporary needs no name. */
  readonly isTemporary: (conversationId: string) => boolean
  modelFor(answer: Message): TitleModel | null
  retitle(conversationId: string, title: string): Promise<void>
  charge(charge: {
    kind: 'title'
    conversationId: string
    model: string
    costUsd: number | null
  }): Promise<void>
}

/**
 * Names a conversation after its first answer. In the background and silent: without it the question's words
 * stay.
 */
export class Titles {
  private readonly leaving = new AbortController()

  constructor(private readonly deps: TitlesDeps) {}

  /** Asks for a title where the conversation needs one. Never throws. */
  async consider(conversation: Conversation, answer: Message, history: readonly Message[]): Promise<void> {
    if (!this.deps.isWanted() || this.leaving.signal.aborted) return
    if (this.deps.isTemporary(conversation.id)) return
    if ((conversation.titleSource ?? 'question') !== 'question') return
    // A picture alone says too little: the first answer is the first in words.
    const isFirst = !history.some(
      (message) => message.role === 'assistant' && message.state === 'complete' && hasWords(message),
    )
    const question = history.findLast(({ role }) => role === 'user')
    if (answer.state !== 'complete' || !isFirst || !question || !hasWords(answer)) return
    try {
      const by = this.deps.modelFor(answer)
      if (!by) return
      const title = await this.ask(by, conversation.id, question, answer)
      if (title !== '') await this.deps.retitle(conversation.id, title)
    } catch (error) {
      log.info(`No title could be made: ${describeError(error)}`)
    }
  }

  /** Ends all requests, at the end of the app. */
  dispose(): void {
    this.leaving.abort()
  }

  private async ask(
    { engine, model, priceOf }: TitleModel,
    conversationId: string,
    question: Message,
    answer: Message,
  ): Promise<string> {
    const signal = AbortSignal.any([this.leaving.signal, AbortSignal.timeout(timeoutMs)])
    let text = ''
    let thought = 0
    let costUsd: number | null | undefined = null
    try {
      for await (const event of engine.answer({
        model,
        system: instruction,
        messages: [
          {
            id: 'title',
            conversationId,
            parentId: null,
            role: 'user',
            state: 'complete',
            parts: [{ type: 'text', text: promptFor(question, answer) }],
            createdAt: question.createdAt,
          },
        ],
        tools: [],
        streaming: true,
        continuing: false,
        reasoningEffort: 'none',
        attachments: noAttachments,
        idleTimeoutMs: timeoutMs,
        signal,
      })) {
        if (event.type === 'text') text += event.text
        if (event.type === 'turned') text = ''
        if (event.type === 'reasoning') thought += event.text.length
        if (event.type === 'finish') costUsd = event.costUsd ?? (event.usage ? priceOf(event.usage) : null)
        if (text.length > mostHeard || thought > mostThought) break
      }
    } finally {
      // What was begun may have been charged, whether it helped or not.
      if (costUsd !== undefined && (text !== '' || thought > 0))
        await this.deps.charge({ kind: 'title', conversationId, model, costUsd })
    }
    return cleanTitle(text)
  }
}

/** The first line without what models put around a title; '' where nothing is left. */
export const cleanTitle = (text: string): string => {
  const line = text
    .replace(/<think(ing)?>[\s\S]*?(<\/think(ing)?>|$)/gi, '')
    // Control and direction marks do not belong into a list of titles.
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === '\n' ? '\n' : ' '))
    .split('\n')
    .map((each) => each.replace(/\s+/g, ' ').trim())
    .find((each) => each !== '')
  const bare = (line ?? '')
    .toWellFormed()
    .replace(/^[#>*\-\s]+/, '')
    .replace(/^(title|titel|titre|título)\s*:\s*/i, '')
    .replace(/^["'“”„‘’«»`*_\s]+|(?<!["'“”„‘’«»`*_\s])["'“”„‘’«»`*_\s]+$/gu, '')
    .replace(/(?<!\.)\.$/, '')
    .trim()
  const characters = [...bare]
  if (characters.length <= longestTitle) return bare
  const cut = characters.slice(0, longestTitle - 1).join('')
  const space = cut.lastIndexOf(' ')
  return `${(space > 30 ? cut.slice(0, space) : cut).replace(/(?<![\s,.;:–-])[\s,.;:–-]+$/u, '')}…`
}

const hasWords = (message: Message): boolean => textOf(message).trim() !== ''

const promptFor = (question: Message, answer: Message): string => {
  const asked = textOf(question).slice(0, 1_500).toWellFormed()
  const names = question.parts.flatMap((part) =>
    part.type === 'file' ? [part.name] : part.type === 'picture' ? [part.prompt] : [],
  )
  const along = names.length === 0 ? '' : `\n\n(with ${names.join(', ').slice(0, 300)})`
  const said = textOf(answer).slice(0, 700).toWellFormed()
  return `Question:\n${asked}${along}\n\nBeginning of the answer:\n${said}\n\nTitle:`
}

const noAttachments: AttachmentSource = {
  pictureDataUrl: async () => null,
  fileText: async () => null,
}
