import type { PictureFilter, PictureNeighbours } from '@shared/model/gallery'
import { pictureUrl } from '@shared/model/picture'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useApp } from '../../common/appStore'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { useCall } from '../../ipc/useCall'
import { Dialog } from '../../ui/Dialog'
import { dragPictures } from './export/dragPictures'
import { ExportActions } from './export/ExportActions'
import { knownTrouble, type Trouble } from './gallery/useThumbnail'
import { ImageFacts } from './ImageFacts'
import { ImageStage, type StageKeys } from './ImageStage'
import { PictureActions } from './PictureActions'
import { PictureLineage } from './PictureLineage'

interface Props {
  readonly pictureId: string
  readonly prompt: string
  /** Its neighbours are of these. */
  readonly among: PictureFilter
}

const noNeighbours: PictureNeighbours = { newer: null, older: null }

/** What is known of a picture; of another one nothing at first. */
const useKnown = (pictureId: string, among: PictureFilter) => {
  const picture = useCall(
    () => client.call('pictures.get', { pictureId }),
    [pictureId],
    'The picture’s details could not be read',
  )
  const [atFirst] = useState({ of: pictureId, ...noNeighbours })
  const neighbours =
    useCall(
      () =>
        client
          .call('gallery.neighbours', { pictureId, filter: among })
          .then((beside) => ({ of: pictureId, ...beside })),
      [pictureId, among],
      'The picture’s neighbours could not be read',
    ) ?? atFirst
  return {
    picture: picture?.id === pictureId ? picture : null,
    // Their buttons stay where they are while the next ones are looked for.
    neighbours,
    areKnown: neighbours.of === pictureId,
  }
}

/** Keys that belong to what is written or chosen in. */
const takesKeys = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [contenteditable], [role="menu"]') !== null

/** One picture, large, with what is known of it and ways to take it elsewhere. */
export const ImageDialog = ({ pictureId, prompt, among }: Props) => {
  const closeDialog = useNavigation((navigation) => navigation.closeDialog)
  // A conversation is read downwards, to what is newer; the gallery goes back in time.
  const isReading = useNavigation((navigation) => navigation.view === 'chat')
  const { picture, neighbours, areKnown } = useKnown(pictureId, among)
  const [lost, setLost] = useState<{
    readonly id: string
    readonly hasArrived: boolean
    readonly trouble: Trouble
  } | null>(null)
  const keys = useRef<StageKeys>(null)
  // A file that ends too early is shown as nothing, without a word; the making of its thumbnail has told.
  const hasArrived = useApp(({ arrivedBlobs }) => arrivedBlobs.has(pictureId))
  const isAwaited = useApp(({ sync }) => sync.type === 'on') && !hasArrived
  const found = lost?.id === pictureId && lost.hasArrived === hasArrived ? lost.trouble : null
  const trouble = found ?? (hasArrived ? null : knownTrouble(pictureId))

  const [previous, next] = isReading
    ? [neighbours.older, neighbours.newer]
    : [neighbours.newer, neighbours.older]
  /** Steps that were asked for while the neighbours were still looked for: onwards above zero. */
  const ahead = useRef(0)
  const turnBy = (step: 1 | -1) => {
    const other = step === 1 ? next : previous
    if (!areKnown) ahead.current += step
    else if (other) useNavigation.getState().openImage(other.id, other.prompt, among)
    else ahead.current = 0
  }
  const toPrevious = previous && (() => turnBy(-1))
  const toNext = next && (() => turnBy(1))
  // biome-ignore lint/correctness/useExhaustiveDependencies: as soon as they are known
  useEffect(() => {
    if (!areKnown || ahead.current === 0) return
    const step = ahead.current > 0 ? 1 : -1
    ahead.current -= step
    turnBy(step)
  }, [areKnown, pictureId])

  // Of the whole dialog: at first the keys are with its head.
  const press = useRef((_event: KeyboardEvent) => {})
  press.current = (event) => {
    if (event.defaultPrevented || takesKeys(event.target) || event.ctrlKey || event.metaKey || event.altKey)
      return
    const looksAround =
      keys.current?.isLarge() && event.target instanceof Element && event.target.matches('.image-scroll')
    // Also at an end that is not known to be one yet.
    const verbs: Readonly<Record<string, (() => void) | null | undefined>> = {
      ArrowLeft: looksAround ? null : () => turnBy(-1),
      ArrowRight: looksAround ? null : () => turnBy(1),
      '+': keys.current?.zoomIn,
      '=': keys.current?.zoomIn,
      '-': keys.current?.zoomOut,
      '0': keys.current?.fit,
    }
    const verb = verbs[event.key]
    if (!verb) return
    event.preventDefault()
    verb()
  }

  // By reference: the dialog is put elsewhere in the page, after this has run.
  const body = useCallback((node: HTMLDivElement | null) => {
    const dialog = node?.closest('[role="dialog"]')
    if (!(dialog instanceof HTMLElement)) return
    const listen = (event: KeyboardEvent) => press.current(event)
    dialog.addEventListener('keydown', listen)
    return () => dialog.removeEventListener('keydown', listen)
  }, [])

  return (
    <Dialog title="Image" className="is-image" onClose={closeDialog}>
      <div ref={body} className="image-body">
        <ImageStage
          pictureId={pictureId}
          prompt={prompt.trim() === '' ? 'A picture without words' : prompt}
          size={picture}
          keys={keys}
          trouble={trouble}
          isAwaited={isAwaited}
          onTrouble={() => {
            void fetch(pictureUrl(pictureId)).then(({ ok }) =>
              setLost({ id: pictureId, hasArrived, trouble: ok ? 'damaged' : 'missing' }),
            )
          }}
          onDragStart={(event) => dragPictures([pictureId], event)}
          onPrevious={toPrevious}
          onNext={toNext}
        />
        <div className="image-side">
          <div className="image-about">
            <ImageFacts pictureId={pictureId} picture={picture} prompt={prompt} />
            {picture && <PictureActions picture={picture} />}
            {picture && <PictureLineage picture={picture} />}
          </div>
          <div className="image-foot">
            <ExportActions pictureId={pictureId} isMissing={trouble === 'missing'} />
          </div>
        </div>
      </div>
    </Dialog>
  )
}
