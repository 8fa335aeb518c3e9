import type { Folder as FolderOfPerson } from '@shared/model/conversation'
import { Ellipsis, Folder, Pencil, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { memo, useRef, useState } from 'react'
import { useConversations } from './conversationsStore'
import { draggedIds, isDragOfConversations } from './dragging'
import { keyOfFolder } from './groupByDay'
import { useList } from './listStore'
import { NameField } from './NameField'
import { useRowFocus } from './rowKeys'
import { arrange, deleteFolder, renameFolder } from './verbs'

/** A folder in the list: opens it, and takes what is dropped on it. */
export const FolderRow = memo(({ folder }: { readonly folder: FolderOfPerson }) => {
  const { id, name } = folder
  const key = keyOfFolder(id)
  const isNaming = useList((list) => list.naming === key)
  const isMenuAsked = useList((list) => list.menu === key)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [isOver, setOver] = useState(false)
  const hasChosen = useRef(false)
  const { link, tabIndex, onFocus } = useRowFocus(key)

  if (isNaming) {
    return (
      <NameField
        label="Name of the folder"
        name={name}
        maxLength={100}
        onEnd={(written, byKey) => {
          useList.getState().name(null)
          if (byKey) useList.getState().focus(key)
          if (written !== null) void renameFolder(id, written)
        }}
      />
    )
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a menu moves what can be dropped here as well
    <div
      className="row"
      data-drop={isOver || undefined}
      onFocus={onFocus}
      onContextMenu={(event) => {
        event.preventDefault()
        setMenuOpen(true)
      }}
      onDragOver={(event) => {
        if (!isDragOfConversations(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        event.preventDefault()
        void arrange(draggedIds(event), { type: 'move', folderId: id })
      }}
    >
      <a
        ref={link}
        href={`#/folder/${id}`}
        className="row-link is-folder"
        aria-label={`Folder ${name}`}
        tabIndex={tabIndex}
        draggable={false}
        onClick={(event) => {
          event.preventDefault()
          useConversations.getState().show({ type: 'folder', folderId: id })
        }}
      >
        <Folder size={15} aria-hidden="true" />
        <span>{name}</span>
      </a>
      <DropdownMenu.Root
        open={isMenuOpen || isMenuAsked}
        modal={false}
        onOpenChange={(isOpen) => {
          setMenuOpen(isOpen)
          if (!isOpen && isMenuAsked) useList.getState().openMenu(null)
        }}
      >
        <DropdownMenu.Trigger
          className="icon-button row-more"
          aria-label={`More for folder ${name}`}
          data-tooltip={`More for folder ${name}`}
          tabIndex={tabIndex}
        >
          <Ellipsis size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={document.querySelector<HTMLElement>('nav.sidebar')}>
          <DropdownMenu.Content
            className="menu"
            align="start"
            sideOffset={4}
            onCloseAutoFocus={(event) => {
              if (hasChosen.current) event.preventDefault()
              hasChosen.current = false
            }}
          >
            <DropdownMenu.Item
              className="menu-item"
              onSelect={() => {
                hasChosen.current = true
                useList.getState().name(key)
              }}
            >
              <Pencil size={15} aria-hidden="true" /> Rename
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item is-danger" onSelect={() => void deleteFolder(folder)}>
              <Trash2 size={15} aria-hidden="true" /> Delete folder
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
})
