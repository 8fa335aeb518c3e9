import type { AppContract } from '@shared/ipc/contract'
import type { ParsedOf } from '@shared/ipc/define'
import { AppError } from '@shared/ipc/errors'
import type { PreviewEvent } from '@shared/ipc/preview'
import type { OfferedPrompts, OfferedResources } from '@shared/ipc/serverContent'
import type { Capture } from '@shared/model/capture'
import {
  belongsTo,
  type Conversation,
  type Draft,
  type QueuedQuestion,
  titleFrom,
} from '@shared/model/conversation'
import type { DictationBarState } from '@shared/model/dictateAnywhere'
import type { EngineSummary, LocalServer } from '@shared/model/engine'
import { type ShownCertificate, usualConnection } from '@shared/model/engineConnection'
import type {
  AppEvent,
  ConversationChange,
  ConversationEvent,
  ConversationFeedItem,
  TemporaryShown,
} from '@shared/model/events'
import type { Inserted, InsertionTarget } from '@shared/model/insertion'
import { type FailurePart, type Message, type Part, pathTo, textOf } from '@shared/model/message'
import type { Notice } from '@shared/model/notice'
import type { Picture } from '@shared/model/picture'
import { isSameRefusal } from '@shared/model/refusal'
import type { SearchHit } from '@shared/model/search'
import type { Settings } from '@shared/model/settings'
import type { SyncStatus } from '@shared/model/sync'
import type { ToolSummary } from '@shared/model/tool'
import type { ToolServerSummary } from '@shared/model/toolServer'
import { type Calls, FakePorts, pause, type Streams } from './fakePorts'
import { builtinEngine, defaultSettings } from './fakeSettings'
import { packOutline } from './packOutline'
import { quietCalls } from './quietCalls'
import { syncCalls } from './syncCalls'

type ConnectInput = ParsedOf<AppContract['engines.connect']>

/** What a scripted answer does, step by step. */
export type Step =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | { readonly type: 'part'; readonly part: Part }
  | { readonly type: 'replace'; readonly index: number; readonly part: Part }
  | { readonly type: 'preview'; readonly index: number; readonly revision: number }
  | { readonly type: 'retry'; readonly code: FailurePart['code']; readonly afterMs: number }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'fail'; readonly failure: FailurePart; readonly state: 'failed' | 'interrupted' }

/** As main would name it. */
const fakeName = (input: ConnectInput): string => {
  if (input.kind === 'compatible') return input.name ?? 'A server'
  return input.kind === 'anthropic' ? 'Anthropic' : 'OpenAI'
}

export type Script = (prompt: string) => Iterable<Step> | AsyncIterable<Step>

export interface FakeOptions {
  readonly settings?: Partial<Settings>
  readonly engines?: readonly EngineSummary[]
  readonly notices?: readonly Notice[]
  readonly servers?: readonly LocalServer[]
  /** What a server shows that no authority vouches for; connected only where it is trusted. */
  readonly certificate?: ShownCertificate
  readonly pictures?: readonly Picture[]
  readonly tools?: readonly ToolSummary[]
  readonly script?: Script
  readonly sync?: SyncStatus
  /** The program that the quick-ask window came up over. */
  readonly insertionTarget?: InsertionTarget
  /** Milliseconds to the answer of a call; 0 answers in a microtask. */
  readonly delayMs?: number
}

/**
 * Main, as far as a page can tell: the whole contract in memory, with scripted answers. Implements the
 * contract's types, so a changed contract breaks it at compile time.
 */
