import type { Settings } from '@shared/model/settings'
import { Plus } from 'lucide-react'
import { useRef } from 'react'
import { useOutcome } from '../../common/failures/useOutcome'
import { moved } from '../../common/fields/moved'
import { OrderButtons } from '../../common/fields/OrderButtons'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { FieldRow } from '../../ui/FieldRow'
import { useFocusAfterMove } from '../../ui/focusAfterMove'

const counted = (count: number): string => `${count} ${count === 1 ? 'assistant' : 'assistants'}`

/** The user's assistants: made, changed, put in order, taken elsewhere and brought in. */
export const AssistantSettings = ({ settings }: { readonly settings: Settings }) => {
  const openAssistant = useNavigation((navigation) => navigation.openAssistant)
  const { outcome, run } = useOutcome()
  const list = useRef<HTMLUListElement>(null)
  const assistants = settings.assistants ?? []
  const ids = assistants.map(({ id }) => id)

  const noteMove = useFocusAfterMove(list, ids)

  const move = (id: string, step: 1 | -1) => {
    const order = moved(ids, id, step)
    if (!order) return
    noteMove(id, step)
    void run(async () => {
      await client.call('assistants.reorder', { ids: [...order] })
      return null
    })
  }
  const remove = (id: string, name: string) => {
    void run(async () => {
      await client.call('assistants.remove', { id })
      list.current?.focus()
      return `${name} was deleted. Conversations that use it keep its prompt.`
    })
  }
  return (
    <SettingsGroup section="assistants" title="Assistants">
      <FieldRow
        label="Your assistants"
        hint="Each has a prompt, a model or a voice."
        more="A named way of answering, chosen when a conversation begins or in its settings."
        below={
          <>
            <ul ref={list} className="assistants" aria-label="Assistants" tabIndex={-1}>
              {assistants.map(({ id, name, symbol }, index) => (
                <li key={id} className="assistant">
                  <span className="assistant-symbol" aria-hidden="true">
                    {symbol || [...name][0]}
                  </span>
                  <span className="assistant-name">{name}</span>
                  <OrderButtons
                    id={id}
                    name={name}
                    index={index}
                    count={assistants.length}
                    onMove={(by) => move(id, by)}
                    onEdit={() => openAssistant(id)}
                    onDelete={() => remove(id, name)}
                  />
                </li>
              ))}
            </ul>
            <p
              role={outcome?.kind === 'failed' ? 'alert' : 'status'}
              className={`outcome is-${outcome?.kind}`}
            >
              {outcome?.words}
            </p>
          </>
        }
      >
        <button type="button" className="button small" onClick={() => openAssistant(null)}>
          <Plus size={14} aria-hidden="true" /> New assistant
        </button>
        <button
          type="button"
          className="button small quiet"
          onClick={() =>
            void run(async () => {
              const done = await client.call('assistants.import', {})
              return done && `${counted(done.count)} added`
            })
          }
        >
          Import assistants…
        </button>
        <button
          type="button"
          className="button small quiet"
          disabled={ids.length === 0}
          onClick={() =>
            void run(async () => {
              const done = await client.call('assistants.export', { ids })
              return done && `${counted(done.count)} saved`
            })
          }
        >
          Export assistants…
        </button>
      </FieldRow>
    </SettingsGroup>
  )
}
