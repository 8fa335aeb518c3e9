import type { ConversationChoices } from '@shared/model/conversation'
import type { EngineSummary } from '@shared/model/engine'
import type { Settings } from '@shared/model/settings'
import { choicesFrom, withChoices } from '../choices/choices'

type QuickSettings = Pick<Settings, 'assistants' | 'quickAssistantId' | 'quickEngineId' | 'quickModel'>

/**
 * What a conversation that begins in the quick-ask window chooses: its assistant, then its own engine and model. What has
 * gone since it was chosen counts as not chosen.
 */
export const quickChoices = (
  settings: QuickSettings | null,
  engines: readonly Pick<EngineSummary, 'id'>[],
): ConversationChoices => {
  if (!settings) return {}
  const assistant = settings.assistants?.find(({ id }) => id === settings.quickAssistantId)
  const choices = assistant ? choicesFrom(assistant) : {}
  const engineId = engines.find(({ id }) => id === settings.quickEngineId)?.id
  if (engineId !== undefined)
    return withChoices(choices, { engineId, model: settings.quickModel ?? undefined })
  // A model belongs to its engine: that of one that has gone means nothing to another.
  const model = settings.quickEngineId === null ? settings.quickModel : null
  return withChoices(choices, model === null ? {} : { model })
}
