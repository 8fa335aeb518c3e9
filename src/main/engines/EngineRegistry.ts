import { AppError } from '@shared/ipc/errors'
import {
  catalog,
  dead,
  defaultModel,
  endingSoon,
  estimateSpeechMinute,
  findModel,
  mergeModels,
  replacementFor,
} from '@shared/model/catalog'
import {
  builtinEngineId,
  type CapabilityName,
  type EngineSummary,
  environmentEngineId,
  type KeyStatus,
  type ModelEntry,
  type ModelRole,
  openaiEngineId,
} from '@shared/model/engine'
import {
  type EngineCandidate,
  type EngineChoice,
  type EngineInCharge,
  type EngineRole,
  engineFor,
  modelOfRole,
} from '@shared/model/engineFor'
import type { AppEvent } from '@shared/model/events'
import { chargesNothing, type Payee } from '@shared/model/localServer'
import { abilitiesOf } from '@shared/model/pictureAbilities'
import type { PictureAbilities } from '@shared/model/pictureOptions'
import type { EngineSettings } from '@shared/model/settings'
import type { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import { lastFourOf, type Secrets } from '../security/Secrets'
import type { Notices } from '../settings/Notices'
import type { SettingsStore } from '../settings/SettingsStore'
import { baseUrlAsGiven, openaiBaseUrl } from './baseUrl'
import { checkEngine, type EngineToCheck } from './connect'
import type { Engine, ListedModel } from './engine'
import { createEngine, isOpenAI } from './engineFactory'
import { StandInNotice } from './StandInNotice'
import { loadSdk } from './sdk'

/** Long enough before its end to choose in peace. */
const announceDays = 90

/** The SDK's own variables: they serve for this run and are never written. */
export interface EngineEnvironment {
  readonly key: string | null
  readonly baseUrl: string | null
}

/**
 * For a server that lists no model, or cannot be reached to list any. Servers of one model take any name; the
 * others say what is wrong, and the question is kept with the reason below it.
 */
const unlistedModel = 'default'

const builtin: EngineSettings = {
  id: builtinEngineId,
  kind: 'builtin',
  name: 'Built-in guide',
  baseUrl: null,
  capabilities: {},
}

/**
 * The engines there are: those set up, the one of the environment, the built-in one. Makes and remembers
 * them.
 */
export class EngineRegistry {
  private readonly made = new Map<string, Engine>()
  private readonly listed = new Map<string, readonly ListedModel[]>()
  /** Lists being fetched: two who want one ask once. */
  private readonly listing = new Map<string, Promise<readonly ListedModel[]>>()
  private environment: EngineSettings | null
  private toldOf: string | null = null
  private readonly standIn: StandInNotice

  constructor(
    private readonly settings: SettingsStore,
    private readonly secrets: Secrets,
    private readonly events: Emitter<AppEvent>,
    private readonly notices: Notices,
    private readonly variables: EngineEnvironment,
    private readonly now: () => number,
  ) {
    this.standIn = new StandInNotice(notices)
    this.environment = environmentEngine(variables)
    if (this.environment)
      this.settings.overrideForRun({ engineId: environmentEngineId, model: null, welcomed: true })
  }

  /**
   * When the window is up: what the first question would otherwise wait for, and what the user should know.
   */
  prepare(): void {
    this.tellOfEnd()
    this.standIn.update(this.settings.get())
    this.events.subscribe((event) => {
      if (event.type !== 'settings.changed') return
      this.tellOfEnd()
      this.standIn.update(event.settings)
    })
    const { engineId } = this.settings.get()
    if (engineId !== null && engineId !== builtinEngineId) {
      loadSdk().catch((error: unknown) => log.error('The SDK could not be loaded', error))
    }
    // A server of one's own names its models itself: asked now, the first question need not wait for it.
    const engine = this.all().find(({ id }) => id === engineId)
    if (engine?.kind === 'compatible') void this.fetchList(engine, false)
  }

  list(): readonly EngineSummary[] {
    return this.all().map((engine) => ({
      id: engine.id,
      kind: engine.kind,
      name: engine.name,
      baseUrl: engine.baseUrl,
      key: this.keyStatus(engine),
      fromEnvironment: engine.id === environmentEngineId,
      capabilities: engine.capabilities,
      defaultModel: this.defaultModelOf(engine, 'chat'),
    }))
  }

  /** Who would do this, by the page's own rule; null until an engine was chosen. */
  peek(role: EngineRole, choices: EngineChoice): EngineInCharge<KnownEngine> | null {
    const known = this.all().map((engine) => ({
      ...engine,
      defaultModel: this.defaultModelOf(engine, 'chat'),
    }))
    return engineFor(role, choices, this.settings.get(), known)
  }

  /**
   * Who does this now: the user is told where one stands in for another. `engine/none` until an engine was
   * chosen.
   */
  pick(role: EngineRole, choices: EngineChoice): EngineInCharge<KnownEngine> {
    const found = this.peek(role, choices)
    if (!found) throw new AppError('engine/none')
    this.standIn.tell(found)
    return found
  }

  /** Engine and model for a conversation. `engine/none` until an engine was chosen. */
  async choose(choices: EngineChoice): Promise<{ engine: Engine; payee: Payee; model: string }> {
    const { engine, model } = this.pick('chat', choices)
    const asked = model ?? (await this.firstListed(engine, 'chat')) ?? unlistedModel
    return { engine: this.engine(engine.id), payee: engine, model: asked }
  }

  /** The engine itself. `engine/none` where there is none of that id. */
  engine(id: string): Engine {
    const existing = this.made.get(id)
    if (existing) return existing
    const found = this.find(id)
    const engine = createEngine(found, {
      loadKey: () => this.loadKey(id),
      learn: (name, isSupported) => this.learn(id, name, isSupported),
      knows: (name) => this.find(id).capabilities[name],
    })
    this.made.set(id, engine)
    return engine
  }

  /** Checks with one cheap call, keeps, and makes it the engine of new conversations. */
  async connect(
    input:
      | { kind: 'openai'; key: string }
      | { kind: 'compatible'; baseUrl: string; name?: string; key?: string }
      | { kind: 'builtin' },
  ): Promise<EngineSummary> {
    if (input.kind === 'builtin') return this.select(builtin)
    const candidate: EngineToCheck =
      input.kind === 'openai' || isOpenAI(input.baseUrl)
        ? { kind: 'openai', baseUrl: null, key: input.key ?? null }
        : { kind: 'compatible', baseUrl: input.baseUrl, key: input.key ?? null }
    const checked = await checkEngine(candidate)
    const id = candidate.kind === 'openai' ? openaiEngineId : `server:${checked.baseUrl ?? input.kind}`
    const name =
      candidate.kind === 'openai'
        ? 'OpenAI'
        : (input.kind === 'compatible' && input.name) || hostOf(checked.baseUrl)
    const engine: EngineSettings = {
      id,
      kind: candidate.kind,
      name,
      baseUrl: checked.baseUrl,
      capabilities: {},
    }
    if (candidate.key) await this.keepKey(engine, candidate.key)
    this.made.delete(id)
    this.listed.set(id, checked.models)
    this.settings.saveEngine(engine)
    return this.select(engine)
  }

  remove(id: string): void {
    this.made.delete(id)
    this.listed.delete(id)
    this.secrets.forget(id)
    const settings = this.settings.get()
    const engines = settings.engines.filter((engine) => engine.id !== id)
    this.settings.update(
      settings.engineId === id ? { engines, engineId: builtinEngineId, model: null } : { engines },
    )
    this.publish()
  }

  forgetKey(id: string): void {
    this.secrets.forget(id)
    this.publish()
  }

  async models(id: string, refresh: boolean): Promise<readonly ModelEntry[]> {
    const found = this.find(id)
    if (found.kind === 'builtin') return []
    return mergeModels(found.kind, await this.fetchList(found, refresh), this.today())
  }

  /** The model for pictures or speech; null when there is none to name. */
  async modelFor(id: string, role: 'picture' | 'speech'): Promise<string | null> {
    const chosen = modelOfRole(role, id, this.settings.get())
    if (chosen !== null) return chosen
    const found = this.find(id)
    // A compatible server that lists none of this role may still know the usual name: a real call will show.
    return (
      (await this.firstListed(found, role)) ??
      this.defaultModelOf(found, role) ??
      defaultModel(role, 'openai', this.today())
    )
  }

  /** Of its picture model as far as that is known without asking the server. */
  pictureAbilities(id: string): PictureAbilities {
    const found = this.find(id)
    const model = modelOfRole('picture', id, this.settings.get()) ?? this.defaultModelOf(found, 'picture')
    return abilitiesOf(found.kind, model)
  }

  /** The cheap model for small jobs beside an answer of this engine; null where there is none to ask. */
  titleModel(answeredBy: EngineChoice): { engine: Engine; model: string; payee: Payee } | null {
    const found = this.peek('chat', answeredBy)
    // Nobody asked for a title: what one engine answered is not sent to another for one.
    if (!found || found.insteadOf !== null || found.engine.kind === 'builtin') return null
    const { id, kind } = found.engine
    const model = kind === 'openai' ? defaultModel('titles', kind, this.today()) : found.model
    return model === null ? null : { engine: this.engine(id), model, payee: found.engine }
  }

  /** Who is paid for what this engine does. */
  payee(id: string): Payee {
    return this.find(id)
  }

  capability(id: string, name: CapabilityName): boolean | undefined {
    return this.find(id).capabilities[name]
  }

  /** Who turns speech into text: the user's choice, the server's own, or the usual name. */
  async transcriptionModel(id: string): Promise<string> {
    const found = this.find(id)
    return (
      modelOfRole('transcription', id, this.settings.get()) ??
      (await this.firstListed(found, 'transcription')) ??
      catalog.defaults[found.kind]?.transcription ??
      unlistedModel
    )
  }

  /**
   * Who speaks for this engine, first the chosen or usual model, then what its maker names instead. `retired`
   * is one that would have been first and is gone.
   */
  async speechModels(id: string): Promise<{ models: readonly string[]; retired: string | null }> {
    const found = this.find(id)
    if (found.kind === 'builtin') return { models: [], retired: null }
    if (found.kind === 'compatible') {
      const model = await this.modelFor(id, 'speech')
      return { models: model === null ? [] : [model], retired: null }
    }
    const today = this.today()
    const chosen = modelOfRole('speech', id, this.settings.get())
    const first = chosen ?? catalog.defaults.openai?.speech ?? null
    const listed = this.listed.get(id)?.find((model) => model.id === first)?.shutdownDate
    const isDead = first !== null && (listed ? dead({ shutdownDate: listed }, today) : dead(first, today))
    const replacement = first === null ? null : replacementFor(first, today)
    const others = [replacement, defaultModel('speech', 'openai', today)]
    const models = [isDead ? null : first, ...others].filter((model) => model !== null)
    return { models: [...new Set(models)], retired: isDead ? first : null }
  }

  /** What a minute of speech costs, about, and until when there is this model. */
  speechFacts(id: string, model: string): { usdPerMinute: number | null; shutdownDate: string | null } {
    const found = this.find(id)
    if (found.kind !== 'openai') return { usdPerMinute: chargesNothing(found) ? 0 : null, shutdownDate: null }
    return {
      usdPerMinute: estimateSpeechMinute(model),
      shutdownDate: findModel(model)?.shutdownDate ?? null,
    }
  }

  /** Where it is, as far as it makes a voice another one. */
  sourceOf(id: string): string {
    const { baseUrl, kind } = this.find(id)
    return baseUrl ?? kind
  }

  private all(): readonly EngineSettings[] {
    const kept = this.settings.get().engines
    return [...(this.environment ? [this.environment] : []), ...kept, builtin]
  }

  private find(id: string): EngineSettings {
    const found = this.all().find((engine) => engine.id === id)
    if (!found) throw new AppError('engine/none')
    return found
  }

  private select(engine: EngineSettings): EngineSummary {
    this.settings.update({ engineId: engine.id, model: null, welcomed: true })
    this.publish()
    const summary = this.list().find(({ id }) => id === engine.id)
    if (!summary) throw new AppError('engine/none')
    return summary
  }

  private async keepKey(engine: EngineSettings, key: string): Promise<void> {
    const { state } = await this.secrets.keep(engine.id, key, addressOf(engine))
    this.notices.dismiss('key-unreadable')
    if (state === 'session') this.notices.show({ kind: 'key-session-only', severity: 'warning', data: {} })
    else this.notices.dismiss('key-session-only')
  }

  private async loadKey(id: string): Promise<string | null> {
    if (id === environmentEngineId) return this.variables.key
    const before = this.secrets.status(id)
    const key = await this.secrets.load(id, addressOf(this.find(id))).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'secrets/unreadable')
        this.notices.show({ kind: 'key-unreadable', severity: 'error', data: {} })
      throw error
    })
    // The page may now show the last four.
    if (before.lastFour === undefined) this.publish()
    return key
  }

  private keyStatus(engine: EngineSettings): KeyStatus {
    if (engine.kind === 'builtin') return { state: 'none' }
    if (engine.id !== environmentEngineId) return this.secrets.status(engine.id)
    return this.variables.key === null
      ? { state: 'none' }
      : { state: 'session', ...lastFourOf(this.variables.key) }
  }

  /** A real call has shown what this engine can or cannot do. */
  learn(id: string, name: CapabilityName, isSupported: boolean): void {
    const found = this.find(id)
    if (found.capabilities[name] === isSupported) return
    log.info(`Learnt of ${found.kind} engine: ${name} ${isSupported ? 'works' : 'is not there'}`)
    const engine = { ...found, capabilities: { ...found.capabilities, [name]: isSupported } }
    if (id === environmentEngineId) this.environment = engine
    else if (id !== builtinEngineId) this.settings.saveEngine(engine)
    this.publish()
  }

  private defaultModelOf(engine: EngineSettings, role: ModelRole): string | null {
    if (engine.kind === 'builtin') return role === 'chat' || role === 'picture' ? 'builtin' : null
    if (engine.kind === 'openai') return defaultModel(role, 'openai', this.today())
    const listed = this.listed.get(engine.id)
    return listed ? this.firstOf(engine, role, listed) : null
  }

  private async firstListed(engine: EngineSettings, role: ModelRole): Promise<string | null> {
    if (engine.kind !== 'compatible') return null
    return this.firstOf(engine, role, await this.fetchList(engine, false))
  }

  private firstOf(engine: EngineSettings, role: ModelRole, listed: readonly ListedModel[]): string | null {
    const models = mergeModels(engine.kind, listed, this.today())
    return models.find((model) => model.isListed && model.role === role)?.id ?? null
  }

  /**
   * The server's own list, from memory where it is there. A server that cannot list is not a failure here.
   */
  private fetchList(engine: EngineSettings, refresh: boolean): Promise<readonly ListedModel[]> {
    const known = this.listed.get(engine.id)
    if (known && !refresh) return Promise.resolve(known)
    const underWay = this.listing.get(engine.id)
    if (underWay) return underWay
    const listing = this.askForList(engine, known ?? []).finally(() => this.listing.delete(engine.id))
    this.listing.set(engine.id, listing)
    return listing
  }

  private async askForList(
    engine: EngineSettings,
    known: readonly ListedModel[],
  ): Promise<readonly ListedModel[]> {
    try {
      const models = await this.engine(engine.id).models(AbortSignal.timeout(10_000))
      const before = this.defaultModelOf(engine, 'chat')
      this.listed.set(engine.id, models)
      // The page names what would be asked: until now it could not know.
      if (this.defaultModelOf(engine, 'chat') !== before) this.publish()
      return models
    } catch (error) {
      log.info(
        `The server's list of models could not be had: ${error instanceof AppError ? error.code : 'bug'}`,
      )
      if (!(error instanceof AppError)) log.error('Bug while listing models', error)
      return known
    }
  }

  /** A model near its end is announced with its replacement before it dies; one that died, at once. */
  private tellOfEnd(): void {
    const { engineId, model: chosen } = this.settings.get()
    const engine = this.all().find(({ id }) => id === engineId)
    const model = engine && (chosen ?? this.defaultModelOf(engine, 'chat'))
    // Once a model: a notice that was dismissed stays away.
    if (!engine || !model || this.toldOf === `${engine.id} ${model}`) return
    this.toldOf = `${engine.id} ${model}`
    const ends = this.endOf(engine, model)
    const kinds = { ending: 'model-ending', ended: 'model-ended' } as const
    for (const [state, kind] of Object.entries(kinds)) {
      if (ends?.state !== state) this.notices.dismiss(kind)
      else this.notices.show({ kind, severity: 'warning', data: ends.data })
    }
  }

  private endOf(engine: EngineSettings, model: string) {
    // Another server's model of the same name is another model, unless that server says when it ends.
    const listed = this.listed.get(engine.id)?.find(({ id }) => id === model)
    const known = engine.kind === 'openai' ? findModel(model) : null
    const date = listed?.shutdownDate ?? known?.shutdownDate ?? null
    if (date === null) return null
    const today = this.today()
    const dated = { shutdownDate: date }
    const state = dead(dated, today) ? 'ended' : endingSoon(dated, today, announceDays) ? 'ending' : null
    return state && { state, data: { model, date, replacement: replacementFor(model, today) ?? '' } }
  }

  private today(): string {
    return new Date(this.now()).toISOString().slice(0, 10)
  }

  private publish(): void {
    this.events.publish({ type: 'engines.changed', engines: this.list() })
  }
}

/** An engine as main knows it, with what `engineFor` looks at. */
export type KnownEngine = EngineSettings & EngineCandidate

/** Where an engine's key may go. */
const addressOf = ({ baseUrl }: EngineSettings): string => new URL(baseUrl ?? openaiBaseUrl).origin

const hostOf = (baseUrl: string | null): string => (baseUrl === null ? 'Server' : new URL(baseUrl).host)

const environmentEngine = ({ key, baseUrl: given }: EngineEnvironment): EngineSettings | null => {
  if (key === null && given === null) return null
  const capabilities = {}
  const baseUrl = given === null ? null : baseUrlAsGiven(given)
  if (given !== null && baseUrl === null) {
    // Not OpenAI instead: the key beside it was meant for another server.
    log.warning('OPENAI_BASE_URL is no address: the environment gives no engine')
    return null
  }
  if (baseUrl === null || isOpenAI(baseUrl)) {
    return {
      id: environmentEngineId,
      kind: 'openai',
      name: 'OpenAI (environment)',
      baseUrl: null,
      capabilities,
    }
  }
  return {
    id: environmentEngineId,
    kind: 'compatible',
    name: `${hostOf(baseUrl)} (environment)`,
    baseUrl,
    capabilities,
  }
}
