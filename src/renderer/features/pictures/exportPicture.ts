import { AppError } from '@shared/ipc/errors'
import { type PictureFormat, pictureUrl } from '@shared/model/picture'
import { client } from '../../ipc/client'

const mediaTypes: Readonly<Record<PictureFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
}
const quality = 0.92

const encode = async (pictureId: string, format: PictureFormat): Promise<Uint8Array<ArrayBuffer>> => {
  const response = await fetch(pictureUrl(pictureId))
  if (!response.ok) throw new AppError('picture/not-found')
  let image: ImageBitmap
  try {
    image = await createImageBitmap(await response.blob())
  } catch (cause) {
    throw new AppError('picture/unreadable', undefined, undefined, { cause })
  }
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  if (!context) throw new AppError('internal', 'No 2d context')
  if (format === 'jpeg') {
    // JPEG has no transparency: what was clear would come out black.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  context.drawImage(image, 0, 0)
  image.close()
  const blob = await canvas.convertToBlob({ type: mediaTypes[format], quality })
  return new Uint8Array(await blob.arrayBuffer())
}

/** Exports a picture to a file that the person chooses. The name written, or null where they changed their mind. */
export const exportPicture = async (pictureId: string): Promise<string | null> => {
  const target = await client.call('pictures.chooseExport', { pictureId })
  if (!target) return null
  const bytes = target.isCopy ? null : await encode(pictureId, target.format)
  await client.call('pictures.saveExport', { exportId: target.exportId, bytes })
  return target.fileName
}
