import { Buffer } from 'node:buffer'
import type { Picture } from '@shared/model/picture'
import type { DragIcon } from '@shared/model/pictureExport'
import { nativeImage, webContents } from 'electron'
import { type PictureEncoder, readKept } from '../pictures/pictureFiles'
import { copyPicture } from './compat'

/** Puts a kept picture on the clipboard, as a picture. */
export const copyPictureFile = async (
  picture: Picture,
  path: string,
  openEncoder: () => Promise<PictureEncoder>,
): Promise<void> => {
  if (picture.format === 'png') return copyPicture(await readKept(path))
  const encoder = await openEncoder()
  try {
    const { signal } = new AbortController()
    const source = { path, format: picture.format }
    await copyPicture(await encoder.encode(source, { format: 'png', quality: 100 }, signal))
  } finally {
    encoder.close()
  }
}

/** Drags files with the mouse, which is pressed in that window. Returns when they were dropped. */
export const dragFiles = (files: readonly string[], icon: DragIcon | null, windowId: number): void => {
  const [file = ''] = files
  // macOS drags nothing without a picture of it, be it one clear pixel.
  const { pixels, width, height } = icon ?? { pixels: new Uint8Array(4), width: 1, height: 1 }
  const image = nativeImage.createFromBitmap(Buffer.from(pixels), { width, height })
  webContents.fromId(windowId)?.startDrag({ file, files: [...files], icon: image })
}
