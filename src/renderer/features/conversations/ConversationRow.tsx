import type { Conversation } from '@shared/model/conversation'
import { Check, Ellipsis, Pin } from 'lucide-react'
import { lazy, type MouseEvent, memo, Suspense, useState } from 'react'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { IconButton } from '../../ui/IconButton'
import { startDrag } from './dragging'
import { keyOfConversation } from './groupByDay'
import { useList } from './listStore'
import { RenameField } from './RenameField'
import { useRowFocus } from './rowKeys'
import { useSelection } from './selectionStore'

// Loaded with the first use: the list must be there before it.
const RowMenu = lazy(() => import('./RowMenu').then((module) => ({ default: module.RowMenu })))

interface Props {
  readonly conversation: Conversation
  /** Chooses with Ctrl or Shift; false: an ordinary click. */
  readonly onChoose: (event: MouseEvent, id: string) => boolean
}

/** A conversation in the list: a link, what is going on in it, and a menu. */
export const ConversationRow = memo(({ conversation, onChoose }: Props) => {
  const { id, title } = conversation
  const key = keyOfConversation(id)
  const isCurrent = useNavigation(
    (navigation) => navigation.view === 'chat' && navigation.conversationId === id,
  )
  const isRunning = useApp((app) => app.running.has(id))
  const isChosen = useSelection((selection) => selection.ids.has(id))
  const isNaming = useList((list) => list.naming === key)
  const isMenuAsked = useList((list) => list.menu === key)
  const [isMenuWanted, setMenuWanted] = useState(false)
  const { link, tabIndex, onFocus } = useRowFocus(key)
  const notes = [isChosen && `chosen-${id}`, isRunning && `running-${id}`].filter((note) => note !== false)

  if (isNaming) {
    return (
      <RenameField
        conversation={conversation}
        onEnd={(byKey) => {
          useList.getState().name(null)
          if (byKey) useList.getState().focus(key)
        }}
      />
    )
  }
  const button = (
    <IconButton
      label={`More for ${title}`}
      className="row-more"
      tabIndex={tabIndex}
      onClick={() => setMenuWanted(true)}
    >
      <Ellipsis size={16} />
    </IconButton>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the row's button opens the context menu as well
    <div
      className="row"
      data-current={isCurrent || undefined}
      data-chosen={isChosen || undefined}
      onFocus={onFocus}
      onContextMenu={(event) => {
        event.preventDefault()
        useList.getState().activate(key)
        setMenuWanted(true)
      }}
    >
      {isChosen && <Check size={14} className="row-check" aria-hidden="true" />}
      <a
        ref={link}
        href={`#/${id}`}
        className="row-link"
        dir="auto"
        tabIndex={tabIndex}
        aria-current={isCurrent ? 'page' : undefined}
        aria-describedby={notes.length > 0 ? notes.join(' ') : undefined}
        draggable
        onDragStart={(event) => {
          const { ids } = useSelection.getState()
          startDrag(event, ids.has(id) ? [...ids] : [id], title)
        }}
        onClick={(event) => {
          event.preventDefault()
          if (!onChoose(event, id)) useNavigation.getState().openConversation(id)
        }}
      >
        {title}
      </a>
      {isChosen && (
        <span id={`chosen-${id}`} className="visually-hidden">
          Selected
        </span>
      )}
      {conversation.pinnedAt !== undefined && <Pin size={12} className="row-pin" aria-hidden="true" />}
      {isRunning && (
        <span className="row-running" data-tooltip="Being answered">
          <span id={`running-${id}`} className="visually-hidden">
            Being answered
          </span>
        </span>
      )}
      {isMenuWanted || isMenuAsked ? (
        <Suspense fallback={button}>
          <RowMenu
            conversation={conversation}
            onClose={() => {
              setMenuWanted(false)
              if (isMenuAsked) useList.getState().openMenu(null)
            }}
          />
        </Suspense>
      ) : (
        button
      )}
    </div>
  )
})
