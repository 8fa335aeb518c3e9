import { ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { ModelItems } from './ModelItems'
import { chatStore } from './useChat'

/** Answers again with another model. Open as soon as it is there, like the other menus. */
export const ModelMenu = ({ messageId }: { readonly messageId: string }) => (
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
        <ModelItems
          messageId={messageId}
          onPick={(by) => void chatStore.getState().regenerate(messageId, by)}
        />
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)
