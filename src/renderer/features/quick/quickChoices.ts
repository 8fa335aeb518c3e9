import type { ConversationChoices } from '@shared/model/conversation'
import type { Settings } from '@shared/model/settings'
import { choicesFrom, withChoices } from '../choices/choices'

type QuickSettings = Pick<Settings, 'assistants' | 'quickAssistantId' | 'quickEngineId' | 'quickModel'>

/**
 * What a conversation that begins in the quick-ask window chooses: its assistant, then its own engine and
 * model. An assistant that has gone counts as not chosen; whether an engine has gone is for `engineFor` to
 * say, as everywhere.
 */
export const quickChoices = (settings: QuickSettings | null): ConversationChoices => {
  if (!settings) return {}
  const assistant = settings.assistants?.find(({ id }) => id === settings.quickAssistantId)
  const choices = assistant ? choicesFrom(assistant) : {}
  const { quickEngineId, quickModel } = settings
  // A model belongs to its engine: that of the assistant means nothing to another.
  if (quickEngineId !== null)
    return withChoices(choices, { engineId: quickEngineId, model: quickModel ?? undefined })
  return withChoices(choices, quickModel === null ? {} : { model: quickModel })
}
