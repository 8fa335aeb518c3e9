import type { Settings } from '@shared/model/settings'
import { PromptField } from '../../common/fields/PromptField'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'

const waits = [15, 30, 60, 120, 300, 900] as const

const waitWords = (seconds: number): string =>
  seconds < 60 ? `${seconds} seconds` : seconds === 60 ? '1 minute' : `${Math.round(seconds / 60)} minutes`

/** How answers are made. */
export const AnswerSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const seconds = Math.round(settings.idleTimeoutMs / 1000)
  const choices = [...new Set<number>([...waits, seconds])].sort((a, b) => a - b)
  return (
    <SettingsGroup section="answers" title="Answers" error={error}>
      <Field
        id="system-prompt"
        label="System prompt"
        hint="Goes along with every question, before everything else."
      >
        <PromptField
          id="system-prompt"
          value={settings.systemPrompt}
          onChange={(systemPrompt) => update({ systemPrompt })}
        />
      </Field>
      <Toggle
        id="streaming"
        label="Stream answers"
        hint="Words appear as they are written. Off for servers that cannot stream."
        isOn={settings.streaming}
        onChange={(streaming) => update({ streaming })}
      />
      <Field id="idle-timeout" label="Give up when nothing comes for" hint="What had arrived is kept.">
        <Select
          id="idle-timeout"
          value={seconds}
          onChange={(event) => update({ idleTimeoutMs: Number(event.target.value) * 1000 })}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {waitWords(choice)}
            </option>
          ))}
        </Select>
      </Field>
      <Toggle
        id="make-titles"
        label="Name conversations by themselves"
        hint="After the first answer the engine’s cheapest model finds a title. Off: the first words of the question. Titles that you give stay."
        isOn={settings.makeTitles}
        onChange={(makeTitles) => update({ makeTitles })}
      />
    </SettingsGroup>
  )
}
