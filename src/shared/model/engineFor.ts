import type { ConversationChoices } from './conversation'
import { builtinEngineId, type EngineAbilities, type SideRole } from './engine'
import type { Settings } from './settings'

/** The uses of an engine. A title is asked of the engine that answered, as a `chat`. */
export type EngineRole = 'chat' | SideRole

/** What was chosen apart from the settings: by a conversation, an assistant or a quick question. */
export type EngineChoice = {
  readonly [K in 'engineId' | 'model']?: ConversationChoices[K] | null | undefined
}

export type EngineSettingsInForce = Pick<
  Settings,
  | 'engineId'
  | 'model'
  | 'listeningEngineId'
  | 'transcriptionModel'
  | 'speechEngineId'
  | 'speechModel'
  | 'pictureEngineId'
  | 'pictureModel'
>

/** An engine as far as the rule looks at it; main and page know different things beside that. */
export interface EngineCandidate {
  readonly id: string
  readonly defaultModel: string | null
  readonly can?: EngineAbilities
}

export interface EngineInCharge<E extends EngineCandidate> {
  readonly engine: E
  /** Null: none was chosen for this engine, and its usual one is only known when it is asked. */
  readonly model: string | null
  /**
   * The id of the chosen engine that is no longer set up, in whose place this one stands; null: it was
   * chosen.
   */
  readonly insteadOf: string | null
}

/**
 * Who answers, speaks, listens or draws: the one rule of main and page, so that what is shown is what is
 * asked. Null while no engine was ever chosen.
 *
 * An engine without a key, or with one that cannot be read, is still the chosen one: main says what it lacks.
 */
export const engineFor = <E extends EngineCandidate>(
  role: EngineRole,
  choices: EngineChoice,
  settings: EngineSettingsInForce,
  engines: readonly E[],
): EngineInCharge<E> | null => {
  if (role !== 'chat') return sideEngine(role, choices, settings, engines)
  const found = answering(choices, settings, engines)
  return found && { ...found, model: chatModel(found.engine, choices, settings) }
}

type Found<E extends EngineCandidate> = Omit<EngineInCharge<E>, 'model'>

/**
 * Who answers: the engine of the choices, else that of the settings, else the built-in one. Any other engine
 * that happens to be set up is never asked: a question goes nowhere that was not chosen.
 */
const answering = <E extends EngineCandidate>(
  choices: EngineChoice,
  settings: EngineSettingsInForce,
  engines: readonly E[],
): Found<E> | null => {
  const wanted = [choices.engineId, settings.engineId].filter((id) => id != null)
  const [chosen] = wanted
  if (chosen === undefined) return null
  const engine = [...wanted, builtinEngineId]
    .map((id) => engines.find((each) => each.id === id))
    .find((each) => each !== undefined)
  return engine ? { engine, insteadOf: engine.id === chosen ? null : chosen } : null
}

const sideEngine = <E extends EngineCandidate>(
  role: SideRole,
  choices: EngineChoice,
  settings: EngineSettingsInForce,
  engines: readonly E[],
): EngineInCharge<E> | null => {
  const found = inChargeOf(role, choices, settings, engines)
  if (!found) return null
  // Its model was chosen for the engine that does this in new conversations.
  const usual = inChargeOf(role, {}, settings, engines)
  const isUsual = usual?.insteadOf === null && usual.engine.id === found.engine.id
  return { ...found, model: isUsual ? settings[modelFields[role]] : null }
}

/**
 * Who speaks, listens or draws: the engine that was chosen for it in every conversation, else the one that
 * answers unless it is known not to be able, else the first other one that is. What the built-in engine says
 * stays on this computer, where it was asked for: it is never passed to another.
 */
const inChargeOf = <E extends EngineCandidate>(
  role: SideRole,
  choices: EngineChoice,
  settings: EngineSettingsInForce,
  engines: readonly E[],
): Found<E> | null => {
  const chosen = settings[engineFields[role]]
  const own = engines.find(({ id }) => id === chosen)
  if (own) return { engine: own, insteadOf: null }
  const answers = answering(choices, settings, engines)
  if (!answers) return null
  const isOwn = answers.engine.can?.[role] !== false || answers.engine.id === builtinEngineId
  const engine = isOwn ? answers.engine : (firstAble(role, engines) ?? answers.engine)
  return { engine, insteadOf: chosen ?? answers.insteadOf }
}

/** One that is known to be able goes before one that was not asked yet. */
const firstAble = <E extends EngineCandidate>(role: SideRole, engines: readonly E[]): E | undefined => {
  const others = engines.filter(({ id, can }) => id !== builtinEngineId && can?.[role] !== false)
  return others.find(({ can }) => can?.[role] === true) ?? others[0]
}

const engineFields = {
  speech: 'speechEngineId',
  transcription: 'listeningEngineId',
  picture: 'pictureEngineId',
} as const satisfies Record<SideRole, keyof EngineSettingsInForce>

const modelFields = {
  speech: 'speechModel',
  transcription: 'transcriptionModel',
  picture: 'pictureModel',
} as const satisfies Record<SideRole, keyof EngineSettingsInForce>

/**
 * A model belongs to the engine that it was chosen for: one of an engine that is gone means nothing to
 * another.
 */
const chatModel = (
  engine: EngineCandidate,
  choices: EngineChoice,
  { engineId, model }: EngineSettingsInForce,
): string | null => {
  const isOfChoices = engine.id === (choices.engineId ?? engineId)
  const ofSettings = engine.id === engineId ? model : null
  return (isOfChoices ? choices.model : null) ?? ofSettings ?? engine.defaultModel
}
