import { cutFor, type ThumbnailReply, type ThumbnailRequest } from './thumbnailTask'

/** A picture of this quality takes twenty kilobytes, and a tile shows no difference. */
const quality = 0.8

const make = async ({ url, width, height }: ThumbnailRequest): Promise<ThumbnailReply> => {
  const response = await fetch(url)
  if (!response.ok) return { type: 'missing' }
  const file = await response.blob()
  const cut = cutFor({ width, height })
  let image: ImageBitmap
  try {
    image = await createImageBitmap(file, cut.x, cut.y, cut.width, cut.height, {
      resizeWidth: cut.toWidth,
      resizeHeight: cut.toHeight,
      // As good as 'high' at this size, in two thirds of the time.
      resizeQuality: 'medium',
    })
  } catch {
    // Chromium's own decoder says so, whatever the header promised.
    return { type: 'damaged' }
  }
  const canvas = new OffscreenCanvas(image.width, image.height)
  canvas.getContext('2d')?.drawImage(image, 0, 0)
  image.close()
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
  return { type: 'made', bytes: new Uint8Array(await blob.arrayBuffer()) }
}

self.addEventListener('message', ({ data }: MessageEvent<ThumbnailRequest>) => {
  void make(data)
    .catch((error: unknown): ThumbnailReply => {
      console.error('A thumbnail could not be made', error)
      return { type: 'damaged' }
    })
    .then((reply) => self.postMessage(reply))
})
