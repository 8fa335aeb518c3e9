import type { Settings } from '@shared/model/settings'
import { PromptField } from '../../common/fields/PromptField'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'

const waits = [15, 30, 60, 120, 300, 900] as const
const firstByteWaits = [30, 60, 120, 300, 600, 1_800] as const

/** With the one that is set, however it came to be set. */
const choicesWith = (usual: readonly number[], current: number): readonly number[] =>
  [...new Set([...usual, current])].sort((a, b) => a - b)

const waitWords = (seconds: number): string =>
  seconds < 60 ? `${seconds} seconds` : seconds === 60 ? '1 minute' : `${Math.round(seconds / 60)} minutes`

/** How answers are made. */
export const AnswerSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const seconds = Math.round(settings.idleTimeoutMs / 1000)
  const choices = choicesWith(waits, seconds)
  const firstByteSeconds = Math.round((settings.firstByteTimeoutMs ?? 0) / 1000)
  const firstByteChoices = choicesWith(firstByteWaits, firstByteSeconds).filter((choice) => choice > 0)
  return (
    <SettingsGroup section="answers" title="Answers" error={error}>
      <Field
        id="system-prompt"
        label="System prompt"
        hint="Sent along with every question, before everything else."
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
        hint="Words appear as they are written."
        more="Switch it off for servers that cannot stream: the answer then comes whole."
        isOn={settings.streaming}
        onChange={(streaming) => update({ streaming })}
      />
      <Field
        id="first-byte-timeout"
        label="Wait for the first word"
        hint="A server may have to load its model first."
        more="By itself: ten minutes for a server on this computer or network, two for others. What it waits for is shown, and can be stopped."
      >
        <Select
          id="first-byte-timeout"
          value={firstByteSeconds}
          onChange={(event) => {
            const chosen = Number(event.target.value)
            update({ firstByteTimeoutMs: chosen === 0 ? null : chosen * 1000 })
          }}
        >
          <option value={0}>By the kind of server</option>
          {firstByteChoices.map((choice) => (
            <option key={choice} value={choice}>
              {waitWords(choice)}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        id="idle-timeout"
        label="Response timeout"
        hint="An answer ends when nothing comes for so long."
        more="What had arrived is kept, and can be continued."
      >
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
        label="Name conversations automatically"
        hint="A title is written after the first answer."
        more="The engine’s cheapest model finds it. Off: the first words of the question. Titles that you give stay."
        isOn={settings.makeTitles}
        onChange={(makeTitles) => update({ makeTitles })}
      />
    </SettingsGroup>
  )
}
