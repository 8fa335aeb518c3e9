import type { ConversationChoices } from './conversation'
import { builtinEngineId } from './engine'
import type { Settings } from './settings'

/** The uses of an engine. A title is asked of the engine that answered, as a `chat`. */
export type EngineRole = 'chat' | 'speech' | 'transcription' | 'picture'

/** What was chosen apart from the settings: by a conversation, an assistant or a quick question. */
export type EngineChoice = {
  readonly [K in 'engineId' | 'model']?: ConversationChoices[K] | null | undefined
}

export type EngineSettingsInForce = Pick<
  Settings,
  'engineId' | 'model' | 'listeningEngineId' | 'transcriptionModel' | 'speechModel' | 'pictureModel'
>

/** An engine as far as the rule looks at it; main and page know different things beside that. */
export interface EngineCandidate {
  readonly id: string
  readonly defaultModel: string | null
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
 * asked. The first of these that is still set up: for speech input the engine that was chosen to listen, then
 * the engine of the choices, then that of the settings, then the built-in one. Any other engine that happens
 * to be set up is never asked: what is said goes nowhere that was not chosen. Null while no engine was ever
 * chosen.
 *
 * An engine without a key, or with one that cannot be read, is still the chosen one: main says what it lacks.
 */
export const engineFor = <E extends EngineCandidate>(
  role: EngineRole,
  choices: EngineChoice,
  settings: EngineSettingsInForce,
  engines: readonly E[],
): EngineInCharge<E> | null => {
  const listener = role === 'transcription' ? settings.listeningEngineId : null
  const wanted = [listener, choices.engineId, settings.engineId].filter((id) => id != null)
  const [chosen] = wanted
  if (chosen === undefined) return null
  const engine = [...wanted, builtinEngineId]
    .map((id) => engines.find((each) => each.id === id))
    .find((each) => each !== undefined)
  if (!engine) return null
  const model =
    role === 'chat' ? chatModel(engine, choices, settings) : modelOfRole(role, engine.id, settings)
  return { engine, model, insteadOf: engine.id === chosen ? null : chosen }
}

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

/**
 * The model of the settings for speech, dictation or pictures; null where it was chosen for another engine.
 */
export const modelOfRole = (
  role: Exclude<EngineRole, 'chat'>,
  engineId: string,
  settings: EngineSettingsInForce,
): string | null => {
  switch (role) {
    case 'speech':
      return engineId === settings.engineId ? settings.speechModel : null
    case 'picture':
      return engineId === settings.engineId ? settings.pictureModel : null
    case 'transcription':
      return engineId === (settings.listeningEngineId ?? settings.engineId)
        ? settings.transcriptionModel
        : null
  }
}
