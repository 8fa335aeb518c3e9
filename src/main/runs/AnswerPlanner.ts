import { AppError } from '@shared/ipc/errors'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Attachment } from '@shared/model/attachment'
import {
  type Conversation,
  type ConversationChoices,
  type ReasoningEffort,
  titleFrom,
} from '@shared/model/conversation'
import type { Message, Part, Usage } from '@shared/model/message'
import type { PictureOptions } from '@shared/model/pictureOptions'
import type { Engine } from '../engines/engine'
import { questionParts } from './questionParts'

/** Engine and settings as they are for a conversation at the moment of asking. */
export interface AnswerSettings {
  readonly engine: Engine
  readonly model: string
  readonly system: string
  readonly streaming: boolean
  readonly useTools: boolean
  /** True where the engine may search the web by itself. */
  readonly searchesWeb?: boolean
  readonly idleTimeoutMs: number
  readonly firstByteMs?: number
  readonly reasoningEffort?: ReasoningEffort
  readonly temperature?: number
  priceOf(usage: Usage): number | null | undefined
  /** US dollars that the maker's cache saved of that; null where that is not known. */
  savedOf?(usage: Usage): number | null
}

/** What is asked. */
export interface Question {
  /** Null begins a conversation. */
  readonly conversationId: string | null
  /** Absent: after the shown leaf. */
  readonly parentId?: string | null
  /** The id of its message, where that was given before. */
  readonly questionId?: string
  readonly prompt: string
  readonly attachments?: readonly Attachment[]
  /** The options of what `/image` draws. */
  readonly wish?: PictureOptions
  /** The choices of a conversation that begins here. */
  readonly choices?: ConversationChoices
}

/** An answer before its first row is written: what it answers, and with what. */
export interface AnswerPlan {
  readonly conversation: Conversation
  /** Everything before the answer, its question last. */
  readonly history: readonly Message[]
  /** Messages that are not on disk yet, besides the answer. */
  readonly newMessages: readonly Message[]
  readonly answer: Message
  /** The shown branch stays as it is. */
  readonly isBeside?: true
  /** The last text of the answer is written further. */
  readonly continuing: boolean
  readonly settings: AnswerSettings
}

export interface AnswerPlannerDeps {
  readonly library: AsyncLibrary
  /** `engine/none` when no engine was chosen, `run/over-budget`; `engine/no-key` is the engine's to say. */
  settingsFor(choices: Conversation['choices']): Promise<AnswerSettings>
  readonly now: () => number
  readonly newId: () => string
}

/** Plans answers: reads what is there and makes the new messages. It writes nothing and asks no engine. */
export class AnswerPlanner {
  constructor(private readonly deps: AnswerPlannerDeps) {}

  /** Throws what would keep a question of this conversation from being answered. */
  async ensureAskable(conversationId: string): Promise<void> {
    await this.deps.settingsFor((await this.loadConversation(conversationId)).choices)
  }

  /** The answer to a new question. A conversation that begins here gets `conversationId`. */
  async question(conversationId: string, input: Question): Promise<AnswerPlan> {
    const { now, newId, library } = this.deps
    const attachments = input.attachments ?? []
    const at = now()
    const conversation =
      input.conversationId === null
        ? {
            id: conversationId,
            title: titleFrom(input.prompt.trim() === '' ? (attachments[0]?.name ?? '') : input.prompt),
            createdAt: at,
            updatedAt: at,
            leafId: null,
            choices: input.choices ?? {},
            titleSource: 'question' as const,
          }
        : await this.loadConversation(conversationId)
    const settings = await this.deps.settingsFor(conversation.choices)
    const parentId = input.parentId === undefined ? conversation.leafId : input.parentId
    const question: Message = {
      id: input.questionId ?? newId(),
      conversationId,
      parentId,
      role: 'user',
      state: 'complete',
      parts: await questionParts(library, input.prompt, attachments, input.wish),
      createdAt: at,
      finishedAt: at,
    }
    const history = await this.loadHistory(conversationId, parentId)
    const answer = this.newAnswer(conversationId, question.id, settings)
    return {
      conversation: { ...conversation, updatedAt: at, leafId: answer.id },
      history: [...history, question],
      newMessages: [question],
      answer,
      continuing: false,
      settings,
    }
  }

