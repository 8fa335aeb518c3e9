import type { gallery as contract } from '@shared/ipc/gallery'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Handlers } from '../contexts'

interface Needs {
  readonly library: AsyncLibrary
}

export const galleryHandlers = ({ library }: Needs): Handlers<typeof contract> => ({
  'gallery.outline': (input) => library.outlineGallery(input),
  'gallery.rows': (input) => library.loadGalleryRows(input),
  'gallery.ids': (input) => library.listGalleryIds(input),
  'gallery.choices': () => library.listPictureChoices(),
  'gallery.neighbours': (input) => library.findNeighbours(input),
  'gallery.shownIn': (input) => library.listShownIn(input),
  'gallery.keepThumbnail': (input) => library.keepThumbnail(input),
})
