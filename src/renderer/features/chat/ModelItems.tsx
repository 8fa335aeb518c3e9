import type { ModelEntry } from '@shared/model/engine'
import { DropdownMenu } from 'radix-ui'
import { useApp } from '../../common/appStore'
import { aboutModel } from '../../common/fields/aboutModel'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { chatStore } from './useChat'

interface Props {
  readonly messageId: string
  readonly onPick: (by: { readonly engineId: string; readonly model: string }) => void
}

interface Offered {
  readonly engineId: string
  readonly engineName: string
  readonly models: readonly ModelEntry[]
}

/** The chat models of every engine that can be used, the answer's own engine first. */
const useOffered = (firstEngineId: string | undefined): readonly Offered[] | null =>
  useCall(
    async () => {
      const { engines } = useApp.getState()
      const ordered = [...engines].sort(
        (a, b) => Number(b.id === firstEngineId) - Number(a.id === firstEngineId),
      )
      const found = await Promise.all(
        ordered.map(async ({ id, name }): Promise<Offered> => {
          // One engine that cannot be asked must not hide the others.
          const models = await client.call('engines.models', { engineId: id }).catch(() => [])
          return { engineId: id, engineName: name, models: models.filter(({ role }) => role === 'chat') }
        }),
      )
      return found.filter(({ models }) => models.length > 0)
    },
    [firstEngineId],
    'Models for another answer could not be listed',
  )

/** The models of all engines, to be put into a menu. */
export const ModelItems = ({ messageId, onPick }: Props) => {
  const own = chatStore.getState().chat?.messages.get(messageId)
  const offered = useOffered(own?.engineId)
  return (
    <>
      {offered === null && (
        <DropdownMenu.Item className="menu-item" disabled>
          Looking…
        </DropdownMenu.Item>
      )}
      {offered?.length === 0 && (
        <DropdownMenu.Item className="menu-item" disabled>
          No other model is known
        </DropdownMenu.Item>
      )}
      {offered?.map(({ engineId, engineName, models }) => (
        <DropdownMenu.Group key={engineId}>
          <DropdownMenu.Label className="menu-label">{engineName}</DropdownMenu.Label>
          {models.map((model) => (
            <DropdownMenu.Item
              key={model.id}
              className="menu-item is-model"
              textValue={model.id}
              onSelect={() => onPick({ engineId, model: model.id })}
            >
              <span>{model.id}</span>
              <span className="menu-detail">
                {model.id === own?.model ? 'this answer’s' : aboutModel(model)}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Group>
      ))}
    </>
  )
}
