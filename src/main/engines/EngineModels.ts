import { AppError } from '@shared/ipc/errors'
import {
  catalog,
  dead,
  defaultModel,
  endingSoon,
  findModel,
  mergeModels,
  replacementFor,
} from '@shared/model/catalog'
import { type ModelEntry, type ModelRole, onlyWrites, type SideRole } from '@shared/model/engine'
import { abilitiesOf } from '@shared/model/pictureAbilities'
import type { PictureAbilities } from '@shared/model/pictureOptions'
import type { EngineSettings, Settings } from '@shared/model/settings'
import { log } from '../lib/log'
import type { Engine, ListedModel } from './engine'

/** A server of Anthropic's shape that is not Anthropic's. */
const isGateway = ({ kind, baseUrl }: EngineSettings): boolean => kind === 'anthropic' && baseUrl !== null

/** Long enough before its end to choose in peace. */
const announceDays = 90

/**
 * For a server that lists no model, or cannot be reached to list any. Servers of one model take any name; the
 * others say what is wrong, and the question is kept with the reason below it.
 */
const unlistedModel = 'default'

export interface EngineModelsDeps {
  readonly settings: () => Settings
  /** `engine/none` where there is none of that id. */
  readonly find: (id: string) => EngineSettings
  readonly engine: (id: string) => Engine
  /** Who does this in new conversations, where that one was chosen for it. */
  readonly usual: (role: SideRole) => string | null
  /** A server's list has come, and with it another usual model. */
  readonly onDefaultFound: () => void
  /** Told of each list that came. */
  readonly onListed?: (id: string, models: readonly ListedModel[]) => void
  readonly now: () => number
}

/** A model that is near its end or past it. */
export interface ModelEnd {
  readonly state: 'ending' | 'ended'
  readonly data: { readonly model: string; readonly date: string; readonly replacement: string }
}

/** The models that engines have, as far as they say, and which of them does what. */
export class EngineModels {
  private readonly listed = new Map<string, readonly ListedModel[]>()
  /** Lists being fetched: two who want one ask once. */
  private readonly listing = new Map<string, Promise<readonly ListedModel[]>>()

  constructor(private readonly deps: EngineModelsDeps) {}

  /** Takes a list that came with something else. */
  know(id: string, models: readonly ListedModel[]): void {
    this.listed.set(id, models)
    this.deps.onListed?.(id, models)
  }

  forget(id: string): void {
    this.listed.delete(id)
  }

  /** Asks for the engine's list where it is not there yet. Never throws. */
  async load(engine: EngineSettings): Promise<void> {
    await this.fetchList(engine, false)
  }

  /** The model for chat where none was chosen. */
  async firstOrUnlisted(engine: EngineSettings): Promise<string> {
    return (await this.firstListed(engine, 'chat')) ?? unlistedModel
  }

  async list(id: string, refresh: boolean): Promise<readonly ModelEntry[]> {
    const found = this.deps.find(id)
    if (found.kind === 'builtin') return []
    return mergeModels(found.kind, await this.fetchList(found, refresh), this.today())
  }

  /** The model for pictures or speech; null when there is none to name. */
  async modelFor(id: string, role: 'picture' | 'speech'): Promise<string | null> {
    const chosen = this.chosenFor(role, id)
    if (chosen !== null) return chosen
    const found = this.deps.find(id)
    if (onlyWrites(found.kind)) return null
    // A compatible server that lists none of this role may still know the usual name: a real call will show.
    return (
      (await this.firstListed(found, role)) ??
      this.defaultOf(found, role) ??
      defaultModel(role, 'openai', this.today())
    )
  }

  /** What the engine's picture model can do, as far as that is known without asking the server. */
  pictureAbilities(id: string): PictureAbilities {
    const found = this.deps.find(id)
    const model = this.chosenFor('picture', id) ?? this.defaultOf(found, 'picture')
    return abilitiesOf(found.kind, model)
  }

