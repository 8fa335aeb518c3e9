import { AppError } from '@shared/ipc/errors'
import { titleFrom } from '@shared/model/conversation'
import { log } from '../lib/log'
import { drawInto } from '../tools/drawing'
import { failed, writeAnswer } from './answerLoop'
import { LiveMessage } from './liveMessage'

const drawCommand = /^\/image\s+(?=\S)/i
/** Owns every answer in progress. Windows come and go; a run ends by itself, by a stop, or with the app. */
export class Runner {
  parts
  runs = new Map()
  /** Conversations whose question is being written: a second question must not slip in between. */
  starting = new Set()
  constructor(parts) {
    this.parts = parts
  }
  get activeConversationIds() {
    return [...this.runs.keys()]
  }
  /** The message being written, as it is now. */
  liveMessage(messageId) {
    for (const run of this.runs.values()) if (run.live.id === messageId) return run.live.message
    return null
  }
  async start(input, windowId) {
    const { now, newId } = this.parts
    const conversationId = input.conversationId ?? newId()
    return this.exclusively(conversationId, async () => {
      const at = now()
      const conversation =
        input.conversationId === null
          ? {
              id: conversationId,
              title: titleFrom(input.prompt),
              createdAt: at,
              updatedAt: at,
              leafId: null,
              choices: {},
            }
          : await this.loadConversation(conversationId)
      const settings = await this.parts.settingsFor(conversation.choices)
      const parentId = input.parentId === undefined ? conversation.leafId : input.parentId
      const question = {
        id: newId(),
        conversationId,
        parentId,
        role: 'user',
        state: 'complete',
        parts: [{ type: 'text', text: input.prompt.toWellFormed() }],
        createdAt: at,
        finishedAt: at,
      }
      const history = await this.loadHistory(conversationId, parentId)
      const answer = this.newAnswer(conversationId, question.id, settings)
      return this.begin({
        conversation: { ...conversation, updatedAt: at, leafId: answer.id },
        history: [...history, question],
        newMessages: [question],
        answer,
        windowId,
        continuing: false,
        settings,
      })
    })
  }
  async regenerate(input, windowId) {
    const old = await this.loadMessage(input.messageId)
    return this.exclusively(old.conversationId, async () => {
      const conversation = await this.loadConversation(old.conversationId)
      const { engineId, model } = input
      const settings = await this.parts.settingsFor({
        ...conversation.choices,
        ...(engineId === undefined ? {} : { engineId }),
        ...(model === undefined ? {} : { model }),
      })
      const answer = this.newAnswer(conversation.id, old.parentId, settings)
      return this.begin({
        conversation: { ...conversation, updatedAt: this.parts.now(), leafId: answer.id },
        history: await this.loadHistory(conversation.id, old.parentId),
        newMessages: [],
        answer,
        windowId,
        continuing: false,
        settings,
      })
    })
  }
  /** The same message is written further; its failure, if any, goes. */
  async continue(input, windowId) {
    const old = await this.loadMessage(input.messageId)
    return this.exclusively(old.conversationId, async () => {
      const conversation = await this.loadConversation(old.conversationId)
      const settings = await this.parts.settingsFor(conversation.choices)
      const kept = old.parts.filter((part) => part.type !== 'failure' && !isUndrawn(part))
      const { finishedAt: _, ...rest } = old
      const answer = {
        ...rest,
        state: 'streaming',
        parts: kept,
        engineId: settings.engine.id,
        model: settings.model,
      }
      return this.begin({
        conversation: { ...conversation, updatedAt: this.parts.now(), leafId: answer.id },
        history: await this.loadHistory(conversation.id, old.parentId),
        newMessages: [],
        answer,
        windowId,
        continuing: kept.at(-1)?.type === 'text',
        settings,
      })
    })
  }
  /** Resolves when the request is torn down and what had arrived is on disk. */
  async stop(conversationId) {
    const run = this.runs.get(conversationId)
    if (!run) return
    run.stopping.abort()
    await run.finished
  }
  /** For the end of the app: every answer is kept as far as it came. */
  async interruptAll() {
    await Promise.all(
      [...this.runs.values()].map((run) => {
        run.isQuitting = true
        run.stopping.abort()
        return run.finished
      }),
    )
  }
  async exclusively(conversationId, work) {
    if (this.runs.has(conversationId) || this.starting.has(conversationId)) throw new AppError('run/busy')
    this.starting.add(conversationId)
    try {
      return await work()
    } finally {
      this.starting.delete(conversationId)
    }
  }
  /** Rows first, on disk; only then the engine is asked. */
  async begin(asking) {
    const { library, feeds, events, unsaved } = this.parts
    const { conversation, newMessages, answer } = asking
    const messages = [...newMessages, answer]
    await unsaved.retry()
    await library.addMessages({ conversation, messages })
    const release = feeds.hold(conversation.id)
    for (const message of messages) feeds.publish(conversation.id, { type: 'message.added', message })
    feeds.publish(conversation.id, { type: 'conversation.changed', conversation })
    events.publish({ type: 'conversations.changed', conversations: [conversation] })
    const live = new LiveMessage(
      answer,
      {
        publish: (change) => feeds.publish(conversation.id, change),
        writePart: (write) => this.parts.growth.addPart(write),
        writeChunk: (chunk) => this.parts.growth.addChunk(chunk),
      },
      this.parts.now,
    )
    const stopping = new AbortController()
    const run = {
      live,
      conversation,
      stopping,
      isQuitting: false,
      // In the next turn, so that the page hears of the run before the run is heard of.
      finished: Promise.resolve()
        .then(() => this.answer(asking, live, stopping.signal))
        .then((outcome) => this.finish(run, outcome))
        .finally(release),
    }
    this.runs.set(conversation.id, run)
    this.announceRuns()
    return { conversationId: conversation.id, messageId: answer.id }
  }
  async answer(asking, live, signal) {
    const { feeds, tools, retryPolicy } = this.parts
    const { conversation, settings, history } = asking
    const toolContext = (callId, toolSignal) => this.toolContext(asking, live, callId, toolSignal)
    const picturePrompt = drawPromptOf(history.at(-1))
    if (picturePrompt !== null) return this.draw(picturePrompt, live, toolContext('', signal))
    return writeAnswer(
      live,
      {
        ...settings,
        history,
        continuing: asking.continuing,
        policy: retryPolicy,
        priceOf: (usage) => settings.priceOf(usage),
        toolContext,
        onRetry: ({ type, code, attempt, at }) =>
          feeds.publish(
            conversation.id,
            type === 'scheduled' && code !== undefined && at !== undefined
              ? { type: 'retry.scheduled', messageId: live.id, code, attempt, at }
              : { type: 'retry.started', messageId: live.id, attempt },
          ),
      },
      tools,
      signal,
    )
  }
  /** `/image PROMPT`: the artist without the model. */
  async draw(prompt, live, context) {
    try {
      await drawInto(prompt, context, this.parts.studio)
      return { state: 'complete', failure: null }
    } catch (error) {
      if (context.signal.aborted) return { state: 'stopped', failure: null }
      return failed(live, error)
    }
  }
  async finish(run, outcome) {
    const { feeds, events, growth, unsaved, previews } = this.parts
    const { conversation, live } = run
    const state = outcome.state === 'stopped' && run.isQuitting ? 'interrupted' : outcome.state
    const message = live.finish(state, outcome.failure)
    // The final row replaces the growth, so growth must not arrive after it.
    await growth.flush().catch((error) => log.warning('Growth could not be written before the end', error))
    await unsaved.save(message)
    previews.drop(message.id)
    feeds.publish(conversation.id, {
      type: 'message.finished',
      messageId: message.id,
      state,
      finishedAt: message.finishedAt ?? this.parts.now(),
      ...(message.usage === undefined ? {} : { usage: message.usage }),
      ...(message.costUsd === undefined ? {} : { costUsd: message.costUsd }),
    })
    this.runs.delete(conversation.id)
    this.announceRuns()
    log.info(`Answer ${state}`)
    events.publish({
      type: 'conversations.changed',
      conversations: await this.currentConversation(conversation),
    })
  }
  async currentConversation(known) {
    try {
      const current = await this.parts.library.getConversation({ id: known.id })
      return current ? [current] : []
    } catch (error) {
      log.warning('The conversation could not be read again after its answer', error)
      return []
    }
  }
  toolContext(asking, live, callId, signal) {
    const { feeds, previews } = this.parts
    return {
      conversationId: asking.conversation.id,
      messageId: live.id,
      callId,
      engine: asking.settings.engine,
      windowId: asking.windowId,
      signal,
      addPart: (part) => live.add(part),
      replacePart: (index, part) => live.replace(index, part),
      preview: (index, bytes) => {
        const revision = previews.put(live.id, index, bytes)
        feeds.publish(asking.conversation.id, {
          type: 'picture.previewed',
          messageId: live.id,
          index,
          revision,
        })
      },
      charge: (costUsd) => live.charge(null, costUsd),
    }
  }
  newAnswer(conversationId, parentId, settings) {
    return {
      id: this.parts.newId(),
      conversationId,
      parentId,
      role: 'assistant',
      state: 'streaming',
      parts: [],
      createdAt: this.parts.now(),
      engineId: settings.engine.id,
      model: settings.model,
    }
  }
  announceRuns() {
    this.parts.events.publish({ type: 'runs.changed', conversationIds: this.activeConversationIds })
  }
  async loadConversation(id) {
    const conversation = await this.parts.library.getConversation({ id })
    if (!conversation) throw new AppError('conversation/not-found')
    return conversation
  }
  async loadMessage(id) {
    const [message] = await this.parts.library.loadMessages({ ids: [id] })
    if (message?.role !== 'assistant') throw new AppError('message/not-found')
    return message
  }
  async loadHistory(conversationId, leafId) {
    return leafId === null ? [] : this.parts.library.loadPath({ conversationId, leafId })
  }
}
const isUndrawn = (part) => part.type === 'picture' && part.pictureId === null
const drawPromptOf = (question) => {
  const first = question?.role === 'user' ? question.parts[0] : undefined
  if (first?.type !== 'text' || !drawCommand.test(first.text)) return null
  return first.text.replace(drawCommand, '').trim()
}
