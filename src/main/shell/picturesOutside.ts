import { Buffer } from 'node:buffer'
import type { DragIcon } from '@shared/model/pictureExport'
import { nativeImage, webContents } from 'electron'
import { type KeptSource, type PictureEncoder, readKept } from '../pictures/pictureFiles'
import { copyPicture } from './compat'

/** Puts a kept picture on the clipboard, as a picture. */
export const copyPictureFile = async (
  source: KeptSource,
  openEncoder: () => Promise<PictureEncoder>,
): Promise<void> => {
  if (source.format === 'png') return copyPicture(await readKept(source))
  const encoder = await openEncoder()
  try {
    const { signal } = new AbortController()
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
