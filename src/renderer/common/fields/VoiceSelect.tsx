import type { VoiceEntry } from '@shared/ipc/speech'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { Select } from '../../ui/Select'

interface Props {
  readonly id: string
  /** '' for none of its own, where `none` says what that means. */
  readonly value: string
  readonly none?: string
  readonly onChange: (voice: string) => void
}

const noVoices: readonly VoiceEntry[] = []

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const Voices = ({ label, voices }: { readonly label: string; readonly voices: readonly VoiceEntry[] }) =>
  voices.length === 0 ? null : (
    <optgroup label={label}>
      {voices.map(({ id, name }) => (
        <option key={id} value={id}>
          {capitalised(name)}
        </option>
      ))}
    </optgroup>
  )

/** Who reads aloud. */
export const VoiceSelect = ({ id, value, none, onChange }: Props) => {
  const voices = useCall(() => client.call('speech.voices', {}), [], 'Voices could not be listed') ?? noVoices
  const isKnown = value === '' || voices.some((voice) => voice.id === value)
  return (
    <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
      {none !== undefined && <option value="">{none}</option>}
      {!isKnown && <option value={value}>{capitalised(value)}</option>}
      <Voices label="By the engine" voices={voices.filter((voice) => !voice.isOffline)} />
      <Voices label="Offline, on this computer" voices={voices.filter((voice) => voice.isOffline)} />
    </Select>
  )
}
