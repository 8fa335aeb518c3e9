import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useMemo, useRef } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useApp } from '../../common/appStore'
import { RowBoundary } from '../../common/failures/RowBoundary'
import { useNavigation } from '../../common/navigation/navigation'
import { ConversationRow } from './ConversationRow'
import { useConversations } from './conversationsStore'
import { FolderRow } from './FolderRow'
import { keyOfConversation, type ListRow, rowsOf } from './groupByDay'
import { useList } from './listStore'
import { NameField } from './NameField'
import { useSelection } from './selectionStore'
import { arrange, createFolder } from './verbs'

/** How near to the end of what is loaded more is asked for. */
const aheadPx = 1_200
/** How far Page Up and Page Down go. */
const rowsPerPage = 10
/** What most rows are high, until they are measured. */
const rowPx = 33

const canFocus = (row: ListRow | undefined): boolean => row?.type === 'conversation' || row?.type === 'folder'
const idOf = (row: ListRow | undefined): string | null =>
  row?.type === 'conversation' ? row.conversation.id : null
const idsOf = (rows: readonly ListRow[]): string[] => rows.flatMap((row) => idOf(row) ?? [])

/** The row where a key leads from this one; null where the key is not the list's. */
const targetOf = (key: string, rows: readonly ListRow[], at: number): number | null => {
  const from = (start: number, step: 1 | -1): number => {
    for (let index = start; index >= 0 && index < rows.length; index += step)
      if (canFocus(rows[index])) return index
    return at
  }
  switch (key) {
    case 'ArrowDown':
      return from(at + 1, 1)
    case 'ArrowUp':
      return from(at - 1, -1)
    case 'Home':
      return from(0, 1)
    case 'End':
      return from(rows.length - 1, -1)
    case 'PageDown':
      return from(Math.min(at + rowsPerPage, rows.length - 1), at + rowsPerPage < rows.length ? 1 : -1)
    case 'PageUp':
      return from(Math.max(at - rowsPerPage, 0), at - rowsPerPage >= 0 ? -1 : 1)
    default:
      return null
  }
}

const useRows = (): readonly ListRow[] => {
  const sections = useConversations((store) => store.sections)
  const folders = useConversations((store) => (store.place.type === 'all' ? store.folders : null))
  const isNaming = useList((list) => list.naming === 'new-folder')
  return useMemo(() => rowsOf(sections, folders ?? [], isNaming, Date.now()), [sections, folders, isNaming])
}

/** What the keys of the list do besides moving. */
const useKeys = (rows: readonly ListRow[]) => (event: KeyboardEvent) => {
  const { active, focus, name, openMenu } = useList.getState()
  const selection = useSelection.getState()
  if (event.target instanceof HTMLElement && !event.target.matches('.row-link')) return
  const at = rows.findIndex(({ key }) => key === active)
  const id = idOf(rows[at])
  const isCommand = event.ctrlKey || event.metaKey
  const take = () => {
    event.preventDefault()
    event.stopPropagation()
  }
  const target = event.altKey || isCommand ? null : targetOf(event.key, rows, at)
  if (target !== null) {
    take()
    const row = rows[target]
    if (!row) return
    const next = idOf(row)
    if (event.shiftKey && next !== null) {
      if (selection.ids.size === 0 && id !== null) selection.setAnchor(id)
      selection.extend(next, idsOf(rows))
    }
    focus(row.key)
  } else if (event.key === ' ' && id !== null) {
    take()
    selection.toggle(id)
  } else if (isCommand && event.key.toLowerCase() === 'a') {
    take()
    selection.choose(idsOf(rows))
  } else if (event.key === 'Escape' && selection.ids.size > 0) {
    take()
    selection.clear()
  } else if (event.key === 'F2' && active !== null && canFocus(rows[at])) {
    take()
    name(active)
  } else if ((event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) && active !== null) {
    take()
    openMenu(active)
  } else if ((event.key === 'Delete' || (event.metaKey && event.key === 'Backspace')) && id !== null) {
    take()
    const ids = selection.ids.has(id) ? [...selection.ids] : [id]
    const row = rows[at]
    if (row?.type !== 'conversation') return
    if (row.conversation.trashedAt === undefined) void arrange(ids, { type: 'trash' })
    else {
      const title = ids.length === 1 ? row.conversation.title : null
      useList.getState().confirm({ type: 'delete', conversationIds: ids, title })
    }
  }
}

/**
 * The list has a link a conversation, pinned first, the rest grouped by day; only those near the view exist.
 */
