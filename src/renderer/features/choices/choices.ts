import type { Assistant } from '@shared/model/assistant'
import type { ConversationChoices } from '@shared/model/conversation'
import type { EngineSummary } from '@shared/model/engine'
import type { Settings } from '@shared/model/settings'

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
  const { id, systemPrompt, engineId, model, voice, reasoningEffort, temperature } = assistant
  return withChoices(
    {},
    { assistantId: id, systemPrompt, engineId, model, voice, reasoningEffort, temperature, streaming },
  )
}

/** What answers with these choices: a model of the settings belongs to the engine of the settings. */
export const answeringWith = (
  choices: Pick<ConversationChoices, 'engineId' | 'model'>,
  settings: Pick<Settings, 'engineId' | 'model'> | null,
  engines: readonly EngineSummary[],
): { readonly engine: EngineSummary | null; readonly model: string | null } => {
  const chosen = engines.find(({ id }) => id === choices.engineId)
  const engine = chosen ?? engines.find(({ id }) => id === settings?.engineId) ?? null
  const ofSettings = engine?.id === settings?.engineId ? (settings?.model ?? null) : null
  return { engine, model: choices.model ?? ofSettings ?? engine?.defaultModel ?? null }
}
