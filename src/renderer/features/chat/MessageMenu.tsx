import { Ellipsis, GitBranch, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useUi } from '../../app/uiStore'
import { chatStore } from './useChat'

/** What can be done with a message. Open as soon as it is there: it is loaded by the click that wants it. */
export const MessageMenu = ({ messageId }: { readonly messageId: string }) => {
  const { openConversation, focusComposer } = useUi.getState()
  const branch = async () => {
    const id = await chatStore.getState().branch(messageId)
    if (id === null) return
    openConversation(id)
    focusComposer()
  }
  const remove = () => {
    focusComposer()
    void chatStore.getState().remove(messageId)
  }
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger className="icon-button" aria-label="More" data-tooltip="More">
        <Ellipsis size={16} />
      </DropdownMenu.Trigger>
      {/* Outside the scrolling log, which would clip it, but inside its landmark. */}
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>('main.stage')}>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.Item className="menu-item" onSelect={() => void branch()}>
            <GitBranch size={15} aria-hidden="true" /> Branch into a new conversation
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item is-danger" onSelect={remove}>
            <Trash2 size={15} aria-hidden="true" /> Delete
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
