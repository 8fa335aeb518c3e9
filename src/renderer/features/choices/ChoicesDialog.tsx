import { useState } from 'react'
import { useApp } from '../../common/appStore'
import { PromptField } from '../../common/fields/PromptField'
import { useNavigation } from '../../common/navigation/navigation'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'
import { useChat } from '../chat/useChat'
import { ConversationCosts } from '../costs/ConversationCosts'
import { AnswererFields, MannerFields } from './ChoiceFields'
import { choicesFrom, withChoices } from './choices'
import { ToolChoices } from './ToolChoices'
import { useEditedChoices } from './useChoices'

/** What this conversation has of its own; everything else is as in the settings. Kept as it is changed. */
export const ChoicesDialog = () => {
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  const settings = useApp((app) => app.settings)
  const conversationId = useChat((store) => store.conversationId)
  const [choices, change] = useEditedChoices()
  // Fields keep what is typed in them: another assistant means new fields.
  const [round, setRound] = useState(0)
  const assistants = settings?.assistants ?? []
  const isKnown = assistants.some(({ id }) => id === choices.assistantId)
  const replace = (make: Parameters<typeof change>[0]) => {
    change(make)
    setRound(round + 1)
  }
  const onChange = (patch: Parameters<typeof withChoices>[1]) => change((now) => withChoices(now, patch))

  return (
    <Dialog title="Conversation settings" className="is-choices" onClose={closeDialog}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div className="dialog-body" tabIndex={0}>
        <div key={round} className="settings-group">
          <p className="field-hint">
            {conversationId === null
              ? 'For the conversation that you are about to begin.'
              : 'For this conversation only, from the next question on.'}
          </p>
          <Field id="assistant" label="Assistant">
            <Select
              id="assistant"
              value={isKnown ? choices.assistantId : ''}
              onChange={({ target: { value } }) => {
                const assistant = assistants.find(({ id }) => id === value)
                replace(({ streaming }) =>
                  assistant ? choicesFrom(assistant, { streaming }) : withChoices({}, { streaming }),
                )
              }}
            >
              <option value="">None</option>
              {assistants.map(({ id, name, symbol }) => (
                <option key={id} value={id}>
                  {symbol} {name}
                </option>
              ))}
            </Select>
          </Field>
          <AnswererFields choices={choices} onChange={onChange} />
          <Field id="own-prompt" label="System prompt" hint="Empty: as in the settings.">
            <PromptField
              id="own-prompt"
              value={choices.systemPrompt ?? ''}
              placeholder={settings?.systemPrompt ?? ''}
              onChange={(systemPrompt) => onChange({ systemPrompt })}
            />
          </Field>
          <MannerFields choices={choices} onChange={onChange} />
          <ToolChoices choices={choices} onChange={onChange} />
          <Toggle
            id="own-memory"
            label="Use memory"
            isOn={choices.usesMemory !== false}
            onChange={(isOn) => onChange({ usesMemory: isOn ? undefined : false })}
          />
          <Field id="own-streaming" label="Stream answers">
            <Select
              id="own-streaming"
              value={choices.streaming === undefined ? '' : choices.streaming ? 'on' : 'off'}
              onChange={({ target: { value } }) =>
                onChange({ streaming: value === '' ? undefined : value === 'on' })
              }
            >
              <option value="">As in the settings ({settings?.streaming ? 'on' : 'off'})</option>
              <option value="on">On</option>
              <option value="off">Off</option>
            </Select>
          </Field>
          <div className="form-actions">
            <button type="button" className="button small" onClick={() => replace(() => ({}))}>
              All as in the settings
            </button>
            <button
              type="button"
              className="button small quiet"
              onClick={() => useNavigation.getState().openSettings('engine')}
            >
              Open the settings
            </button>
          </div>
        </div>
        {conversationId !== null && <ConversationCosts conversationId={conversationId} />}
      </div>
    </Dialog>
  )
}