export class FakeBridge extends FakePorts {
  readonly conversations = new Map<string, Conversation>()
  readonly messages = new Map<string, Message>()
  readonly pictures: Picture[]
  readonly drafts = new Map<string | null, Draft>()
  settings: Settings
  engines: readonly EngineSummary[]
  notices: readonly Notice[]
  readonly tools: readonly ToolSummary[]
  sync: SyncStatus
  private toolServers: readonly ToolServerSummary[] = []
  script: Script
  offeredPrompts: readonly OfferedPrompts[] = []
  offeredResources: readonly OfferedResources[] = []
  /** The words that are selected in another program. */
  selected: string | null = null
  private readonly insertionTarget: InsertionTarget | null
  /** What becomes of text that goes to another program. */
  inserted: Inserted = { type: 'inserted' }
  private readonly servers: readonly LocalServer[]
  private readonly certificate: ShownCertificate | null
  private readonly feeds = new Map<
    string,
    {
      seq: number
      events: ConversationEvent[]
      watchers: Set<(items: readonly ConversationFeedItem[]) => void>
    }
  >()
  private bar: DictationBarState = { type: 'idle' }
  private readonly barWatchers = new Set<(items: readonly DictationBarState[]) => void>()
  /** What main says of the page that is previewed. */
  tellPreview: (events: readonly PreviewEvent[]) => void = () => {}
  private readonly appWatchers = new Set<(items: readonly AppEvent[]) => void>()
  /** By the message that is written. */
  private readonly running = new Map<string, { isStopped: boolean; readonly conversationId: string }>()
  private readonly queues = new Map<string, readonly QueuedQuestion[]>()
  private temporary: TemporaryShown = { main: null, quick: null }
  private lastId = 0
  private epoch = 'epoch-1'

  constructor(options: FakeOptions = {}) {
    super(options.delayMs)
    this.settings = { ...defaultSettings, ...options.settings }
    this.engines = options.engines ?? [builtinEngine]
    this.notices = options.notices ?? []
    this.servers = options.servers ?? []
    this.certificate = options.certificate ?? null
    this.insertionTarget = options.insertionTarget ?? null
    this.tools = options.tools ?? []
    this.sync = options.sync ?? { type: 'off' }
    this.pictures = [...(options.pictures ?? [])]
    this.script = options.script ?? ((prompt) => [{ type: 'text', text: `You said: ${prompt}` }])
  }

  /** Acts as if main had restarted: sequence numbers begin again. */
  restart(): void {
    this.epoch = `${this.epoch}+`
    for (const feed of this.feeds.values()) {
      feed.seq = 0
      feed.events = []
    }
    this.cut('conversations.watch')
    this.cut('app.watch')
  }

  tell(event: AppEvent): void {
    for (const send of this.appWatchers) send([event])
  }

  /** The bar of dictation into other programs is to show this. */
  showBar(state: DictationBarState): void {
    this.bar = state
    for (const send of this.barWatchers) send([state])
  }

  showSync(status: SyncStatus): void {
    this.sync = status
    this.tell({ type: 'sync.changed', status })
  }

  showNotices(notices: readonly Notice[]): void {
    this.notices = notices
    this.tell({ type: 'notices.changed', notices })
  }

  addConversation(
    title: string,
    updatedAt: number,
    messages: readonly Omit<Message, 'conversationId'>[] = [],
  ): string {
    const id = this.newId('c')
    for (const message of messages) this.messages.set(message.id, { ...message, conversationId: id })
    this.conversations.set(id, {
      id,
      title,
      createdAt: messages[0]?.createdAt ?? updatedAt,
      updatedAt,
      leafId: messages.at(-1)?.id ?? null,
      choices: {},
    })
    return id
  }

  newId(prefix: string): string {
    this.lastId += 1
    return `${prefix}${this.lastId}`
  }

  private feed(conversationId: string) {
    let feed = this.feeds.get(conversationId)
    if (!feed) {
      feed = { seq: 0, events: [], watchers: new Set() }
      this.feeds.set(conversationId, feed)
    }
    return feed
  }

  /** Publishes changes in one batch. The fake's own state must have them already. */
  publish(conversationId: string, changes: readonly ConversationChange[]): void {
    const feed = this.feed(conversationId)
    const events = changes.map((change): ConversationEvent => {
      feed.seq += 1
      return { ...change, seq: feed.seq }
    })
    feed.events.push(...events)
    for (const send of feed.watchers) send(events)
  }

  private conversation(id: string): Conversation {
    const found = this.conversations.get(id)
    if (!found) throw new AppError('conversation/not-found')
    return found
  }

  private message(id: string): Message {
    const found = this.messages.get(id)
    if (!found) throw new AppError('message/not-found')
    return found
  }

  private change(conversation: Conversation): void {
    this.conversations.set(conversation.id, conversation)
    this.publish(conversation.id, [{ type: 'conversation.changed', conversation }])
    if (!conversation.isTemporary) this.tell({ type: 'conversations.changed', conversations: [conversation] })
  }

