import type { Settings, SettingsPatch } from '@shared/model/settings'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { counted, formatBytes } from '../../ui/amounts'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'

interface Props {
  readonly settings: Settings
  readonly onChange: (patch: SettingsPatch) => void
}

const limits: readonly (readonly [megabytes: number, name: string])[] = [
  [0, 'Nothing'],
  [50, '50 MB'],
  [200, '200 MB'],
  [1_000, '1 GB'],
  [5_000, '5 GB'],
]

/** How much of what was spoken stays, to be heard again for nothing. */
export const SpeechCacheSettings = ({ settings, onChange }: Props) => {
  const [kept, setKept] = useState<{ readonly count: number; readonly byteLength: number } | null>(null)
  const look = () => {
    client
      .call('speech.cacheSize', {})
      .then(setKept)
      .catch((reason: unknown) => console.error('Kept speech could not be counted', reason))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another limit may have let some of it go
  useEffect(look, [settings.speechKeptMb])
  const forget = () => {
    client
      .call('speech.clearCache', {})
      .then(look)
      .catch((reason: unknown) => console.error('Kept speech could not be removed', reason))
  }
  const isKnown = limits.some(([megabytes]) => megabytes === settings.speechKeptMb)
  return (
    <Field
      id="speech-kept"
      label="Keep what was spoken"
      hint={
        <span role="status">
          {kept &&
            (kept.count === 0
              ? 'Nothing is kept now.'
              : `${counted(kept.count, 'sentence', 'sentences')}, ${formatBytes(kept.byteLength)}.`)}
        </span>
      }
      more="What is kept is heard again without asking the engine, also offline. What was not heard for longest goes first."
    >
      <div className="voice-row">
        <Select
          id="speech-kept"
          value={String(settings.speechKeptMb)}
          onChange={(event) => onChange({ speechKeptMb: Number(event.target.value) })}
        >
          {!isKnown && <option value={String(settings.speechKeptMb)}>{settings.speechKeptMb} MB</option>}
          {limits.map(([megabytes, name]) => (
            <option key={megabytes} value={String(megabytes)}>
              {name}
            </option>
          ))}
        </Select>
        <button
          type="button"
          className="button quiet"
          disabled={kept === null || kept.count === 0}
          onClick={forget}
        >
          Clear
        </button>
      </div>
    </Field>
  )
}
