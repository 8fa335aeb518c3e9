import type { ConversationChoices } from '@shared/model/conversation'
import { useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { useOutcome } from '../../common/failures/useOutcome'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { Dialog } from '../../ui/Dialog'
import { Field } from '../../ui/Field'
import { AnswererFields, MannerFields } from '../choices/ChoiceFields'
import { withChoices } from '../choices/choices'
import { ToolChoices } from '../choices/ToolChoices'

/**
 * Makes or changes an assistant. Unlike settings it is kept only by its button: half an assistant is no use.
 */
export const AssistantDialog = ({ assistantId }: { readonly assistantId: string | null }) => {
  const openSettings = useNavigation((navigation) => navigation.openSettings)
  const [before] = useState(() =>
    useApp.getState().settings?.assistants?.find(({ id }) => id === assistantId),
  )
  const [choices, setChoices] = useState<ConversationChoices>(() => {
    const { engineId, model, voice, reasoningEffort, temperature, leftOutTools } = before ?? {}
    return withChoices({}, { engineId, model, voice, reasoningEffort, temperature, leftOutTools })
  })
  const [isNameless, setNameless] = useState(false)
  const name = useRef<HTMLInputElement>(null)
  const symbol = useRef<HTMLInputElement>(null)
  const prompt = useRef<HTMLTextAreaElement>(null)
  const { outcome, run } = useOutcome()
  const close = () => openSettings('assistants')

  const save = async () => {
    const wanted = name.current?.value.trim() ?? ''
    setNameless(wanted === '')
    if (wanted === '') return name.current?.focus()
    const { engineId, model, voice, reasoningEffort, temperature, leftOutTools } = choices
    const isKept = await run(async () => {
      await client.call('assistants.save', {
        ...(before ? { id: before.id } : {}),
        name: wanted,
        symbol: symbol.current?.value.trim() ?? '',
        systemPrompt: prompt.current?.value ?? '',
        engineId,
        model,
        voice,
        reasoningEffort,
        temperature,
        leftOutTools,
      })
      return null
    })
    if (isKept) close()
  }

  return (
    <Dialog title={before ? 'Edit assistant' : 'New assistant'} className="is-choices" onClose={close}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div className="dialog-body" tabIndex={0}>
        <form
          className="settings-group"
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <div className="field-row is-name">
            <Field id="assistant-symbol" label="Symbol">
              <input
                ref={symbol}
                id="assistant-symbol"
                className="input"
                maxLength={8}
                defaultValue={before?.symbol ?? ''}
              />
            </Field>
            <Field id="assistant-name" label="Name" error={isNameless ? 'It needs a name.' : null}>
              <input
                dir="auto"
                ref={name}
                id="assistant-name"
                className="input"
                maxLength={80}
                defaultValue={before?.name ?? ''}
              />
            </Field>
          </div>
          <Field id="assistant-prompt" label="System prompt" hint="Sent along with every question.">
            <textarea
              dir="auto"
              ref={prompt}
              id="assistant-prompt"
              className="input"
              rows={6}
              maxLength={100_000}
              defaultValue={before?.systemPrompt ?? ''}
            />
          </Field>
          <AnswererFields
            choices={choices}
            onChange={(patch) => setChoices((now) => withChoices(now, patch))}
          />
          <MannerFields
            choices={choices}
            onChange={(patch) => setChoices((now) => withChoices(now, patch))}
          />
          <ToolChoices choices={choices} onChange={(patch) => setChoices((now) => withChoices(now, patch))} />
          {outcome?.kind === 'failed' && (
            <p role="alert" className="field-error">
              {outcome.words}
            </p>
          )}
          <div className="form-actions">
            <button type="submit" className="button primary">
              Save
            </button>
            <button type="button" className="button quiet" onClick={close}>
              Cancel
            </button>
          </div>
        </form>
      </div>
    </Dialog>
  )
}