  private beginTemporary(
    window: keyof TemporaryShown,
    choices: Conversation['choices'],
    id = this.newId('t'),
  ): string {
    const row = { title: 'Temporary conversation', createdAt: Date.now(), updatedAt: Date.now() }
    this.conversations.set(id, { ...row, id, leafId: null, choices, isTemporary: true })
    this.tellTemporary({ [window]: id })
    return id
  }

  private tellTemporary(change: Partial<TemporaryShown>): void {
    this.temporary = { ...this.temporary, ...change }
    this.tell({ type: 'temporary.changed', ...this.temporary })
  }

  private get runningIds(): readonly string[] {
    return [...new Set([...this.running.values()].map(({ conversationId }) => conversationId))]
  }

  private tellRunning(): void {
    this.tell({ type: 'runs.changed', conversationIds: this.runningIds })
  }

  private begin(
    conversation: Conversation,
    added: readonly Message[],
    answer: Message,
    prompt: string,
    leafId: string | null = answer.id,
  ) {
    const next = { ...conversation, leafId, updatedAt: Date.now() }
    for (const message of added) this.messages.set(message.id, message)
    this.conversations.set(next.id, next)
    this.publish(next.id, [
      ...added.map((message): ConversationChange => ({ type: 'message.added', message })),
      { type: 'conversation.changed', conversation: next },
    ])
    if (!next.isTemporary) this.tell({ type: 'conversations.changed', conversations: [next] })
    const run = { isStopped: false, conversationId: next.id }
    this.running.set(answer.id, run)
    this.tellRunning()
    void this.answer(answer.id, prompt, run)
    return { conversationId: next.id, messageId: answer.id }
  }

  private selection(): Capture | null {
    const { selected: words } = this
    return words === null ? null : { text: `> ${words}\n\n`, attachments: [], source: 'selection', words }
  }

  private async answer(id: string, prompt: string, run: { isStopped: boolean }): Promise<void> {
    const { conversationId } = this.message(id)
    const edit = (parts: readonly Part[], change: ConversationChange) => {
      this.messages.set(id, { ...this.message(id), parts })
      this.publish(conversationId, [change])
    }
    let failure: (Step & { type: 'fail' }) | null = null
    for await (const step of this.script(prompt)) {
      if (run.isStopped) break
      const { parts } = this.message(id)
      const index = parts.length - 1
      const last = parts[index]
      if (step.type === 'wait') await pause(step.ms)
      else if (step.type === 'fail') failure = step
      else if (step.type === 'part') {
        edit([...parts, step.part], {
          type: 'part.opened',
          messageId: id,
          index: parts.length,
          part: step.part,
        })
      } else if (step.type === 'replace') {
        const next = parts.slice()
        next[step.index] = step.part
        edit(next, { type: 'part.replaced', messageId: id, index: step.index, part: step.part })
      } else if (step.type === 'preview') {
        this.publish(conversationId, [
          { type: 'picture.previewed', messageId: id, index: step.index, revision: step.revision },
        ])
      } else if (step.type === 'retry') {
        const at = Date.now() + step.afterMs
        this.publish(conversationId, [
          { type: 'retry.scheduled', messageId: id, code: step.code, attempt: 2, at },
        ])
        await pause(step.afterMs)
        this.publish(conversationId, [{ type: 'retry.started', messageId: id, attempt: 2 }])
      } else if (last?.type === step.type) {
        const next = parts.slice()
        next[index] = { ...last, text: last.text + step.text }
        edit(next, { type: 'part.grew', messageId: id, index, text: step.text })
      } else {
        const part: Part =
          step.type === 'text'
            ? { type: 'text', text: step.text }
            : { type: 'reasoning', text: step.text, startedAt: Date.now() }
        edit([...parts, part], { type: 'part.opened', messageId: id, index: parts.length, part })
      }
    }
    this.finish(id, run.isStopped ? 'stopped' : (failure?.state ?? 'complete'), failure?.failure)
  }

