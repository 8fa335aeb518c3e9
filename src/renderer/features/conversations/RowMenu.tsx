import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'

interface Props {
  readonly title: string
  readonly onRename: () => void
  readonly onDelete: () => void
  readonly onClose: () => void
}

/** What can be done with a conversation. Opens as soon as it is there. */
export const RowMenu = ({ title, onRename, onDelete, onClose }: Props) => (
  <DropdownMenu.Root defaultOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
    <DropdownMenu.Trigger className="icon-button row-more" aria-label={`More for ${title}`}>
      <Ellipsis size={16} />
    </DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
        <DropdownMenu.Item className="menu-item" onSelect={onRename}>
          <Pencil size={15} aria-hidden="true" /> Rename
        </DropdownMenu.Item>
        <DropdownMenu.Item className="menu-item is-danger" onSelect={onDelete}>
          <Trash2 size={15} aria-hidden="true" /> Delete…
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
)
