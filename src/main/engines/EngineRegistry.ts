import { AppError } from '@shared/ipc/errors'
import {
  builtinEngineId,
  type CapabilityName,
  type EngineSummary,
  isOfEnvironment,
  type SideRole,
} from '@shared/model/engine'
import { type ConnectionChange, type ConnectionTest, usualConnection } from '@shared/model/engineConnection'
import {
  type EngineCandidate,
  type EngineChoice,
  type EngineInCharge,
  type EngineRole,
  engineFor,
} from '@shared/model/engineFor'
import type { AppEvent } from '@shared/model/events'
import type { Payee } from '@shared/model/localServer'
import type { EngineSettings, Settings } from '@shared/model/settings'
import type { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import type { Secrets } from '../security/Secrets'
import type { Notices } from '../settings/Notices'
import type { SettingsStore } from '../settings/SettingsStore'
import { Abilities } from './Abilities'
import { loadAnthropicSdk } from './anthropicSdk'
import { type CheckedEngine, checkEngine, type EngineToCheck } from './connect'
import { type ConnectInput, candidateFor, connectedEngine } from './connectedEngine'
import { EngineConnections } from './EngineConnections'
import { EngineKeys } from './EngineKeys'
import { EngineModels } from './EngineModels'
import type { Engine } from './engine'
import { createEngine } from './engineFactory'
import { type EngineEnvironment, environmentEngines } from './environmentEngine'
import { LearntRefusals } from './LearntRefusals'
import { ModelEndNotice } from './ModelEndNotice'
import { versionOfList } from './RefusalMemory'
import { StandInNotice } from './StandInNotice'
import { loadSdk } from './sdk'
import { withCertificate } from './transport/certificate'
import type { Transport } from './transport/Transport'

export interface EngineRegistryDeps {
  readonly settings: SettingsStore
  readonly secrets: Secrets
  readonly events: Emitter<AppEvent>
  readonly notices: Notices
  readonly environment: EngineEnvironment
  readonly now: () => number
  readonly transport: Transport
}

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
  private environment: readonly EngineSettings[]
  private readonly keys: EngineKeys
  private readonly connections: EngineConnections
  private readonly standIn: StandInNotice
  private readonly modelEnd: ModelEndNotice
  private readonly abilities: Abilities
  /** The models of these engines, and which of them does what. */
  readonly models: EngineModels
  /** What their servers were found not to take. */
  readonly learnt: LearntRefusals

  constructor(private readonly deps: EngineRegistryDeps) {
    const { settings, secrets, notices, environment, now, transport } = deps
    this.keys = new EngineKeys(secrets, notices, environment)
    this.connections = new EngineConnections({ transport, secrets })
    this.standIn = new StandInNotice(notices)
    this.learnt = new LearntRefusals({
      find: (id) => this.all().find((engine) => engine.id === id),
      save: (engine) => this.save(engine),
    })
    this.models = new EngineModels({
      settings: () => settings.get(),
      find: (id) => this.find(id),
      engine: (id) => this.engine(id),
      usual: (role) => {
        const usual = this.peek(role, {})
        return usual?.insteadOf === null ? usual.engine.id : null
      },
      onDefaultFound: () => this.publish(),
      onListed: (id, models) => this.learnt.see(id, versionOfList(models)),
      now,
    })
    this.abilities = new Abilities({
      settings: () => settings.get(),
      lists: (engine, role) => this.models.lists(engine, role),
    })
    this.modelEnd = new ModelEndNotice(notices, this.models)
    this.environment = environmentEngines(environment)
    const [first] = this.environment
    if (first) settings.overrideForRun({ engineId: first.id, model: null, welcomed: true })
  }

  /**
   * Begins, when the window is up, what the first question would otherwise wait for, and tells what the user
   * should know.
   */
  prepare(): void {
    const { settings, events } = this.deps
    const tell = (current: Settings) => {
      const engine = this.all().find(({ id }) => id === current.engineId)
      this.modelEnd.update(engine, current.model)
      this.standIn.update(current)
    }
    tell(settings.get())
    events.subscribe((event) => {
      if (event.type === 'settings.changed') tell(event.settings)
    })
    const { engineId } = settings.get()
    const inUse = this.all().find(({ id }) => id === engineId)
    if (inUse && inUse.kind !== 'builtin') {
      const loading: Promise<unknown> = inUse.kind === 'anthropic' ? loadAnthropicSdk() : loadSdk()
      Promise.all([loading, this.deps.transport.load()]).catch((error: unknown) =>
        log.error('The SDK could not be loaded', error),
      )
    }
    // A server of one's own names its models itself: asked now, the first question need not wait for it.
    if (inUse?.kind === 'compatible') void this.models.load(inUse)
  }

  list(): readonly EngineSummary[] {
    return this.all().map((engine) => ({
      id: engine.id,
      kind: engine.kind,
      name: engine.name,
      baseUrl: engine.baseUrl,
      ...(engine.preset === undefined ? {} : { preset: engine.preset }),
      key: this.keys.status(engine),
      fromEnvironment: isOfEnvironment(engine.id),
      capabilities: engine.capabilities,
      defaultModel: this.models.defaultOf(engine, 'chat'),
      can: this.abilities.of(engine),
      connection: engine.connection ?? usualConnection,
      refusals: this.learnt.of(engine),
    }))
  }

  /** Who would do this, by the page's own rule; null until an engine was chosen. */
  peek(role: EngineRole, choices: EngineChoice): EngineInCharge<KnownEngine> | null {
    return engineFor(role, choices, this.deps.settings.get(), this.known())
  }

  /** Who would do this if that engine could not: another one, or null. */
  peekWithout(role: SideRole, choices: EngineChoice, engineId: string): KnownEngine | null {
    const known = this.known().map((engine) =>
      engine.id === engineId ? { ...engine, can: { ...engine.can, [role]: false } } : engine,
    )
    const next = engineFor(role, choices, this.deps.settings.get(), known)?.engine
    return next && next.id !== engineId ? next : null
  }

  /** A real call has shown that it cannot do this: in this run another one is asked, where there is one. */
  lacks(engineId: string, role: SideRole): void {
    this.abilities.lacks(engineId, role)
    this.publish()
  }

  /** It may be asked again. */
  tryAgain(engineId: string): void {
    this.abilities.forget(engineId)
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
    const asked = model ?? (await this.models.firstOrUnlisted(engine))
    return { engine: this.engine(engine.id), payee: engine, model: asked }
  }

  /** The engine itself. `engine/none` where there is none of that id. */
  engine(id: string): Engine {
    const existing = this.made.get(id)
    if (existing) return existing
    const found = this.find(id)
    const engine = createEngine(found, {
      loadKey: async () => this.keys.load(this.find(id), () => this.publish()),
      learn: (name, isSupported) => this.learn(id, name, isSupported),
      knows: (name) => this.find(id).capabilities[name],
      reach: this.connections.reach(() => this.find(id)),
      refusals: this.learnt.memory(id),
    })
    this.made.set(id, engine)
    return engine
  }

  /** Checks with one cheap call, keeps, and makes it the engine of new conversations. */
  async connect(input: ConnectInput): Promise<EngineSummary> {
    if (input.kind === 'builtin') return this.select(builtin)
    const candidate = candidateFor(input)
    // Connected again, with another key for one, it is reached as before.
    const before = this.deps.settings.get().engines.find(({ baseUrl }) => isSame(baseUrl, candidate.baseUrl))
    const pinned = 'pinned' in input ? input.pinned : undefined
    const connection = pinned ? { ...usualConnection, ...before?.connection, pinned } : before?.connection
    const asked = { ...builtin, ...candidate, id: before?.id ?? 'new', connection }
    const checked = await this.check(candidate, asked)
    const engine = {
      ...connectedEngine(candidate, checked.baseUrl, input.kind === 'compatible' ? input.name : ''),
      ...(connection && { connection }),
    }
    if (candidate.key) await this.keys.keep(engine, candidate.key)
    this.made.delete(engine.id)
    this.tryAgain(engine.id)
    this.models.know(engine.id, checked.models)
    this.deps.settings.saveEngine(engine)
    return this.select(engine)
  }

  /** One cheap call by this engine's way. A certificate that is not trusted comes along with its refusal. */
  private async check(candidate: EngineToCheck, engine: EngineSettings): Promise<CheckedEngine> {
    try {
      return await checkEngine(candidate, { reach: this.connections.reach(() => engine) })
    } catch (error) {
      throw await withCertificate(error, candidate.baseUrl)
    }
  }

  remove(id: string): void {
    this.made.delete(id)
    this.models.forget(id)
    this.keys.forget(id)
    this.connections.forget(id)
    const settings = this.deps.settings.get()
    const engines = settings.engines.filter((engine) => engine.id !== id)
    this.deps.settings.update(
      settings.engineId === id ? { engines, engineId: builtinEngineId, model: null } : { engines },
    )
    this.publish()
  }

  /** Changes how an engine is reached, from its next request on. */
  async changeConnection(id: string, change: ConnectionChange): Promise<void> {
    const engine = this.find(id)
    const connection = await this.connections.change(engine, change)
    this.deps.settings.saveEngine({ ...this.find(id), connection })
    this.publish()
  }

  /** Looks at the server by the engine's own way. Fails with the `engine/*` code that says why not. */
  async test(id: string): Promise<ConnectionTest> {
    const engine = this.find(id)
    const key = await this.keys.load(engine, () => this.publish())
    const begun = this.deps.now()
    const proxy = engine.kind === 'builtin' ? null : await this.connections.proxyTo(engine)
    if (engine.kind === 'builtin') return { proxy, tookMs: 0, models: 1, missing: [] }
    const candidate = { kind: engine.kind, baseUrl: engine.baseUrl, key, preset: engine.preset }
    const { models } = await this.check(candidate, engine)
    this.models.know(id, models)
    this.tryAgain(id)
    this.publish()
    const chosen = this.deps.settings.get().model ?? this.models.defaultOf(engine, 'chat')
    const isListed = models.length === 0 || models.some((model) => model.id === chosen)
    return {
      proxy,
      tookMs: this.deps.now() - begun,
      models: models.length === 0 ? null : models.length,
      missing: [
        ...(key === null ? ['key' as const] : []),
        ...(models.length === 0 ? ['models' as const] : []),
        ...(isListed ? [] : ['model' as const]),
      ],
    }
  }

  forgetKey(id: string): void {
    this.keys.forget(id)
    this.publish()
  }

  /** The cheap model for small jobs beside an answer of this engine; null where there is none to ask. */
  titleModel(answeredBy: EngineChoice): { engine: Engine; model: string; payee: Payee } | null {
    const found = this.peek('chat', answeredBy)
    // The user did not ask for a title: what one engine answered is not sent to another for one.
    if (!found || found.insteadOf !== null || found.engine.kind === 'builtin') return null
    const { id } = found.engine
    const model = this.models.titles(found.engine) ?? found.model
    return model === null ? null : { engine: this.engine(id), model, payee: found.engine }
  }

  /** Who is paid for what this engine does. */
  payee(id: string): Payee {
    return this.find(id)
  }

  capability(id: string, name: CapabilityName): boolean | undefined {
    return this.find(id).capabilities[name]
  }

  /** Where it is, as far as it makes a voice another one. */
  sourceOf(id: string): string {
    const { baseUrl, kind } = this.find(id)
    return baseUrl ?? kind
  }

  private known(): readonly KnownEngine[] {
    return this.all().map((engine) => ({
      ...engine,
      defaultModel: this.models.defaultOf(engine, 'chat'),
      can: this.abilities.of(engine),
    }))
  }

  private all(): readonly EngineSettings[] {
    const kept = this.deps.settings.get().engines
    return [...this.environment, ...kept, builtin]
  }

  private find(id: string): EngineSettings {
    const found = this.all().find((engine) => engine.id === id)
    if (!found) throw new AppError('engine/none')
    return found
  }

  private select(engine: EngineSettings): EngineSummary {
    this.deps.settings.update({ engineId: engine.id, model: null, welcomed: true })
    this.publish()
    const summary = this.list().find(({ id }) => id === engine.id)
    if (!summary) throw new AppError('engine/none')
    return summary
  }

  /** A real call has shown what this engine can or cannot do. */
  learn(id: string, name: CapabilityName, isSupported: boolean): void {
    const found = this.find(id)
    if (found.capabilities[name] === isSupported) return
    log.info(`Learnt of ${found.kind} engine: ${name} ${isSupported ? 'works' : 'is not there'}`)
    this.save({ ...found, capabilities: { ...found.capabilities, [name]: isSupported } })
  }

  /** Keeps what was learnt of it, on disk where the engine is. */
  private save(engine: EngineSettings): void {
    if (isOfEnvironment(engine.id))
      this.environment = this.environment.map((each) => (each.id === engine.id ? engine : each))
    else if (engine.id !== builtinEngineId) this.deps.settings.saveEngine(engine)
    this.publish()
  }

  private publish(): void {
    this.deps.events.publish({ type: 'engines.changed', engines: this.list() })
  }
}

/** What a user types is the beginning of the address that is found to answer. */
const isSame = (kept: string | null, typed: string | null): boolean =>
  kept === typed || (kept !== null && typed !== null && kept.startsWith(typed))

/** An engine as main knows it, with what `engineFor` looks at. */
export type KnownEngine = EngineSettings & EngineCandidate