  private finish(id: string, state: Exclude<Message['state'], 'streaming'>, failure?: FailurePart): void {
    const message = this.message(id)
    const { conversationId } = message
    const parts = failure ? [...message.parts, failure] : message.parts
    const usage = { inputTokens: 312, cachedInputTokens: 0, outputTokens: 845, reasoningTokens: 0 }
    const finishedAt = Date.now()
    this.messages.set(id, { ...message, parts, state, finishedAt, usage, costUsd: 0.0042 })
    const end: ConversationChange[] = [
      { type: 'message.finished', messageId: id, state, finishedAt, usage, costUsd: 0.0042 },
    ]
    if (failure) end.unshift({ type: 'part.opened', messageId: id, index: parts.length - 1, part: failure })
    this.running.delete(id)
    this.publish(conversationId, end)
    this.tellRunning()
  }

  private newAnswer(conversationId: string, parentId: string): Message {
    return {
      id: this.newId('m'),
      conversationId,
      parentId,
      role: 'assistant',
      state: 'streaming',
      parts: [],
      createdAt: Date.now(),
      engineId: this.settings.engineId ?? 'builtin',
      model: this.settings.model ?? 'parley-guide',
    }
  }

  private update(change: Partial<Settings>): Settings {
    this.settings = { ...this.settings, ...change }
    this.tell({ type: 'settings.changed', settings: this.settings })
    return this.settings
  }

  /** These tool servers are set up. */
  showToolServers(servers: readonly ToolServerSummary[]): void {
    this.toolServers = servers
    this.tell({ type: 'tools.changed' })
  }