  /** Who turns speech into text: the user's choice, the server's own, or the usual name. */
  async transcriptionModel(id: string): Promise<string> {
    const found = this.deps.find(id)
    return (
      this.chosenFor('transcription', id) ??
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
    const found = this.deps.find(id)
    if (found.kind === 'builtin' || onlyWrites(found.kind)) return { models: [], retired: null }
    if (found.kind === 'compatible') {
      const model = await this.modelFor(id, 'speech')
      return { models: model === null ? [] : [model], retired: null }
    }
    const today = this.today()
    const chosen = this.chosenFor('speech', id)
    const first = chosen ?? catalog.defaults.openai?.speech ?? null
    const listed = this.listed.get(id)?.find((model) => model.id === first)?.shutdownDate
    const isDead = first !== null && (listed ? dead({ shutdownDate: listed }, today) : dead(first, today))
    const replacement = first === null ? null : replacementFor(first, today)
    const others = [replacement, defaultModel('speech', 'openai', today)]
    const models = [isDead ? null : first, ...others].filter((model) => model !== null)
    return { models: [...new Set(models)], retired: isDead ? first : null }
  }

  /** The usual model of this role as far as it is known without asking the server. */
  defaultOf(engine: EngineSettings, role: ModelRole): string | null {
    if (engine.kind === 'builtin') return role === 'chat' || role === 'picture' ? 'builtin' : null
    if (engine.kind === 'openai') return defaultModel(role, 'openai', this.today())
    if (engine.kind === 'anthropic') return this.anthropicDefault(engine, role)
    const listed = this.listed.get(engine.id)
    return listed ? this.firstOf(engine, role, listed) : null
  }

  /** The maker's cheap model for titles; null where none is known, or another server stands in for it. */
  titles({ kind, baseUrl }: EngineSettings): string | null {
    return kind === 'openai' || baseUrl === null ? defaultModel('titles', kind, this.today()) : null
  }

  /** When this model ends, where that is near or past; null for any other. */
  endOf(engine: EngineSettings, model: string): ModelEnd | null {
    // Another server's model of the same name is another model, unless that server says when it ends.
    const listed = this.listed.get(engine.id)?.find(({ id }) => id === model)
    const isMakers = engine.kind === 'openai' || (engine.kind === 'anthropic' && engine.baseUrl === null)
    const known = isMakers ? findModel(model) : null
    const date = listed?.shutdownDate ?? known?.shutdownDate ?? null
    if (date === null) return null
    const today = this.today()
    const dated = { shutdownDate: date }
    const state = dead(dated, today) ? 'ended' : endingSoon(dated, today, announceDays) ? 'ending' : null
    return state && { state, data: { model, date, replacement: replacementFor(model, today) ?? '' } }
  }

  /** The server's list, as far as it is there, names a model of this role. */
  lists(engine: EngineSettings, role: SideRole): boolean {
    const listed = this.listed.get(engine.id)
    return listed !== undefined && this.firstOf(engine, role, listed) !== null
  }

  /** The model of the settings for this; null where it was chosen for another engine. */
  private chosenFor(role: SideRole, engineId: string): string | null {
    if (engineId !== this.deps.usual(role)) return null
    const { speechModel, transcriptionModel, pictureModel } = this.deps.settings()
    return { speech: speechModel, transcription: transcriptionModel, picture: pictureModel }[role]
  }

  private async firstListed(engine: EngineSettings, role: ModelRole): Promise<string | null> {
    if (engine.kind !== 'compatible' && !isGateway(engine)) return null
    return this.firstOf(engine, role, await this.fetchList(engine, false))
  }

  /** Claude only writes. A gateway names its models itself, in whatever words it has for them. */
  private anthropicDefault(engine: EngineSettings, role: ModelRole): string | null {
    if (role !== 'chat') return null
    const usual = defaultModel('chat', 'anthropic', this.today())
    if (!isGateway(engine)) return usual
    const listed = this.listed.get(engine.id)
    if (listed?.some(({ id }) => id === usual)) return usual
    return listed ? this.firstOf(engine, role, listed) : null
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
      const models = await this.deps.engine(engine.id).models(AbortSignal.timeout(10_000))
      const before = this.defaultOf(engine, 'chat')
      this.listed.set(engine.id, models)
      this.deps.onListed?.(engine.id, models)
      // The page names what would be asked: until now it could not know.
      if (this.defaultOf(engine, 'chat') !== before) this.deps.onDefaultFound()
      return models
    } catch (error) {
      log.info(
        `The server's list of models could not be had: ${error instanceof AppError ? error.code : 'bug'}`,
      )
      if (!(error instanceof AppError)) log.error('Bug while listing models', error)
      return known
    }
  }

  private today(): string {
    return new Date(this.deps.now()).toISOString().slice(0, 10)
  }
}
