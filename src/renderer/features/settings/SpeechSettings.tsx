import type { VoiceEntry } from '@shared/ipc/speech'
import type { Settings } from '@shared/model/settings'
import { useEffect, useState } from 'react'
import { client } from '../../ipc/client'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'
import { SettingsGroup } from './SettingsGroup'
import { useUpdate } from './useUpdate'

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** Who reads aloud, and when. */
export const SpeechSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const [voices, setVoices] = useState<readonly VoiceEntry[]>([])
  useEffect(() => {
    let isHere = true
    client
      .call('speech.voices', {})
      .then((found) => isHere && setVoices(found))
      .catch((reason: unknown) => console.error('Voices could not be listed', reason))
    return () => {
      isHere = false
    }
  }, [])
  const isKnown = voices.some(({ id }) => id === settings.voice)
  const offline = voices.filter((voice) => voice.isOffline)
  const ofEngine = voices.filter((voice) => !voice.isOffline)
  return (
    <SettingsGroup section="speech" title="Speech" error={error}>
      <Toggle
        id="read-aloud"
        label="Read answers aloud"
        hint="Each answer that you ask for is read as it is written."
        isOn={settings.readAloud}
        onChange={(readAloud) => update({ readAloud })}
      />
      <Field
        id="voice"
        label="Voice"
        hint="Where the engine has no speech, the offline voice reads instead, on this computer."
      >
        <Select id="voice" value={settings.voice} onChange={(event) => update({ voice: event.target.value })}>
          {!isKnown && <option value={settings.voice}>{capitalised(settings.voice)}</option>}
          {ofEngine.length > 0 && (
            <optgroup label="By the engine">
              {ofEngine.map(({ id, name }) => (
                <option key={id} value={id}>
                  {capitalised(name)}
                </option>
              ))}
            </optgroup>
          )}
          {offline.length > 0 && (
            <optgroup label="Offline, on this computer">
              {offline.map(({ id, name }) => (
                <option key={id} value={id}>
                  {capitalised(name)}
                </option>
              ))}
            </optgroup>
          )}
        </Select>
      </Field>
    </SettingsGroup>
  )
}