  protected readonly calls: Calls = {
    ...quietCalls,
    ...syncCalls(this),
    'quick.insert': () => this.inserted,
    'app.dismissNotice': ({ kind }) =>
      this.showNotices(this.notices.filter((notice) => notice.kind !== kind)),
    'background.setStartAtLogin': ({ isOn }) => ({
      hasTray: true,
      startAtLogin: isOn ? 'on' : 'off',
      hasNotifications: true,
    }),
    'settings.update': (patch) => this.update(patch),
    'webSearch.setAddress': ({ address }) => void this.update({ searxngUrl: address }),
    'tools.list': () => this.tools,
    'toolServers.list': () => this.toolServers,
    'serverContent.prompts': () => this.offeredPrompts,
    'serverContent.resources': () => this.offeredResources,
    'serverContent.takePrompt': ({ name, arguments: given }) => {
      if (name === 'broken') throw new AppError('toolServer/failed', 'No', { said: 'No such city' })
      return { text: `${name}: ${JSON.stringify(given)}`, attachments: [] }
    },
    'serverContent.attachResource': ({ uri }) => {
      if (uri.includes('gone')) throw new AppError('toolServer/failed')
      const id = this.newId('f')
      const facts = { mediaType: 'text/plain', byteLength: 7, characters: 7, width: 0, height: 0 }
      return [{ id, kind: 'text', name: uri, ...facts }]
    },
    'capture.selection': () => this.selection(),
    'capture.words': ({ words }) => ({
      ...(words.includes('selection') ? { selection: this.selection() } : {}),
      ...(words.includes('clipboard') ? { clipboard: null } : {}),
    }),
    'toolServers.answer': () => this.tell({ type: 'questions.changed', questions: [] }),
    'tools.answer': () => this.tell({ type: 'approvals.changed', approvals: [] }),
    'engines.connect': (input) => {
      const { certificate } = this
      if (certificate && (!('pinned' in input) || input.pinned !== certificate.fingerprint)) {
        const data = { host: 'models.lan', reason: 'untrusted', ...certificate }
        throw new AppError('engine/certificate', 'Not trusted', data)
      }
      const known = this.engines.find(({ kind }) => kind === input.kind)
      const engine: EngineSummary = known ?? {
        id: input.kind,
        kind: input.kind,
        name: fakeName(input),
        baseUrl: 'baseUrl' in input ? (input.baseUrl ?? null) : null,
        key: { state: 'session', lastFour: '1234' },
        fromEnvironment: false,
        capabilities: {},
        defaultModel: null,
        connection: usualConnection,
        refusals: [],
      }
      if (!known) this.engines = [...this.engines, engine]
      this.tell({ type: 'engines.changed', engines: this.engines })
      this.update({ engineId: engine.id, welcomed: true })
      return engine
    },
    'engines.remove': ({ engineId }) => {
      this.engines = this.engines.filter(({ id }) => id !== engineId)
      this.tell({ type: 'engines.changed', engines: this.engines })
    },
    'engines.forgetKey': ({ engineId }) => {
      this.engines = this.engines.map((engine) =>
        engine.id === engineId ? { ...engine, key: { state: 'none' } } : engine,
      )
      this.tell({ type: 'engines.changed', engines: this.engines })
    },
    'engines.forgetRefusal': ({ engineId, refusal }) => {
      this.engines = this.engines.map((engine) =>
        engine.id === engineId
          ? { ...engine, refusals: engine.refusals.filter((each) => !isSameRefusal(each, refusal)) }
          : engine,
      )
      this.tell({ type: 'engines.changed', engines: this.engines })
    },
    'engines.discover': () => this.servers,
    'conversations.list': ({ limit, after, place = { type: 'recent' } }) => {
      const kept = [...this.conversations.values()].filter(
        (each) => !each.isTemporary && belongsTo(each, place),
      )
      const all = kept.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1))
      const from = after ? all.findIndex(({ id }) => id === after.id) + 1 : 0
      const page = all.slice(from, from + limit)
      const last = page.at(-1)
      const hasMore = from + limit < all.length
      return {
        conversations: page,
        next: hasMore && last ? { at: last.updatedAt, id: last.id } : null,
      }
    },
    'conversations.rename': ({ conversationId, title }) =>
      this.change({ ...this.conversation(conversationId), title }),
    'conversations.delete': ({ conversationId }) => {
      this.conversations.delete(conversationId)
      this.publish(conversationId, [{ type: 'conversation.deleted' }])
      this.tell({ type: 'conversations.removed', ids: [conversationId] })
      return { freedBytes: 0 }
    },
    'temporary.begin': ({ window, conversationId }) => ({
      conversationId: this.beginTemporary(window, {}, conversationId),
      leftId: null,
    }),
    'temporary.ensure': ({ choices = {} }) => ({
      conversationId: this.temporary.quick ?? this.beginTemporary('quick', choices),
    }),
    'temporary.leave': ({ conversationId, window }) => {
      this.tellTemporary({ [window]: null })
      return {
        canComeBack: [...this.messages.values()].some((each) => each.conversationId === conversationId),
      }
    },
    'temporary.comeBack': ({ conversationId }) => this.tellTemporary({ main: conversationId }),
    'temporary.keep': ({ conversationId }) => {
      const { isTemporary: _, ...kept } = this.conversation(conversationId)
      this.tellTemporary(this.temporary.quick === conversationId ? { quick: null } : { main: null })
      this.change({ ...kept, title: 'Kept' })
    },
    'conversations.arrange': ({ conversationIds }) => ({ undoId: null, count: conversationIds.length }),
    'folders.create': ({ name }) => ({ id: this.newId('f'), name, position: 0, createdAt: 0 }),
    'conversations.selectLeaf': ({ conversationId, leafId }) =>
      this.change({ ...this.conversation(conversationId), leafId }),
    'conversations.search': ({ query, limit }) => {
      const needle = query.toLowerCase()
      const hits: SearchHit[] = []
      for (const message of this.messages.values()) {
        const text = textOf(message)
        const at = text.toLowerCase().indexOf(needle)
        const conversation = this.conversations.get(message.conversationId)
        if (at < 0 || !conversation) continue
        const from = Math.max(0, at - 40)
        hits.push({
          conversationId: conversation.id,
          conversationTitle: conversation.title,
          messageId: message.id,
          excerpt: text.slice(from, at + 120),
          marks: [[at - from, at - from + needle.length]],
          createdAt: message.createdAt,
        })
      }
      hits.sort((a, b) => b.createdAt - a.createdAt)
      return { hits: hits.slice(0, limit), crowded: [], next: null }
    },
    'conversations.setChoices': ({ conversationId, choices }) =>
      this.change({ ...this.conversation(conversationId), choices }),
    'conversations.branch': ({ messageId }) => ({
      conversationId: this.addConversation('A branch', Date.now(), [
        { ...this.message(messageId), parentId: null },
      ]),
    }),
    'messages.saveEdit': ({ messageId, text }) => {
      const old = this.message(messageId)
      const edited: Message = { ...old, id: this.newId('m'), parts: [{ type: 'text', text }] }
      this.messages.set(edited.id, edited)
      this.publish(old.conversationId, [{ type: 'message.added', message: edited }])
      this.change({ ...this.conversation(old.conversationId), leafId: edited.id })
      return { messageId: edited.id }
    },
    'messages.remove': ({ messageId }) => {
      const { conversationId } = this.message(messageId)
      this.messages.delete(messageId)
      this.publish(conversationId, [{ type: 'message.removed', messageId }])
      return { undoId: this.newId('undo') }
    },
    'drafts.load': ({ conversationId }) => this.drafts.get(conversationId) ?? null,
    'drafts.save': ({ conversationId, draft }) => {
      if (draft.text === '' && draft.attachments.length === 0) this.drafts.delete(conversationId)
      else this.drafts.set(conversationId, draft)
    },
    'assistants.save': (assistant) => {
      const saved = { symbol: '', ...assistant, id: assistant.id ?? this.newId('a') }
      const others = (this.settings.assistants ?? []).filter(({ id }) => id !== saved.id)
      this.update({ assistants: [...others, saved] })
      return saved
    },
    'assistants.remove': ({ id }) => {
      this.update({ assistants: (this.settings.assistants ?? []).filter((each) => each.id !== id) })
    },
    'assistants.export': ({ ids }) => ({ count: ids.length }),
    'files.attach': ({ name, bytes }) => ({
      id: this.newId('f'),
      kind: 'text',
      name,
      mediaType: 'text/plain',
      byteLength: bytes.byteLength,
      characters: bytes.byteLength,
      width: 0,
      height: 0,
    }),
    'runs.enqueue': ({ conversationId, prompt, attachments = [] }) => {
      const queue = [...(this.queues.get(conversationId) ?? []), { id: this.newId('q'), prompt, attachments }]
      this.queues.set(conversationId, queue)
      this.publish(conversationId, [{ type: 'queue.changed', queue }])
    },
    'runs.unqueue': ({ conversationId, queuedId }) => {
      const before = this.queues.get(conversationId) ?? []
      const queue = before.filter(({ id }) => id !== queuedId)
      this.queues.set(conversationId, queue)
      this.publish(conversationId, [{ type: 'queue.changed', queue }])
      return before.find(({ id }) => id === queuedId) ?? null
    },
    'messages.load': ({ ids }) => ids.flatMap((id) => this.messages.get(id) ?? []),
    'runs.start': ({ conversationId, parentId, prompt }) => {
      const now = Date.now()
      const conversation: Conversation =
        conversationId === null
          ? {
              id: this.newId('c'),
              title: titleFrom(prompt),
              createdAt: now,
              updatedAt: now,
              leafId: null,
              choices: {},
            }
          : this.conversation(conversationId)
      if (this.runningIds.includes(conversation.id)) throw new AppError('run/busy')
      const question: Message = {
        id: this.newId('m'),
        conversationId: conversation.id,
        parentId: parentId === undefined ? conversation.leafId : parentId,
        role: 'user',
        state: 'complete',
        parts: [{ type: 'text', text: prompt }],
        createdAt: now,
      }
      const answer = this.newAnswer(conversation.id, question.id)
      return this.begin(conversation, [question, answer], answer, prompt)
    },
    'runs.regenerate': ({ messageId }) => {
      const old = this.message(messageId)
      const question = this.message(old.parentId ?? '')
      const answer = this.newAnswer(old.conversationId, question.id)
      return this.begin(this.conversation(old.conversationId), [answer], answer, textOf(question))
    },
    'runs.continue': ({ messageId }) => {
      const old = this.message(messageId)
      const parts = old.parts.filter((part) => part.type !== 'failure')
      const again: Message = { ...old, parts, state: 'streaming' }
      return this.begin(this.conversation(old.conversationId), [again], again, 'continue')
    },
    'runs.alsoAsk': ({ messageId, engineId, model }) => {
      const old = this.message(messageId)
      const question = this.message(old.parentId ?? '')
      const answer = { ...this.newAnswer(old.conversationId, question.id), engineId, model }
      const conversation = this.conversation(old.conversationId)
      return this.begin(conversation, [answer], answer, textOf(question), conversation.leafId)
    },
    'runs.stop': ({ conversationId, messageId }) => {
      const id = messageId ?? this.conversation(conversationId).leafId
      const run = this.running.get(id ?? '')
      if (run) run.isStopped = true
    },
    'pictures.get': ({ pictureId }) => {
      const found = this.pictures.find(({ id }) => id === pictureId)
      if (!found) throw new AppError('picture/not-found')
      return found
    },
    'dictation.begin': () => ({ recordingId: crypto.randomUUID() }),
  }

  protected readonly streams: Streams = {
    // Nothing is imported or exported here; these stay open.
    'transfer.import': () => () => {},
    'transfer.importDropped': () => () => {},
    'transfer.watchImport': () => () => {},
    'transfer.export': () => () => {},
    'transfer.exportAnswer': () => () => {},
    'transfer.exportEverything': () => () => {},
    'transfer.watchExport': () => () => {},
    'pictures.export': () => () => {},
    'pictures.watchExport': () => () => {},
    'app.watch': (_input, send) => {
      send([
        { type: 'settings.changed', settings: this.settings },
        { type: 'engines.changed', engines: this.engines },
        { type: 'notices.changed', notices: this.notices },
        { type: 'runs.changed', conversationIds: this.runningIds },
        { type: 'sync.changed', status: this.sync },
        { type: 'temporary.changed', ...this.temporary },
      ])
      this.appWatchers.add(send)
      return () => this.appWatchers.delete(send)
    },
    'quick.hotkey': ({ which = 'quick' }, send) => {
      const { quickAccelerator, lookAccelerator, dictationAccelerator } = this.settings
      const keys = { quick: quickAccelerator, capture: lookAccelerator, dictation: dictationAccelerator }
      send([{ accelerator: keys[which], state: keys[which] === null ? 'off' : 'untried' }])
      return () => undefined
    },
    'quick.presses': () => () => undefined,
    'dictateAnywhere.watch': (_input, send) => {
      send([this.bar])
      this.barWatchers.add(send)
      return () => this.barWatchers.delete(send)
    },
    'dictateAnywhere.hold': (_input, send) => {
      send([{ type: 'granted' }])
      return () => undefined
    },
    'preview.open': (_input, send) => {
      this.tellPreview = send
      send([{ type: 'opened', address: 'about:blank' }])
      return () => undefined
    },
    'quick.target': (_input, send) => {
      send([this.insertionTarget])
      return () => undefined
    },
    'dictation.hold': (_input, send) => {
      send([{ type: 'granted' }])
      return () => undefined
    },
    'dictation.transcribe': (_input, send, end) => {
      send([{ text: 'What was said' }])
      end()
      return () => undefined
    },
    'conversations.watch': ({ conversationId, after }, send) => {
      const conversation = this.conversation(conversationId)
      const feed = this.feed(conversationId)
      if (after && after.epoch === this.epoch && after.seq <= feed.seq) {
        const missed = feed.events.filter(({ seq }) => seq > after.seq)
        if (missed.length > 0) send(missed)
      } else {
        const own = [...this.messages.values()].filter((message) => message.conversationId === conversationId)
        const byId = new Map(own.map((message) => [message.id, message]))
        send([
          {
            type: 'snapshot',
            epoch: this.epoch,
            seq: feed.seq,
            conversation,
            outline: packOutline(own),
            messages: pathTo(byId, conversation.leafId).slice(-30),
            queue: this.queues.get(conversationId) ?? [],
          },
        ])
      }
      feed.watchers.add(send)
      return () => feed.watchers.delete(send)
    },
    'backups.create': (_input, _send, end) => {
      end()
      return () => {}
    },
    'backups.restore': (_input, _send, end) => {
      end()
      return () => {}
    },
    'speech.read': (_input, _send, end) => {
      end()
      return () => {}
    },
    'speech.sample': (_input, _send, end) => {
      end()
      return () => {}
    },
    'speech.takeFocus': (_input, send) => {
      send([{ type: 'granted' }])
      return () => {}
    },
  }
}
