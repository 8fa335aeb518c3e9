import type { Settings } from '@shared/model/settings'
import { useEffect, useRef } from 'react'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'
import { SettingsGroup } from './SettingsGroup'
import { useUpdate } from './useUpdate'

/** While somebody types, what they typed is kept this long after the last key. */
const settleMs = 500
const waits = [15, 30, 60, 120, 300, 900] as const

const waitWords = (seconds: number): string =>
  seconds < 60 ? `${seconds} seconds` : seconds === 60 ? '1 minute' : `${Math.round(seconds / 60)} minutes`

const SystemPrompt = ({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (text: string) => void
}) => {
  // Not read from the field: that is gone when the dialog closes, and what was typed just before counts too.
  const typed = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const keep = useRef(() => {})
  keep.current = () => {
    clearTimeout(timer.current)
    if (typed.current !== value) onChange(typed.current)
  }
  useEffect(() => () => keep.current(), [])
  return (
    <textarea
      id="system-prompt"
      className="input"
      rows={3}
      maxLength={100_000}
      defaultValue={value}
      onBlur={() => keep.current()}
      onChange={(event) => {
        typed.current = event.target.value
        clearTimeout(timer.current)
        timer.current = setTimeout(() => keep.current(), settleMs)
      }}
    />
  )
}

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
        <SystemPrompt value={settings.systemPrompt} onChange={(systemPrompt) => update({ systemPrompt })} />
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
    </SettingsGroup>
  )
}
