import type { Assistant } from '@shared/model/assistant'
import type { ConversationChoices } from '@shared/model/conversation'
import type { EngineSummary } from '@shared/model/engine'
import { type EngineChoice, type EngineSettingsInForce, engineFor } from '@shared/model/engineFor'

/** Changes; undefined takes a choice back, so that the settings hold again. */
export type ChoicePatch = { readonly [K in keyof ConversationChoices]?: ConversationChoices[K] | undefined }

export const withChoices = (choices: ConversationChoices, patch: ChoicePatch): ConversationChoices =>
  Object.fromEntries(
    Object.entries({ ...choices, ...patch }).filter(([, value]) => value !== undefined && value !== ''),
  )

/** What an assistant chooses. How answers arrive is the user's matter and stays. */
export const choicesFrom = (
  assistant: Assistant,
  { streaming }: Pick<ConversationChoices, 'streaming'> = {},
): ConversationChoices => {
  const { id: assistantId, name: _name, symbol: _symbol, ...choices } = assistant
  return withChoices({}, { ...choices, assistantId, streaming })
}

/**
 * The engine and model that answer with these choices; null until main has told, or while none was chosen.
 */
export const answeringWith = (
  choices: EngineChoice,
  settings: EngineSettingsInForce | null,
  engines: readonly EngineSummary[],
): { readonly engine: EngineSummary | null; readonly model: string | null } =>
  (settings && engineFor('chat', choices, settings, engines)) ?? { engine: null, model: null }
