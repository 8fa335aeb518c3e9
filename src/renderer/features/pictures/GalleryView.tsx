import { type Picture, pictureUrl } from '@shared/model/picture'
import { ImageOff, Search } from 'lucide-react'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useUi } from '../../app/uiStore'
import { client } from '../../ipc/client'
import { dragPictures } from './taking/dragPictures'

const pageSize = 60
const leastTilePx = 190

interface Found {
  readonly query: string
  readonly pictures: readonly Picture[]
  readonly next: { readonly createdAt: number; readonly id: string } | null
}

/** Pictures by prompt, a page at a time; the newest query wins. */
const usePictures = (query: string) => {
  const [found, setFound] = useState<Found | null>(null)
  const [hasFailed, setFailed] = useState(false)
  const isLoading = useRef(false)
  useEffect(() => {
    let isCurrent = true
    setFailed(false)
    client
      .call('pictures.list', { query, limit: pageSize })
      .then((page) => isCurrent && setFound({ query, ...page }))
      .catch((error: unknown) => {
        console.error('Pictures could not be listed', error)
        if (isCurrent) setFailed(true)
      })
    return () => {
      isCurrent = false
    }
  }, [query])
  const loadMore = useCallback(() => {
    if (!found?.next || found.query !== query || isLoading.current) return
    isLoading.current = true
    client
      .call('pictures.list', { query, limit: pageSize, after: found.next })
      .then((page) =>
        setFound((now) =>
          now?.query === query
            ? { query, pictures: [...now.pictures, ...page.pictures], next: page.next }
            : now,
        ),
      )
      .catch((error: unknown) => console.error('Pictures could not be listed', error))
      .finally(() => {
        isLoading.current = false
      })
  }, [found, query])
  return { found, hasFailed, loadMore }
}

const Tile = ({ picture }: { readonly picture: Picture }) => {
  const openImage = useUi((ui) => ui.openImage)
  const [isMissing, setMissing] = useState(false)
  return (
    <button type="button" className="tile" onClick={() => openImage(picture.id, picture.prompt)}>
      {isMissing ? (
        <span className="tile-missing">
          <ImageOff size={20} aria-hidden="true" />
          <span className="visually-hidden">The file is missing: {picture.prompt}</span>
        </span>
      ) : (
        <img
          src={pictureUrl(picture.id)}
          alt={picture.prompt}
          width={picture.width}
          height={picture.height}
          loading="lazy"
          decoding="async"
          onDragStart={(event) => dragPictures([picture.id], event)}
          onError={() => setMissing(true)}
        />
      )}
    </button>
  )
}

const rowsOf = (pictures: readonly Picture[], columns: number): readonly (readonly Picture[])[] => {
  const rows: (readonly Picture[])[] = []
  for (let at = 0; at < pictures.length; at += columns) rows.push(pictures.slice(at, at + columns))
  return rows
}

/** Every picture ever made, newest first, found by its prompt. */
export const GalleryView = () => {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const [query, setQuery] = useState('')
  const [columns, setColumns] = useState(4)
  const { found, hasFailed, loadMore } = usePictures(query.trim())
  const pictures = found?.pictures ?? []

  useLayoutEffect(() => {
    const { current } = scroller
    if (!current) return
    const sizes = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0
      setColumns(Math.max(2, Math.floor(width / leastTilePx)))
    })
    sizes.observe(current)
    return () => sizes.disconnect()
  }, [])
  const lookAhead = () => {
    const handle = list.current
    if (handle && handle.scrollSize - handle.scrollOffset - handle.viewportSize < 800) loadMore()
  }

  return (
    <section aria-label="Gallery" className="gallery">
      <header className="gallery-head">
        <h1>Gallery</h1>
        <div className="search-field">
          <Search size={15} aria-hidden="true" />
          <input
            type="search"
            aria-label="Search pictures"
            placeholder="Search by prompt"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <div ref={scroller} className="gallery-scroll" tabIndex={0}>
        {found && pictures.length === 0 && (
          <p className="gallery-empty">
            {query.trim() === ''
              ? 'Pictures that you make are kept here. Ask for one, or type /image.'
              : 'Nothing found.'}
          </p>
        )}
        {hasFailed && <p className="gallery-empty">The pictures could not be listed just now.</p>}
        <Virtualizer ref={list} scrollRef={scroller} data={rowsOf(pictures, columns)} onScroll={lookAhead}>
          {(row, index) => (
            <div key={index} className="tile-row" style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}>
              {row.map((picture) => (
                <Tile key={picture.id} picture={picture} />
              ))}
            </div>
          )}
        </Virtualizer>
      </div>
    </section>
  )
}
