import type { Settings } from '@shared/model/settings'
import { Field } from '../../ui/Field'
import { Toggle } from '../../ui/Toggle'
import { SettingsGroup } from './SettingsGroup'
import { useUpdate } from './useUpdate'
import { VoiceSelect } from './VoiceSelect'

/** Who reads aloud, and when. */
export const SpeechSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
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
        <VoiceSelect id="voice" value={settings.voice} onChange={(voice) => update({ voice })} />
      </Field>
    </SettingsGroup>
  )
}
