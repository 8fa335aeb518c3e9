import type { Picture } from '@shared/model/picture'
import { Check, FileWarning, ImageDown, ImageOff } from 'lucide-react'
import { type DragEvent, memo } from 'react'
import { dragPictures } from '../export/dragPictures'
import { usePictureSelection } from './pictureSelection'
import { type Trouble, useThumbnail } from './useThumbnail'

interface Props {
  /** Undefined: not read yet. */
  readonly picture: Picture | undefined
  /** The tile's place among all. */
  readonly index: number
  readonly column: number
  readonly isActive: boolean
  readonly isSelected: boolean
}

const troubleWords: Readonly<Record<Trouble, string>> = {
  missing: 'The file is missing',
  damaged: 'The file is damaged',
}

/** One that is chosen takes all that are chosen along. */
const drag = (pictureId: string, event: DragEvent<HTMLElement>): void => {
  const { ids } = usePictureSelection.getState()
  dragPictures(ids.has(pictureId) ? [...ids] : [pictureId], event)
}

const Thumbnail = ({ picture }: { readonly picture: Picture }) => {
  const { url, trouble, isAwaited, onError } = useThumbnail(picture)
  const prompt = picture.prompt.trim() === '' ? 'A picture without words' : picture.prompt
  if (trouble !== null) {
    const isToCome = trouble === 'missing' && isAwaited
    const words = isToCome ? 'Not here yet' : troubleWords[trouble]
    const Sign = isToCome ? ImageDown : trouble === 'missing' ? ImageOff : FileWarning
    return (
      <span className="tile-trouble" title={`${words}: ${prompt}`}>
        <Sign size={20} aria-hidden="true" />
        <span>
          {words}
          <span className="visually-hidden">: {prompt}</span>
        </span>
      </span>
    )
  }
  return (
    // Named from the start, whether there is something to be seen yet or not.
    <img
      {...(url === null ? { 'data-pending': true } : { src: url })}
      alt={prompt}
      decoding="async"
      draggable
      onDragStart={(event) => drag(picture.id, event)}
      onError={onError}
    />
  )
}

/** A picture of the gallery, in its place. What is done with it, the grid hears. */
export const Tile = memo(({ picture, index, column, isActive, isSelected }: Props) => (
  // biome-ignore lint/a11y/useSemanticElements: a table cannot be windowed
  <div
    role="gridcell"
    className="tile"
    data-index={index}
    aria-colindex={column + 1}
    aria-selected={isSelected}
    tabIndex={isActive ? 0 : -1}
  >
    {picture && <Thumbnail key={picture.id} picture={picture} />}
    <span className="tile-tick" aria-hidden="true">
      <Check size={14} strokeWidth={3} />
    </span>
  </div>
))
Tile.displayName = 'Tile'
