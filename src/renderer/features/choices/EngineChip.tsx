import { modelName } from '@shared/model/engine'
import { ChevronsUpDown } from 'lucide-react'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { answeringWith } from './choices'
import { useShownChoices } from './useChoices'

/** Who answers here: assistant, model and engine. Opens the settings of the conversation. */
export const EngineChip = () => {
  const engines = useApp((app) => app.engines)
  const settings = useApp((app) => app.settings)
  const choices = useShownChoices()
  const { openSettings, openChoices } = useNavigation.getState()
  if (settings === null) return <span className="chip-space" />
  const { engine, model } = answeringWith(choices, settings, engines)
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
  return (
    <button
      type="button"
      className="engine-chip"
      aria-haspopup="dialog"
      data-tooltip="Conversation settings"
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