  /** Another answer beside `old`, or the first one where `old` is a question that was only saved. */
  async regeneration(
    old: Message,
    { engineId, model }: { readonly engineId?: string; readonly model?: string },
  ): Promise<AnswerPlan> {
    const questionId = old.role === 'user' ? old.id : old.parentId
    const conversation = await this.loadConversation(old.conversationId)
    const { model: ownModel, ...others } = conversation.choices
    // A model belongs to its engine: the conversation's own is not asked of another.
    const asked = model ?? (engineId === undefined ? ownModel : undefined)
    const settings = await this.deps.settingsFor({
      ...others,
      ...(engineId === undefined ? {} : { engineId }),
      ...(asked === undefined ? {} : { model: asked }),
    })
    const answer = this.newAnswer(conversation.id, questionId, settings)
    return {
      conversation: { ...conversation, updatedAt: this.deps.now(), leafId: answer.id },
      history: await this.loadHistory(conversation.id, questionId),
      newMessages: [],
      answer,
      continuing: false,
      settings,
    }
  }

  /** The same from another engine or model, while the old one is still shown. */
  async beside(old: Message, by: { readonly engineId: string; readonly model: string }): Promise<AnswerPlan> {
    const plan = await this.regeneration(old, by)
    return { ...plan, isBeside: true }
  }

  /** The same message is written further; its failure, if any, goes. */
  async continuation(old: Message): Promise<AnswerPlan> {
    const conversation = await this.loadConversation(old.conversationId)
    const settings = await this.deps.settingsFor(conversation.choices)
    const isSame = old.engineId === settings.engine.id && old.model === settings.model
    const kept = old.parts
      .filter((part) => part.type !== 'failure' && !isUndrawn(part))
      .map((part) => (isSame ? part : withoutOpaque(part)))
    const { finishedAt: _, ...rest } = old
    const answer: Message = {
      ...rest,
      state: 'streaming',
      parts: kept,
      engineId: settings.engine.id,
      model: settings.model,
    }
    return {
      conversation: { ...conversation, updatedAt: this.deps.now(), leafId: answer.id },
      history: await this.loadHistory(conversation.id, old.parentId),
      newMessages: [],
      answer,
      continuing: kept.at(-1)?.type === 'text',
      settings,
    }
  }

  async loadMessage(id: string): Promise<Message> {
    const [message] = await this.deps.library.loadMessages({ ids: [id] })
    if (!message) throw new AppError('message/not-found')
    return message
  }

  private newAnswer(conversationId: string, parentId: string | null, settings: AnswerSettings): Message {
    return {
      id: this.deps.newId(),
      conversationId,
      parentId,
      role: 'assistant',
      state: 'streaming',
      parts: [],
      createdAt: this.deps.now(),
      engineId: settings.engine.id,
      model: settings.model,
    }
  }

  private async loadConversation(id: string): Promise<Conversation> {
    const conversation = await this.deps.library.getConversation({ id })
    if (!conversation) throw new AppError('conversation/not-found')
    return conversation
  }

  private async loadHistory(conversationId: string, leafId: string | null): Promise<readonly Message[]> {
    return leafId === null ? [] : this.deps.library.loadPath({ conversationId, leafId })
  }
}

/** What an engine wanted back is not for another that goes on with its answer. */
const withoutOpaque = (part: Part): Part => {
  if ((part.type !== 'reasoning' && part.type !== 'tool-call') || part.opaque === undefined) return part
  const { opaque: _, ...rest } = part
  return rest
}

const isUndrawn = (part: Part): boolean => part.type === 'picture' && part.pictureId === null
