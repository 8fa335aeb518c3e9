import type { Folder as FolderOfPerson } from '@shared/model/conversation'
import { Archive, ChevronDown, ChevronLeft, Folder, FolderPlus, MessagesSquare, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useRef, useState } from 'react'
import { IconButton } from '../../ui/IconButton'
import { useConversations } from './conversationsStore'
import { draggedIds, isDragOfConversations } from './dragging'
import { useList } from './listStore'
import type { SidebarPlace } from './sections'
import { arrange } from './verbs'

const none: readonly FolderOfPerson[] = []

const nameOf = (place: SidebarPlace, folders: readonly FolderOfPerson[]): string => {
  switch (place.type) {
    case 'all':
      return 'All conversations'
    case 'archive':
      return 'Archive'
    case 'trash':
      return 'Trash'
    case 'folder':
      return folders.find(({ id }) => id === place.folderId)?.name ?? 'Folder'
  }
}

const Item = ({
  icon,
  children,
  onSelect,
}: {
  readonly icon: ReactNode
  readonly children: ReactNode
  readonly onSelect: () => void
}) => (
  <DropdownMenu.Item className="menu-item" onSelect={onSelect}>
    <span aria-hidden="true" className="menu-icon">
      {icon}
    </span>
    <span className="menu-name">{children}</span>
  </DropdownMenu.Item>
)

/** Which part of the history the list shows, and the ways to the others. */
export const PlaceBar = () => {
  const place = useConversations((store) => store.place)
  const folders = useConversations((store) => store.folders) ?? none
  const isEmpty = useConversations((store) =>
    store.sections.every(({ conversations }) => conversations.length === 0),
  )
  const { show } = useConversations.getState()
  const [isOver, setOver] = useState(false)
  const isNaming = useRef(false)
  const isElsewhere = place.type !== 'all'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a menu moves what can be dropped here as well
    <div
      className="place-bar"
      data-drop={isOver || undefined}
      onDragOver={(event) => {
        if (place.type !== 'folder' || !isDragOfConversations(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (place.type !== 'folder') return
        event.preventDefault()
        void arrange(draggedIds(event), { type: 'move', folderId: null })
      }}
    >
      {isElsewhere && (
        <IconButton label="Back to all conversations" onClick={() => show({ type: 'all' })}>
          <ChevronLeft size={17} />
        </IconButton>
      )}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="place-button">
          <span className="visually-hidden">Showing: </span>
          <span>{nameOf(place, folders)}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={document.querySelector<HTMLElement>('nav.sidebar')}>
          <DropdownMenu.Content
            className="menu is-tall"
            align="start"
            sideOffset={4}
            onCloseAutoFocus={(event) => {
              // The new folder's name takes it.
              if (isNaming.current) event.preventDefault()
              isNaming.current = false
            }}
          >
            <Item icon={<MessagesSquare size={15} />} onSelect={() => show({ type: 'all' })}>
              All conversations
            </Item>
            {folders.map(({ id, name }) => (
              <Item
                key={id}
                icon={<Folder size={15} />}
                onSelect={() => show({ type: 'folder', folderId: id })}
              >
                {name}
              </Item>
            ))}
            <DropdownMenu.Separator className="menu-line" />
            <Item icon={<Archive size={15} />} onSelect={() => show({ type: 'archive' })}>
              Archive
            </Item>
            <Item icon={<Trash2 size={15} />} onSelect={() => show({ type: 'trash' })}>
              Trash
            </Item>
            <DropdownMenu.Separator className="menu-line" />
            <Item
              icon={<FolderPlus size={15} />}
              onSelect={() => {
                isNaming.current = true
                if (isElsewhere) show({ type: 'all' })
                useList.getState().name('new-folder')
              }}
            >
              New folder
            </Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {place.type === 'trash' && !isEmpty && (
        <button
          type="button"
          className="text-button"
          onClick={() => useList.getState().confirm({ type: 'empty-trash' })}
        >
          Empty trash…
        </button>
      )}
    </div>
  )
}
