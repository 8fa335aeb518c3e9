import type { DictationQuote } from '@shared/ipc/dictation'
import { AppError, type ErrorCode } from '@shared/ipc/errors'
import { minuteWords } from '@shared/model/cost'
import type { Settings } from '@shared/model/settings'
import { Mic, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { wordsFor } from '../../common/failures/failureWords'
import { RoleEngineField } from '../../common/fields/RoleEngineField'
import { RoleModelField } from '../../common/fields/RoleModelField'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'
import { shownAccelerator } from '../../common/keys/accelerators'
import { isMac } from '../../common/keys/platform'
import { acceleratorFor } from '../../common/keys/shortcuts'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { Field } from '../../ui/Field'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'
import { AnywhereSettings } from './anywhere/AnywhereSettings'
import { LevelMeter } from './LevelMeter'
import { showLevel } from './level'
import { MicrophoneTrial } from './MicrophoneTrial'

const sayQuote = (quote: DictationQuote | null): string => {
  if (!quote) return ''
  const { engine, model, usdPerMinute } = quote
  if (model === null) return `${engine} has no ears: choose another one to be able to talk.`
  const price = minuteWords(usdPerMinute)
  return `${model} at ${engine}. ${price}`
}

/** Null until main has said. */
const useQuote = (settings: Settings): DictationQuote | null => {
  const { engineId, listeningEngineId, transcriptionModel } = settings
  // biome-ignore lint/correctness/useExhaustiveDependencies: these decide who listens
  return useCall(
    () => client.call('dictation.quote', {}),
    [engineId, listeningEngineId, transcriptionModel],
    'Who would listen could not be asked',
  )
}

interface Microphones {
  readonly isOpen: boolean
  readonly list: readonly { readonly id: string; readonly name: string }[]
  readonly failure: ErrorCode | null
}

/** Chooses the microphone and shows how loud it hears. The system is asked only when the user tries it. */
const MicrophoneField = ({
  value,
  onChange,
}: {
  readonly value: Settings['microphone']
  readonly onChange: (microphone: Settings['microphone']) => void
}) => {
  const [{ isOpen, list, failure }, setState] = useState<Microphones>({
    isOpen: false,
    list: [],
    failure: null,
  })
  const trying = useRef<{ readonly trial: MicrophoneTrial; readonly over: AbortController } | null>(null)
  const stop = () => {
    trying.current?.over.abort()
    trying.current = null
    setState((state) => ({ ...state, isOpen: false }))
  }
  const start = () => {
    const trial = new MicrophoneTrial(value, {
      onLevel: showLevel,
      onList: (found) => setState((state) => ({ ...state, list: found })),
    })
    const mine = { trial, over: new AbortController() }
    trying.current = mine
    setState((state) => ({ ...state, isOpen: true, failure: null }))
    trial
      .run(mine.over.signal)
      .catch((error: unknown) => {
        if (trying.current !== mine) return
        const code = error instanceof AppError ? error.code : 'internal'
        setState((state) => ({ ...state, failure: code === 'cancelled' ? null : code }))
      })
      .finally(() => {
        if (trying.current === mine) stop()
      })
  }
  useEffect(
    () => () => {
      trying.current?.over.abort()
      trying.current = null
    },
    [],
  )
  const choose = (id: string) => {
    const found = list.find((each) => each.id === id)
    const chosen = found ? { id: found.id, name: found.name } : null
    onChange(chosen)
    trying.current?.trial.choose(chosen)
  }
  const isListed = value === null || list.some(({ id }) => id === value.id)
  return (
    <Field
      id="microphone"
      label="Microphone"
      hint="Open only while you talk or try it."
      more="It is opened only for sound. Try it to see which ones there are."
      error={failure && `${wordsFor(failure).title}. ${wordsFor(failure).explanation}`}
    >
      <div className="microphone-try is-tried">
        <Select id="microphone" value={value?.id ?? ''} onChange={(event) => choose(event.target.value)}>
          <option value="">System default</option>
          {!isListed && value && <option value={value.id}>{value.name}</option>}
          {list.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        {isOpen ? (
          <button type="button" className="button" onClick={stop}>
            <Square size={13} fill="currentColor" aria-hidden="true" /> Close the microphone
          </button>
        ) : (
          <button type="button" className="button" onClick={start}>
            <Mic size={14} aria-hidden="true" /> Try the microphone
          </button>
        )}
        {isOpen && <LevelMeter />}
      </div>
    </Field>
  )
}

const silences = [600, 900, 1_200, 1_800, 2_500]

/** How Parley listens: by what, to whom, and what happens to what was said. */
export const DictationSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  const quote = useQuote(settings)
  const key = acceleratorFor('talk', settings.shortcuts)
  const { silenceEndsTurnMs } = settings
  const lengths = silences.includes(silenceEndsTurnMs) ? silences : [silenceEndsTurnMs, ...silences]
  return (
    <SettingsGroup section="dictation" title="Dictation" error={error}>
      <MicrophoneField value={settings.microphone} onChange={(microphone) => update({ microphone })} />
      <RoleEngineField
        id="dictation-engine"
        label="Speech to text"
        does="transcription"
        settings={settings}
        value={settings.listeningEngineId}
        hint={sayQuote(quote)}
        more="What you say is sent there, and nowhere else."
        onChange={(listeningEngineId) => update({ listeningEngineId })}
      />
      <RoleModelField
        id="understood-by"
        label="Understood by"
        hint="A transcription model. Empty: the usual one."
        does="transcription"
        settings={settings}
        value={settings.transcriptionModel}
        onChange={(transcriptionModel) => update({ transcriptionModel })}
      />
      <Toggle
        id="send-what-was-said"
        label="Send when I let go"
        hint={`Hold ${key === null ? '' : `${shownAccelerator(key, isMac)} or `}the microphone button and talk.`}
        more="Off: the words wait in the field, to be looked at first."
        isOn={settings.sendWhatWasSaid}
        onChange={(sendWhatWasSaid) => update({ sendWhatWasSaid })}
      />
      <Field
        id="silence-ends-turn"
        label="Hands-free: send after a pause of"
        hint="Silence of this length ends your turn."
      >
        <Select
          id="silence-ends-turn"
          value={silenceEndsTurnMs}
          onChange={(event) => update({ silenceEndsTurnMs: Number(event.target.value) })}
        >
          {lengths.map((ms) => (
            <option key={ms} value={ms}>
              {ms / 1_000} seconds
            </option>
          ))}
        </Select>
      </Field>
      <Toggle
        id="talking-interrupts"
        label="Hands-free: talking interrupts the voice"
        hint="Speak, and the reading stops."
        more="The system is asked to take the voice out of what the microphone hears. Where loudspeakers make it interrupt itself all the same, use headphones or switch this off."
        isOn={settings.talkingInterrupts}
        onChange={(talkingInterrupts) => update({ talkingInterrupts })}
      />
      <AnywhereSettings settings={settings} update={update} />
    </SettingsGroup>
  )
}
