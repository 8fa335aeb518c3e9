import type { ConversationChoices } from '@shared/model/conversation'
import type { EngineRegistry } from '../engines/registry'
import type { SettingsStore } from '../settings/settingsStore'
import type { AnswerSettings } from './runner'

/** A conversation's own choices over the settings, over what the engine has shown it can do. */
export const answerSettings =
  (settings: SettingsStore, engines: EngineRegistry) =>
  async (choices: ConversationChoices): Promise<AnswerSettings> => {
    const { systemPrompt, streaming, idleTimeoutMs } = settings.get()
    const { engine, kind, model } = await engines.choose(choices)
    return {
      engine,
      model,
      system: choices.systemPrompt ?? systemPrompt,
      streaming: (choices.streaming ?? streaming) && engines.capability(engine.id, 'streaming') !== false,
      useTools: engines.capability(engine.id, 'tools') !== false,
      idleTimeoutMs,
      priceOf: (usage) => engines.priceOfAnswer(kind, model, usage),
    }
  }
