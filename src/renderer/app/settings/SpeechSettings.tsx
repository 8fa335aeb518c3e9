import type { VoiceQuote } from '@shared/ipc/speech'
import { minuteWords } from '@shared/model/cost'
import type { Settings } from '@shared/model/settings'
import { Play, Square } from 'lucide-react'
import { useEffect } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { RoleEngineField } from '../../common/fields/RoleEngineField'
import { RoleModelField } from '../../common/fields/RoleModelField'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { VoiceSelect } from '../../common/fields/VoiceSelect'
import { SpeedSelect } from '../../features/speech/SpeedSelect'
import { useSpeech } from '../../features/speech/speechStore'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { formatUtcDay } from '../../ui/dates'
import { Field } from '../../ui/Field'
import { Toggle } from '../../ui/Toggle'
import { SpeechCacheSettings } from './SpeechCacheSettings'

/** Who would read, for how much, and for how long yet. */
const sayQuote = ({ model, usdPerMinute, shutdownDate, next }: VoiceQuote): string => {
  if (model === null) return 'Made on this computer. Nothing is sent or charged.'
  const price = minuteWords(usdPerMinute)
  const after = next === null || next === 'offline' ? 'the offline voice' : next
  const end =
    shutdownDate === null ? '' : ` Ends on ${formatUtcDay(Date.parse(shutdownDate))}; then ${after} reads.`
  return `${model}. ${price}${end}`
}

/** Null until main has said. */
const useQuote = ({ voice, engineId, speechEngineId, speechModel }: Settings): VoiceQuote | null =>
  // biome-ignore lint/correctness/useExhaustiveDependencies: the engine and the model decide who reads
  useCall(
    () => client.call('speech.quote', { voice }),
    [voice, engineId, speechEngineId, speechModel],
    'Which voice would read could not be asked',
  )

const Sample = ({ voice }: { readonly voice: string }) => {
  const isPlaying = useSpeech((speech) => speech.sample !== null)
  const failure = useSpeech((speech) => speech.sampleFailure)
  const { playSample, stop } = useSpeech.getState()
  // Heard only where it was asked for.
  useEffect(
    () => () => {
      if (useSpeech.getState().sample !== null) useSpeech.getState().stop()
    },
    [],
  )
  return (
    <>
      {isPlaying ? (
        <button type="button" className="button" onClick={() => stop()}>
          <Square size={13} fill="currentColor" aria-hidden="true" /> End the sample
        </button>
      ) : (
        <button type="button" className="button" onClick={() => playSample(voice)}>
          <Play size={14} aria-hidden="true" /> Hear a sample
        </button>
      )}
      {failure && (
        <p role="alert" className="field-error">
          {wordsFor(failure).title}. {wordsFor(failure).explanation}
        </p>
      )}
    </>
  )
}

/** Who reads aloud, how fast, and when. */
export const SpeechSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const quote = useQuote(settings)
  return (
    <SettingsGroup section="speech" title="Voice" error={error}>
      <Toggle
        id="read-aloud"
        label="Read answers aloud"
        hint="Each answer is read while it is being written."
        isOn={settings.readAloud}
        onChange={(readAloud) => update({ readAloud })}
      />
      <Field
        id="voice"
        label="Voice"
        hint={quote && sayQuote(quote)}
        more="Where the engine has no speech, the offline voice reads instead, on this computer."
      >
        <div className="voice-row">
          <VoiceSelect id="voice" value={settings.voice} onChange={(voice) => update({ voice })} />
          <Sample voice={settings.voice} />
        </div>
      </Field>
      <RoleEngineField
        id="speech-engine"
        label="Speech engine"
        does="speech"
        settings={settings}
        value={settings.speechEngineId}
        more="What is read aloud is sent there. Answers of the built-in guide are read by the offline voice."
        onChange={(speechEngineId) => update({ speechEngineId, speechModel: null })}
      />
      <RoleModelField
        id="spoken-by"
        label="Spoken by"
        hint="A speech model of that engine. Empty: the usual one."
        does="speech"
        settings={settings}
        value={settings.speechModel}
        onChange={(speechModel) => update({ speechModel })}
      />
      <Field id="speech-speed" label="Speed" hint="The voice keeps its pitch.">
        <SpeedSelect
          id="speech-speed"
          value={settings.speechSpeed}
          onChange={(speechSpeed) => update({ speechSpeed })}
        />
      </Field>
      <SpeechCacheSettings settings={settings} onChange={update} />
    </SettingsGroup>
  )
}
