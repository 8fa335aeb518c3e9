import { AppError, type ErrorCode } from '@shared/ipc/errors'
import { dictationAssistant, dictationAssistantOf } from '@shared/model/dictateAnywhere'
import type { KeptRecording } from '@shared/model/dictation'
import type { Settings } from '@shared/model/settings'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { useApp } from '../../../common/appStore'
import { wordsFor } from '../../../common/failures/failureWords'
import { PromptField } from '../../../common/fields/PromptField'
import { HotkeyField } from '../../../common/keys/HotkeyField'
import { useHotkey } from '../../../common/keys/useHotkey'
import { client } from '../../../ipc/client'
import { useCall } from '../../../ipc/useCall'
import { Field } from '../../../ui/Field'
import { FieldRow } from '../../../ui/FieldRow'
import { Toggle } from '../../../ui/Toggle'
import { KeptList } from '../KeptList'

interface Props {
  readonly settings: Settings
  readonly update: (patch: Partial<Pick<Settings, 'dictationAccelerator' | 'polishDictation'>>) => void
}

const copy = (text: string): void => {
  client.call('app.copyText', { text }).catch((error: unknown) => console.error('Not copied', error))
}

const wordsOf = async (recordingId: string): Promise<string> => {
  const input = { recordingId, conversationId: null, engineId: null }
  for await (const batch of client.stream('dictation.transcribe', input, new AbortController().signal))
    for (const { text } of batch) return text
  throw new AppError('cancelled')
}

/** Recordings whose words did not come: here they come to the clipboard. */
const Kept = ({ kept }: { readonly kept: readonly KeptRecording[] }) => {
  const [busy, setBusy] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<{ words: string } | { failure: ErrorCode } | null>(null)
  const forget = (recordingId: string) => {
    client
      .call('dictation.forget', { recordingId })
      .catch((error: unknown) => console.error('Not forgotten', error))
  }
  const turnIntoWords = async (recordingId: string): Promise<void> => {
    setBusy(recordingId)
    setOutcome(null)
    try {
      const words = await wordsOf(recordingId)
      if (words === '') throw new AppError('recording/wordless')
      await client.call('app.copyText', { text: words })
      setOutcome({ words })
      forget(recordingId)
    } catch (error) {
      if (!(error instanceof AppError)) console.error('No words came', error)
      setOutcome({ failure: error instanceof AppError ? error.code : 'internal' })
    } finally {
      setBusy(null)
    }
  }
  if (kept.length === 0 && outcome === null) return null
  return (
    <FieldRow
      id="kept-recordings"
      label="Recordings without words"
      below={
        <>
          {kept.length > 0 && (
            <KeptList
              kept={kept}
              onThrowAway={forget}
              action={(recordingId) => (
                <button
                  type="button"
                  className="button small"
                  disabled={busy !== null}
                  onClick={() => void turnIntoWords(recordingId)}
                >
                  {busy === recordingId ? 'Writing …' : 'Copy as words'}
                </button>
              )}
            />
          )}
          {outcome && 'words' in outcome && (
            <p role="status" className="field-hint">
              Copied: “{outcome.words}”
            </p>
          )}
          {outcome && 'failure' in outcome && (
            <p role="alert" className="field-error">
              {wordsFor(outcome.failure).title}. {wordsFor(outcome.failure).explanation}
            </p>
          )}
        </>
      }
    />
  )
}

const LastWords = () => {
  const revision = useApp((app) => app.recordingsRevision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dictation that ends forgets its recording
  const last = useCall(
    () => client.call('dictateAnywhere.last', {}),
    [revision],
    'The last dictation is not known',
  )
  if (!last) return null
  const isPolished = last.rawWords !== last.words
  return (
    <FieldRow id="last-dictation" label="Last dictation" hint={<span dir="auto">{last.words}</span>}>
      <button type="button" className="button" onClick={() => copy(last.words)}>
        <Copy size={14} aria-hidden="true" /> Copy
      </button>
      {isPolished && (
        <button type="button" className="button" onClick={() => copy(last.rawWords)}>
          Copy raw words
        </button>
      )}
    </FieldRow>
  )
}

/** Dictation into other programs: its key, what polishes it, and what it has left behind. */
export const AnywhereSettings = ({ settings, update }: Props) => {
  const status = useHotkey('dictation')
  const facts = useCall(() => client.call('dictateAnywhere.facts', {}), [], 'The key is not known')
  const revision = useApp((app) => app.recordingsRevision)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it says when to ask again
  const kept = useCall(
    () => client.call('dictation.kept', {}),
    [revision],
    'The recordings could not be listed',
  )
  const assistant = dictationAssistantOf(settings.assistants)
  const save = (systemPrompt: string) => {
    client
      .call('assistants.save', { ...assistant, systemPrompt })
      .catch((error: unknown) => console.error('The prompt was not kept', error))
  }
  const switchPolish = (polishDictation: boolean) => {
    // From then on it stands among the assistants, where its model can be chosen.
    const isThere = settings.assistants?.some(({ id }) => id === dictationAssistant.id)
    if (polishDictation && !isThere) save(assistant.systemPrompt)
    update({ polishDictation })
  }
  return (
    <>
      {status && (
        <HotkeyField
          which="dictation"
          title="Dictate anywhere"
          others={[settings.quickAccelerator, settings.lookAccelerator]}
          status={status}
          onChange={(dictationAccelerator) => update({ dictationAccelerator })}
        />
      )}
      {facts && (
        <p className="field-hint dictation-key-hint">
          {facts.seesRelease
            ? 'Hold it in any program, talk, and let go: the words appear at the caret. Tap it to talk longer.'
            : 'Press it in any program, talk, and press it again: the words appear at the caret. This desktop does not tell when a key comes up.'}
        </p>
      )}
      <Toggle
        id="polish-dictation"
        label="Polish dictated text"
        hint="Punctuation and slips are mended by your chat model."
        more="What you said is sent to the model that answers new conversations, or to the one of the assistant Dictation. If that takes too long, the words go in as you said them."
        isOn={settings.polishDictation}
        onChange={switchPolish}
      />
      {settings.polishDictation && (
        <Field
          id="dictation-prompt"
          label="How to polish"
          hint="The prompt of the assistant Dictation; its model is chosen under Assistants."
        >
          <PromptField id="dictation-prompt" value={assistant.systemPrompt} onChange={save} />
        </Field>
      )}
      <LastWords />
      {kept && <Kept kept={kept} />}
    </>
  )
}
