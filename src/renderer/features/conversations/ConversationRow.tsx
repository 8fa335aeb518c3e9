import type { Conversation } from '@shared/model/conversation'
import { Ellipsis } from 'lucide-react'
import { lazy, memo, Suspense, useRef, useState } from 'react'
import { useApp } from '../../app/appStore'
import { useUi } from '../../app/uiStore'
import { IconButton } from '../../ui/IconButton'
import { RenameField } from './RenameField'

// Menus and dialogs are loaded with the first use: the list must be there before them.
const RowMenu = lazy(() => import('./RowMenu').then((module) => ({ default: module.RowMenu })))
const DeleteDialog = lazy(() => import('./DeleteDialog').then((module) => ({ default: module.DeleteDialog })))

/** A conversation in the list: a link, what is going on in it, and a menu. */
export const ConversationRow = memo(({ conversation }: { readonly conversation: Conversation }) => {
  const { id, title } = conversation
  const isCurrent = useUi((ui) => ui.view === 'chat' && ui.conversationId === id)
  const openConversation = useUi((ui) => ui.openConversation)
  const isRunning = useApp((app) => app.running.has(id))
  const [isMenuWanted, setMenuWanted] = useState(false)
  const [mode, setMode] = useState<'view' | 'rename' | 'delete'>('view')
  const link = useRef<HTMLAnchorElement>(null)
  const noteId = `running-${id}`

  if (mode === 'rename') return <RenameField conversation={conversation} onEnd={() => setMode('view')} />
  const button = (
    <IconButton label={`More for ${title}`} className="row-more" onClick={() => setMenuWanted(true)}>
      <Ellipsis size={16} />
    </IconButton>
  )
  return (
    <div className="row" data-current={isCurrent || undefined}>
      <a
        ref={link}
        href={`#/${id}`}
        className="row-link"
        aria-current={isCurrent ? 'page' : undefined}
        aria-describedby={isRunning ? noteId : undefined}
        draggable={false}
        onClick={(event) => {
          event.preventDefault()
          openConversation(id)
        }}
      >
        {title}
      </a>
      {isRunning && (
        <span className="row-running" data-tooltip="Being answered">
          <span id={noteId} className="visually-hidden">
            Being answered
          </span>
        </span>
      )}
      {isMenuWanted ? (
        <Suspense fallback={button}>
          <RowMenu
            title={title}
            onRename={() => {
              // The menu goes with the row; it would open by itself when that comes back.
              setMenuWanted(false)
              setMode('rename')
            }}
            onDelete={() => setMode('delete')}
          />
        </Suspense>
      ) : (
        button
      )}
      {mode === 'delete' && (
        <Suspense>
          <DeleteDialog
            conversation={conversation}
            onClose={() => setMode('view')}
            onClosed={() => link.current?.focus()}
          />
        </Suspense>
      )}
    </div>
  )
})
