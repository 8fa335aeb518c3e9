import type { AppEvent } from '@shared/model/events'
import { isNarrowing } from '@shared/model/gallery'
import { Images, Search, SearchX, Trash2 } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { useEvents } from '../../../ipc/useEvents'
import { GalleryFilters } from './GalleryFilters'
import { GalleryGrid } from './GalleryGrid'
import { GallerySelectionBar } from './GallerySelectionBar'
import { useGallery } from './galleryStore'
import { countWords, trashWords } from './galleryWords'
import { usePictureSelection } from './pictureSelection'
import { thumbnails } from './thumbnails'

/** These events may change how many pictures there are. */
const changesPictures = new Set<AppEvent['type']>([
  'runs.changed',
  'conversations.changed',
  'conversations.removed',
])

const hear = (event: AppEvent): void => {
  if (changesPictures.has(event.type)) void useGallery.getState().refresh()
}

const Head = () => {
  const query = useGallery((gallery) => gallery.query)
  const outline = useGallery((gallery) => gallery.outline)
  return (
    <header className="gallery-head">
      <div className="gallery-title">
        <h1>Gallery</h1>
        <p role="status" className="gallery-total">
          {outline && countWords(outline.total)}
          {outline && outline.inTrash > 0 && (
            <span>
              <Trash2 size={13} aria-hidden="true" /> {trashWords(outline.inTrash)}
            </span>
          )}
        </p>
      </div>
      <div className="search-field">
        <Search size={15} aria-hidden="true" />
        <input
          dir="auto"
          type="search"
          aria-label="Search pictures"
          placeholder="Search by prompt"
          maxLength={500}
          value={query}
          onChange={(event) => useGallery.getState().write(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && query !== '') {
              event.stopPropagation()
              useGallery.getState().write('')
            }
          }}
        />
      </div>
      <GalleryFilters />
    </header>
  )
}

const Nothing = () => {
  const filter = useGallery((gallery) => gallery.filter)
  const { clearAll } = useGallery.getState()
  if (!isNarrowing(filter))
    return (
      <div className="gallery-empty">
        <Images size={34} strokeWidth={1.4} aria-hidden="true" />
        <p className="gallery-empty-title">No pictures yet</p>
        <p>Pictures that you make are kept here. Ask for one, or type /image.</p>
      </div>
    )
  return (
    <div className="gallery-empty">
      <SearchX size={34} strokeWidth={1.4} aria-hidden="true" />
      <p className="gallery-empty-title">Nothing found</p>
      <p>
        {filter.query === undefined ? 'No picture fits these filters.' : `No picture fits “${filter.query}”.`}
      </p>
      <button type="button" className="button" onClick={clearAll}>
        Show all pictures
      </button>
    </div>
  )
}

/** Every picture ever made or received, newest first. */
export const GalleryView = () => {
  const outline = useGallery((gallery) => gallery.outline)
  const hasFailed = useGallery((gallery) => gallery.hasFailed)
  const filter = useGallery((gallery) => gallery.filter)
  const hasSelection = usePictureSelection((selection) => selection.ids.size > 0)
  useEffect(() => {
    void useGallery.getState().refresh()
    return () => {
      usePictureSelection.getState().clear()
      thumbnails.rest()
    }
  }, [])
  useEvents(useCallback(hear, []))
  // The user no longer sees what was chosen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every change of it
  useEffect(() => usePictureSelection.getState().clear(), [filter])
  return (
    <section aria-label="Gallery" className="gallery">
      <Head />
      {hasFailed && (
        <p role="alert" className="gallery-failure">
          The pictures could not be read just now.
          <button type="button" className="link-button" onClick={() => void useGallery.getState().refresh()}>
            Try again
          </button>
        </p>
      )}
      {outline && outline.total === 0 && <Nothing />}
      {outline && outline.total > 0 && <GalleryGrid groups={outline.groups} />}
      {hasSelection && <GallerySelectionBar />}
    </section>
  )
}
