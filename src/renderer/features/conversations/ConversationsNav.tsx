import {
  GalleryHorizontalEnd,
  PanelLeftClose,
  Search,
  Settings,
  SlidersHorizontal,
  SquarePen,
} from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef } from 'react'
import { useNavigation } from '../../common/navigation/navigation'
import { IconButton } from '../../ui/IconButton'
import { lazyReady } from '../../ui/lazyReady'
import { whenIdle } from '../../ui/whenIdle'
import { useList } from './listStore'
import { prepareSearch } from './prepareSearch'
import { filtersOf, isNarrowed, useSearchStore } from './searchStore'
import { useSelection } from './selectionStore'

// Not needed for the first frame; loaded right after it.
const ConversationList = lazy(() =>
  import('./ConversationList').then((module) => ({ default: module.ConversationList })),
)
const SearchFilters = lazy(() =>
  import('./SearchFilters').then((module) => ({ default: module.SearchFilters })),
)
const PlaceBar = lazy(() => import('./PlaceBar').then((module) => ({ default: module.PlaceBar })))
const { Component: SelectionBar, load: loadSelectionBar } = lazyReady(
  async () => (await import('./SelectionBar')).SelectionBar,
)
const UndoLine = lazy(() => import('./UndoLine').then((module) => ({ default: module.UndoLine })))
const DeleteDialog = lazy(() => import('./DeleteDialog').then((module) => ({ default: module.DeleteDialog })))
const { Component: SearchResults, load: loadResults } = lazyReady(
  async () => (await import('./SearchResults')).SearchResults,
)
export const loadSearchAhead = (): void => {
  whenIdle(loadResults)
  whenIdle(loadSelectionBar)
}

/** The conversations: begin one, find one, open one. `besideNew`: another way to begin. */
export const ConversationsNav = ({ besideNew }: { readonly besideNew?: ReactNode }) => {
  const query = useSearchStore((store) => store.query)
  const chosen = useSearchStore((store) => store.chosen)
  const areFiltersOpen = useSearchStore((store) => store.isOpen)
  const { write, toggle, clear } = useSearchStore.getState()
  const search = useRef<HTMLInputElement>(null)
  const focus = useNavigation((navigation) => navigation.searchFocus)
  const view = useNavigation((navigation) => navigation.view)
  const isSearching = query.trim() !== '' || isNarrowed(chosen)
  const filters = useMemo(() => filtersOf(chosen, Date.now()), [chosen])
  const hasSelection = useSelection((selection) => selection.ids.size > 0)
  const confirming = useList((list) => list.confirming)
  const { startConversation, openGallery, openSettings, setDrawer } = useNavigation.getState()

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
        {besideNew}
        <IconButton label="Hide conversations" className="drawer-close" onClick={() => setDrawer(false)}>
          <PanelLeftClose size={17} />
        </IconButton>
      </div>
      <div className="search-field">
        <Search size={15} aria-hidden="true" />
        {/* Before the field in the order of the keys: behind it come the hits. */}
        <IconButton
          label="Filters"
          className="filters-button"
          aria-expanded={areFiltersOpen}
          data-narrowed={isNarrowed(chosen) || undefined}
          onClick={toggle}
        >
          <SlidersHorizontal size={15} />
        </IconButton>
        <input
          dir="auto"
          ref={search}
          type="search"
          aria-label="Search history"
          placeholder="Search history"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={query}
          onFocus={prepareSearch}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Escape' && isSearching) {
              event.stopPropagation()
              clear()
            }
            if (!isSearching || (event.key !== 'Enter' && event.key !== 'ArrowDown')) return
            event.preventDefault()
            const first = document.querySelector<HTMLElement>('.sidebar .hit, .sidebar a.hit-title')
            if (event.key === 'Enter') first?.click()
            else first?.focus()
          }}
        />
      </div>
      {areFiltersOpen && (
        <Suspense>
          <SearchFilters />
        </Suspense>
      )}
      <Suspense fallback={<div className="conversation-list" />}>
        {!isSearching ? (
          <>
            <PlaceBar />
            <ConversationList />
          </>
        ) : (
          <SearchResults query={query.trim()} filters={filters} />
        )}
      </Suspense>
      <Suspense>
        <UndoLine />
        {hasSelection && !isSearching && <SelectionBar />}
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
