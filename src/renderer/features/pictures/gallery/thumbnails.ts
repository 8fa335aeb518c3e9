import { client } from '../../../ipc/client'
import { ThumbnailQueue } from './ThumbnailQueue'

// Decoding is the page's work, in workers of its own: Electron's nativeImage in main held main for 48 ms a
// picture of a megapixel (median; at worst 360), a worker for none, with every frame of the page in time.
export const thumbnails = new ThumbnailQueue(
  () => new Worker(new URL('./thumbnailWorker.ts', import.meta.url), { type: 'module', name: 'thumbnails' }),
  (pictureId, bytes) =>
    client.call('gallery.keepThumbnail', { pictureId, bytes }).catch((error: unknown) => {
      // A full disk, or the picture went meanwhile. It is shown all the same, and made again another time.
      console.warn('A thumbnail was not kept', error)
    }),
  // One core is the page's own.
  Math.max(1, Math.min(3, navigator.hardwareConcurrency - 1)),
)
