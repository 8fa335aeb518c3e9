import type { ConversationChoices } from '@shared/model/conversation'
import { isLocalServer, type Payee } from '@shared/model/localServer'
import { withMemory } from '@shared/model/memory'
import type { Costs } from '../costs/Costs'
import { priceOfAnswer, savedOnAnswer } from '../costs/prices'
import type { EngineRegistry } from '../engines/EngineRegistry'
import type { SettingsStore } from '../settings/SettingsStore'
import { usesEngineSearch } from '../web/engineSearch'
import type { AnswerSettings } from './AnswerPlanner'

const minuteMs = 60_000

/** A server on this network may have to load its model first; others have it loaded. */
const firstByteMsOf = ({ baseUrl }: Payee): number =>
  baseUrl !== null && isLocalServer(baseUrl) ? 10 * minuteMs : 2 * minuteMs

/**
 * A conversation's own choices over the settings, over what the engine has shown it can do. `run/over-budget`
 * from `costs`.
 */
export const answerSettings =
  (settings: SettingsStore, engines: EngineRegistry, costs: Pick<Costs, 'ensureWithin'>) =>
  async (choices: ConversationChoices): Promise<AnswerSettings> => {
    const { systemPrompt, memory, streaming, idleTimeoutMs, firstByteTimeoutMs } = settings.get()
    const { engine, payee, model } = await engines.choose(choices)
    await costs.ensureWithin(payee)
    return {
      engine,
      model,
      system: withMemory(
        choices.systemPrompt ?? systemPrompt,
        choices.usesMemory === false ? [] : memory,
        choices.assistantId,
      ),
      streaming: (choices.streaming ?? streaming) && engines.capability(engine.id, 'streaming') !== false,
      searchesWeb: usesEngineSearch(settings.get(), engine.kind, choices),
      useTools: engines.capability(engine.id, 'tools') !== false,
      idleTimeoutMs,
      firstByteMs: firstByteTimeoutMs ?? firstByteMsOf(payee),
      reasoningEffort: choices.reasoningEffort,
      temperature: choices.temperature,
      priceOf: (usage) => priceOfAnswer(payee, model, usage),
      savedOf: (usage) => savedOnAnswer(payee, model, usage),
    }
  }
