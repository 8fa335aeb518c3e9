import { type DragIcon, dragIconSide, mostDraggedPictures } from '@shared/model/pictureExport'
import type { DragEvent } from 'react'
import { client } from '../../../ipc/client'

/** The picture as it is on the screen, small. Null where nothing is drawn yet. */
const iconOf = (image: HTMLImageElement | null): DragIcon | null => {
  if (!image || image.naturalWidth === 0) return null
  const { naturalWidth, naturalHeight } = image
  const scale = Math.min(1, dragIconSide / Math.max(naturalWidth, naturalHeight))
  const width = Math.max(1, Math.round(naturalWidth * scale))
  const height = Math.max(1, Math.round(naturalHeight * scale))
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) return null
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  const pixels = new Uint8Array(data)
  // As main's side has them: blue first.
  for (let at = 0; at < pixels.length; at += 4) {
    pixels[at] = data[at + 2] ?? 0
    pixels[at + 2] = data[at] ?? 0
  }
  return { width, height, pixels }
}

/**
 * Begins to drag pictures out of the window as files, in `onDragStart` of what shows one of them: the drag
 * shows its `img`.
 */
export const dragPictures = (pictureIds: readonly string[], event: DragEvent<HTMLElement>): void => {
  // Main takes over: the page's own drag knows no files.
  event.preventDefault()
  const { currentTarget } = event
  const image = currentTarget instanceof HTMLImageElement ? currentTarget : currentTarget.querySelector('img')
  client
    .call('pictures.drag', { pictureIds: pictureIds.slice(0, mostDraggedPictures), icon: iconOf(image) })
    .catch(async (error: unknown) => {
      console.error('Pictures could not be dragged', error)
      const { refuseDrag } = await import('./pictureExportStore')
      refuseDrag(pictureIds, error)
    })
}
