import { type EngineSummary, modelName } from '@shared/model/engine'
import { ChevronsUpDown } from 'lucide-react'
import { useEffect } from 'react'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { answeringWith } from './choices'
import { useShownChoices } from './useChoices'

/**
 * Main asks a server that names its models itself, so that the model is known before the question is sent.
 */
const useDefaultModel = (engine: EngineSummary | null): void => {
  const engineId = engine?.kind === 'compatible' ? engine.id : null
  useEffect(() => {
    if (engineId === null) return
    client
      .call('engines.models', { engineId })
      .catch((error: unknown) => console.error('The usual model could not be asked for', error))
  }, [engineId])
}

/** Who answers here: assistant, model and engine. Opens the settings of the conversation. */
export const EngineChip = () => {
  const engines = useApp((app) => app.engines)
  const settings = useApp((app) => app.settings)
  const choices = useShownChoices()
  const { openSettings, openChoices } = useNavigation.getState()
  const answering = answeringWith(choices, settings, engines)
  useDefaultModel(answering.model === null ? answering.engine : null)
  if (settings === null) return <span className="chip-space" />
  const { engine, model } = answering
  const assistant = settings.assistants?.find(({ id }) => id === choices.assistantId)
  if (!engine) {
    return (
      <button type="button" className="engine-chip" onClick={() => openSettings('engine')}>
        <span className="engine-chip-name">Choose what answers</span>
        <ChevronsUpDown size={13} aria-hidden="true" />
      </button>
    )
  }
  const name = model === null ? engine.name : modelName(model)
  const whole = [assistant?.name, name, name === engine.name ? undefined : engine.name]
  return (
    <button
      type="button"
      className="engine-chip"
      aria-haspopup="dialog"
      // What is cut off where there is little room is told here.
      data-tooltip={`Conversation settings: ${whole.filter((part) => part !== undefined).join(', ')}`}
      onClick={openChoices}
    >
      {assistant && (
        <span className="engine-chip-assistant">
          {assistant.symbol} {assistant.name}
        </span>
      )}
      <span className="engine-chip-name">{name}</span>
      {name !== engine.name && <span className="engine-chip-engine">{engine.name}</span>}
      <ChevronsUpDown size={13} aria-hidden="true" />
    </button>
  )
}
