import { type ConversationChoices, type ReasoningEffort, reasoningEfforts } from '@shared/model/conversation'
import { useRef } from 'react'
import { useApp } from '../../common/appStore'
import { ModelField } from '../../common/fields/ModelField'
import { VoiceSelect } from '../../common/fields/VoiceSelect'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { answeringWith, type ChoicePatch } from './choices'

interface Props {
  readonly choices: ConversationChoices
  readonly onChange: (patch: ChoicePatch) => void
}

const effortWords: Readonly<Record<ReasoningEffort, string>> = {
  none: 'None',
  minimal: 'Minimal',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  xhigh: 'Highest',
}

const isEffort = (value: string): value is ReasoningEffort =>
  (reasoningEfforts as readonly string[]).includes(value)

/** Engine and model. */
export const AnswererFields = ({ choices, onChange }: Props) => {
  const engines = useApp((app) => app.engines)
  const settings = useApp((app) => app.settings)
  const { engine } = answeringWith(choices, settings, engines)
  const usual = answeringWith({}, settings, engines).engine
  return (
    <>
      <Field id="engine" label="Engine">
        <Select
          id="engine"
          value={choices.engineId ?? ''}
          // A model belongs to its engine.
          onChange={(event) => onChange({ engineId: event.target.value || undefined, model: undefined })}
        >
          <option value="">As in the settings{usual ? `: ${usual.name}` : ''}</option>
          {engines.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {engine && (
        <ModelField
          key={engine.id}
          engine={engine}
          model={choices.model ?? null}
          usual={answeringWith({ ...choices, model: undefined }, settings, engines).model}
          onChoose={(model) => onChange({ model: model ?? undefined })}
        />
      )}
    </>
  )
}

const Temperature = ({ choices, onChange }: Props) => {
  const field = useRef<HTMLInputElement>(null)
  const keep = () => {
    const text = field.current?.value.trim() ?? ''
    const number = Number(text)
    if (text === '') onChange({ temperature: undefined })
    else if (number >= 0 && number <= 2) onChange({ temperature: number })
  }
  return (
    <Field
      id="temperature"
      label="Temperature"
      hint="0 is the most predictable, 2 the wildest."
      more="Empty: the model’s own. Left out where a model does not take it."
    >
      <input
        ref={field}
        id="temperature"
        type="number"
        min={0}
        max={2}
        step={0.1}
        className="input"
        placeholder="The model’s own"
        defaultValue={choices.temperature ?? ''}
        onChange={keep}
      />
    </Field>
  )
}

/** How it answers and who reads it aloud. */
export const MannerFields = ({ choices, onChange }: Props) => (
  <>
    <Field id="effort" label="Reasoning effort" hint="For models that think before they write.">
      <Select
        id="effort"
        value={choices.reasoningEffort ?? ''}
        onChange={({ target: { value } }) =>
          onChange({ reasoningEffort: isEffort(value) ? value : undefined })
        }
      >
        <option value="">The model’s own</option>
        {reasoningEfforts.map((effort) => (
          <option key={effort} value={effort}>
            {effortWords[effort]}
          </option>
        ))}
      </Select>
    </Field>
    <Temperature choices={choices} onChange={onChange} />
    <Field id="voice" label="Voice">
      <VoiceSelect
        id="voice"
        value={choices.voice ?? ''}
        none="As in the settings"
        onChange={(voice) => onChange({ voice: voice || undefined })}
      />
    </Field>
  </>
)
