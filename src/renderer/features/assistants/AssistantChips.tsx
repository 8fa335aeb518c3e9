import { useApp } from '../../common/appStore'
import { useComposer } from '../../common/composerStore'
import { useNavigation } from '../../common/navigation/navigation'
import { choicesFrom, withChoices } from '../choices/choices'

/** The conversation's settings have the assistants beyond these. */
const mostChips = 8

/** Who should answer in the conversation that is about to begin. A second press takes it back. */
export const AssistantChips = () => {
  const assistants = useApp((app) => app.settings?.assistants)
  const choices = useComposer((composer) => composer.newChoices)
  const chooseForNew = useComposer((composer) => composer.chooseForNew)
  const { focusComposer, openChoices } = useNavigation.getState()
  if (!assistants || assistants.length === 0) return null
  return (
    <fieldset className="assistant-chips">
      <legend className="visually-hidden">Assistants</legend>
      {assistants.slice(0, mostChips).map((assistant) => {
        const isChosen = choices.assistantId === assistant.id
        return (
          <button
            key={assistant.id}
            type="button"
            className="assistant-chip"
            aria-pressed={isChosen}
            onClick={() => {
              const { streaming } = choices
              chooseForNew(isChosen ? withChoices({}, { streaming }) : choicesFrom(assistant, { streaming }))
              focusComposer()
            }}
          >
            {assistant.symbol && <span aria-hidden="true">{assistant.symbol}</span>}
            {assistant.name}
          </button>
        )
      })}
      {assistants.length > mostChips && (
        <button type="button" className="assistant-chip" onClick={openChoices}>
          More…
        </button>
      )}
    </fieldset>
  )
}
