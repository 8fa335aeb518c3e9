import type { ModelEntry } from '@shared/model/engine'
import { ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useApp } from '../../common/appStore'
import { aboutModel } from '../../common/fields/aboutModel'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { chatStore } from './useChat'

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

/** Answers again with another model. Open as soon as it is there, like the other menus. */
export const ModelMenu = ({ messageId }: { readonly messageId: string }) => {
  const own = chatStore.getState().chat?.messages.get(messageId)
  const offered = useOffered(own?.engineId)
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger
        className="icon-button is-narrow"
        aria-label="Answer with another model"
        data-tooltip="Answer with another model"
      >
        <ChevronDown size={14} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>('main.stage')}>
        <DropdownMenu.Content className="menu is-tall" align="start" sideOffset={4} collisionPadding={8}>
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
                  onSelect={() =>
                    void chatStore.getState().regenerate(messageId, { engineId, model: model.id })
                  }
                >
                  <span>{model.id}</span>
                  <span className="menu-detail">
                    {model.id === own?.model ? 'this answer’s' : aboutModel(model)}
                  </span>
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
