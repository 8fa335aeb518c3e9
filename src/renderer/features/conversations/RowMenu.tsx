import type { Conversation } from '@shared/model/conversation'
import {
  Archive,
  ArchiveRestore,
  CheckCheck,
  Ellipsis,
  FolderInput,
  Pencil,
  Pin,
  PinOff,
  Trash2,
  Undo2,
  Upload,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { useNavigation } from '../../common/navigation/navigation'
import { keyOfConversation } from './groupByDay'
import { useList } from './listStore'
import { useSelection } from './selectionStore'
import { arrange, oppositeOf } from './verbs'

interface Entry {
  readonly label: string
  readonly icon: ReactNode
  readonly isDangerous?: boolean
  /** The entry moves the focus itself. */
  readonly keepsFocus?: boolean
  readonly run: () => void
}

const verbsFor = (conversation: Conversation): readonly (readonly Entry[])[] => {
  const { id, title, pinnedAt, archivedAt, trashedAt } = conversation
  const select: Entry = {
    label: 'Select',
    icon: <CheckCheck size={15} />,
    run: () => useSelection.getState().toggle(id),
  }
  if (trashedAt !== undefined) {
    return [
      [{ label: 'Put back', icon: <Undo2 size={15} />, run: () => void arrange([id], { type: 'restore' }) }],
      [select],
      [
        {
          label: 'Delete for ever…',
          icon: <Trash2 size={15} />,
          isDangerous: true,
          keepsFocus: true,
          run: () => useList.getState().confirm({ type: 'delete', conversationIds: [id], title }),
        },
      ],
    ]
  }
  return [
    [
      {
        label: pinnedAt === undefined ? 'Pin' : 'Unpin',
        icon: pinnedAt === undefined ? <Pin size={15} /> : <PinOff size={15} />,
        run: () => void arrange([id], oppositeOf('pin', conversation)),
      },
      {
        label: 'Rename',
        icon: <Pencil size={15} />,
        keepsFocus: true,
        run: () => useList.getState().name(keyOfConversation(id)),
      },
      {
        label: 'Move to folder…',
        icon: <FolderInput size={15} />,
        keepsFocus: true,
        run: () => useNavigation.getState().openMove([id]),
      },
      {
        label: archivedAt === undefined ? 'Archive' : 'Put back',
        icon: archivedAt === undefined ? <Archive size={15} /> : <ArchiveRestore size={15} />,
        run: () => void arrange([id], oppositeOf('archive', conversation)),
      },
    ],
    [
      select,
      {
        label: 'Export…',
        icon: <Upload size={15} />,
        keepsFocus: true,
        run: () => useNavigation.getState().openExport([id]),
      },
    ],
    [
      {
        label: 'Delete',
        icon: <Trash2 size={15} />,
        isDangerous: true,
        run: () => void arrange([id], { type: 'trash' }),
      },
    ],
  ]
}

/** The menu of a conversation. It is open as soon as it is there: the click that wants it loads it. */
export const RowMenu = ({
  conversation,
  onClose,
}: {
  readonly conversation: Conversation
  readonly onClose: () => void
}) => {
  const keepsFocus = useRef(false)
  const groups = verbsFor(conversation).filter((group) => group.length > 0)
  return (
    <DropdownMenu.Root defaultOpen modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DropdownMenu.Trigger className="icon-button row-more" aria-label={`More for ${conversation.title}`}>
        <Ellipsis size={16} />
      </DropdownMenu.Trigger>
      {/* Outside the scrolling list, which would clip it, but inside its landmark. */}
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>('nav.sidebar')}>
        <DropdownMenu.Content
          className="menu"
          align="start"
          sideOffset={4}
          onCloseAutoFocus={(event) => {
            // The row takes it, or its neighbour where the row goes; what was chosen may want it for itself.
            event.preventDefault()
            const { active, focus } = useList.getState()
            if (!keepsFocus.current && active !== null) focus(active)
          }}
        >
          {groups.map((group, index) => (
            <DropdownMenu.Group key={group[0]?.label}>
              {index > 0 && <DropdownMenu.Separator className="menu-line" />}
              {group.map(({ label, icon, isDangerous, keepsFocus: keeps, run }) => (
                <DropdownMenu.Item
                  key={label}
                  className={`menu-item ${isDangerous ? 'is-danger' : ''}`}
                  onSelect={() => {
                    keepsFocus.current = keeps ?? false
                    run()
                  }}
                >
                  <span aria-hidden="true" className="menu-icon">
                    {icon}
                  </span>
                  {label}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
