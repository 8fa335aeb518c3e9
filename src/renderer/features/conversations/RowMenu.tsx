import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useRef } from 'react'

interface Props {
  readonly title: string
  readonly onRename: () => void
  readonly onDelete: () => void
}

/** What can be done with a conversation. Open as soon as it is there: it is loaded by the click that wants it. */
export const RowMenu = ({ title, onRename, onDelete }: Props) => {
  const hasChosen = useRef(false)
  const choose = (verb: () => void) => () => {
    hasChosen.current = true
    verb()
  }
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger className="icon-button row-more" aria-label={`More for ${title}`}>
        <Ellipsis size={16} />
      </DropdownMenu.Trigger>
      {/* Outside the scrolling list, which would clip it, but inside its landmark. */}
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>('nav.sidebar')}>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={4}
          onCloseAutoFocus={(event) => {
            // What was chosen takes the focus itself.
            if (hasChosen.current) event.preventDefault()
            hasChosen.current = false
          }}
        >
          <DropdownMenu.Item className="menu-item" onSelect={choose(onRename)}>
            <Pencil size={15} aria-hidden="true" /> Rename
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item is-danger" onSelect={choose(onDelete)}>
            <Trash2 size={15} aria-hidden="true" /> Delete…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