export const ConversationList = () => {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const place = useConversations((store) => store.place)
  const sections = useConversations((store) => store.sections)
  const hasFailed = useConversations((store) => store.hasFailed)
  const loadMore = useConversations((store) => store.loadMore)
  const hasSettings = useApp((app) => app.settings !== null)
  const active = useList((store) => store.active)
  const wanted = useList((store) => store.wanted)
  const rows = useRows()
  const press = useKeys(rows)
  const shown = useRef(rows)
  shown.current = rows

  const isBegun = sections.every(({ next }) => next !== undefined)
  const isEnd = sections.every(({ next }) => next === null)
  const lookAhead = () => {
    const handle = list.current
    if (handle && handle.scrollSize - handle.scrollOffset - handle.viewportSize < aheadPx) void loadMore()
  }
  // The first page waits until the window has said what it needs at once.
  useEffect(() => {
    if (hasSettings && !isBegun && !hasFailed) void loadMore()
  }, [hasSettings, isBegun, hasFailed, loadMore])

  const activeAt = useMemo(() => rows.findIndex(({ key }) => key === active), [rows, active])
  // One row can always be reached by the Tab key: the shown conversation's, or the first.
  useEffect(() => {
    if (activeAt >= 0) return
    const current = keyOfConversation(useNavigation.getState().conversationId ?? '')
    const row = rows.find(({ key }) => key === current) ?? rows.find(canFocus)
    if (row) useList.getState().activate(row.key)
  }, [rows, activeAt])
  useEffect(() => {
    if (wanted === null) return
    const at = shown.current.findIndex(({ key }) => key === wanted)
    if (at >= 0) list.current?.scrollToIndex(at, { align: 'nearest' })
  }, [wanted])
  // What is chosen is chosen among what is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each place that is left
  useEffect(() => () => useSelection.getState().clear(), [place])
  const isNewFolder = useList((store) => store.naming === 'new-folder')
  useEffect(() => {
    if (isNewFolder) scroller.current?.scrollTo({ top: 0 })
  }, [isNewFolder])

  const choose = useCallback((event: MouseEvent, id: string): boolean => {
    const selection = useSelection.getState()
    if (event.shiftKey) {
      const current = useNavigation.getState().conversationId
      if (selection.anchor === null && current !== null) selection.setAnchor(current)
      selection.extend(id, idsOf(shown.current))
      return true
    }
    if (event.ctrlKey || event.metaKey) {
      selection.toggle(id)
      return true
    }
    selection.clear()
    selection.setAnchor(id)
    return false
  }, [])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the links in it
    <div ref={scroller} className="conversation-list" onKeyDown={press}>
      {place.type === 'trash' && rows.length > 0 && (
        <p className="list-note">What is here for 30 days is deleted for ever.</p>
      )}
      <Virtualizer
        ref={list}
        scrollRef={scroller}
        data={rows}
        onScroll={lookAhead}
        bufferSize={300}
        itemSize={rowPx}
        keepMounted={activeAt >= 0 ? [activeAt] : []}
      >
        {(row) => {
          switch (row.type) {
            case 'heading':
              return (
                <h2 key={row.key} className="day">
                  {row.label}
                </h2>
              )
            case 'folder':
              return (
                <RowBoundary key={row.key} about={row.folder} what="This folder">
                  <FolderRow folder={row.folder} />
                </RowBoundary>
              )
            case 'new-folder':
              return (
                <NameField
                  key={row.key}
                  label="Name of the new folder"
                  name=""
                  maxLength={100}
                  onEnd={(name) => {
                    useList.getState().name(null)
                    if (name !== null) void createFolder(name)
                  }}
                />
              )
            case 'conversation':
              return (
                <RowBoundary key={row.key} about={row.conversation} what="This conversation">
                  <ConversationRow conversation={row.conversation} onChoose={choose} />
                </RowBoundary>
              )
          }
        }}
      </Virtualizer>
      {hasFailed && (
        <p className="list-note">
          The list could not be loaded.{' '}
          <button type="button" className="link-button" onClick={() => void loadMore()}>
            Try again
          </button>
        </p>
      )}
      {isEnd && rows.every(({ type }) => type !== 'conversation') && (
        <p className="list-note">{emptyWords[place.type]}</p>
      )}
    </div>
  )
}

const emptyWords = {
  all: 'What you ask will be kept here.',
  folder:
    'Nothing is in this folder yet. Drag conversations onto it, or choose “Move to folder” from their menu.',
  archive: 'Nothing is archived.',
  trash: 'The trash is empty.',
} as const
