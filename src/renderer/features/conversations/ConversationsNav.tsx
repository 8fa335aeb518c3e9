import { GalleryHorizontalEnd, PanelLeftClose, Search, Settings, SquarePen } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useUi } from '../../app/uiStore'
import { IconButton } from '../../ui/IconButton'
import { whenIdle } from '../../ui/whenIdle'
import { useList } from './listStore'
import { useSelection } from './selectionStore'

// Not needed for the first frame; loaded right after it.
const ConversationList = lazy(() =>
  import('./ConversationList').then((module) => ({ default: module.ConversationList })),
)
const PlaceBar = lazy(() => import('./PlaceBar').then((module) => ({ default: module.PlaceBar })))
const SelectionBar = lazy(() => import('./SelectionBar').then((module) => ({ default: module.SelectionBar })))
const UndoLine = lazy(() => import('./UndoLine').then((module) => ({ default: module.UndoLine })))
const DeleteDialog = lazy(() => import('./DeleteDialog').then((module) => ({ default: module.DeleteDialog })))
const loadResults = () => import('./SearchResults')
const SearchResults = lazy(() => loadResults().then((module) => ({ default: module.SearchResults })))
whenIdle(loadResults)

/** The conversations: begin one, find one, open one. */
export const ConversationsNav = () => {
  const [query, setQuery] = useState('')
  const search = useRef<HTMLInputElement>(null)
  const focus = useUi((ui) => ui.searchFocus)
  const view = useUi((ui) => ui.view)
  const hasSelection = useSelection((selection) => selection.ids.size > 0)
  const confirming = useList((list) => list.confirming)
  const { startConversation, openGallery, openSettings, setDrawer } = useUi.getState()

  useEffect(() => {
    if (focus === 0) return
    search.current?.focus()
    search.current?.select()
  }, [focus])

  return (
    <nav aria-label="Conversations" className="sidebar">
      <div className="sidebar-top">
        <button type="button" className="new-conversation" onClick={startConversation}>
          <SquarePen size={16} aria-hidden="true" /> New conversation
        </button>
        <IconButton label="Hide conversations" className="drawer-close" onClick={() => setDrawer(false)}>
          <PanelLeftClose size={17} />
        </IconButton>
      </div>
      <div className="search-field">
        <Search size={15} aria-hidden="true" />
        <input
          ref={search}
          type="search"
          aria-label="Search history"
          placeholder="Search history"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && query !== '') {
              event.stopPropagation()
              setQuery('')
            }
          }}
        />
      </div>
      <Suspense fallback={<div className="conversation-list" />}>
        {query.trim() === '' ? (
          <>
            <PlaceBar />
            <ConversationList />
          </>
        ) : (
          <SearchResults query={query.trim()} />
        )}
      </Suspense>
      <Suspense>
        <UndoLine />
        {hasSelection && query.trim() === '' && <SelectionBar />}
        {confirming && <DeleteDialog confirming={confirming} />}
      </Suspense>
      <div className="sidebar-foot">
        <button type="button" className="foot-button" aria-pressed={view === 'gallery'} onClick={openGallery}>
          <GalleryHorizontalEnd size={16} aria-hidden="true" /> Gallery
        </button>
        <button type="button" className="foot-button" onClick={() => openSettings()}>
          <Settings size={16} aria-hidden="true" /> Settings
        </button>
      </div>
    </nav>
  )
}
