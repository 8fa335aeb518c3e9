import { readFile } from 'node:fs/promises'
import type { AsyncLibrary } from '@shared/ipc/library'
import { attachmentLimits } from '@shared/model/attachment'
import type { Picture, PictureFormat } from '@shared/model/picture'
import type { AttachmentSource } from '../engines/engine'
import { log } from '../lib/log'

/** No model looks at more; more only costs. Pixels of the longer side. */
const mostPictureSide = 2_048

/**
 * Makes a picture smaller, keeping its shape; null where this format cannot be read here, and it goes as it
 * is.
 */
export type ShrinkPicture = (
  bytes: Uint8Array,
  picture: Pick<Picture, 'format' | 'width' | 'height'>,
  longestSide: number,
) => Promise<{ readonly bytes: Uint8Array; readonly format: PictureFormat } | null>

export interface AttachmentSourceDeps {
  readonly library: Pick<AsyncLibrary, 'getPicture' | 'getFileText'>
  readonly picturePath: (picture: Picture) => string
  readonly shrink: ShrinkPicture
}

/** The engine may open what could not be opened here. */
const asItIs = (error: unknown): null => {
  log.warning('A picture could not be made smaller', error)
  return null
}

/**
 * What goes along with the questions of one run. Each thing is read once, however many rounds and tries the
 * run takes.
 */
export const createAttachmentSource = ({
  library,
  picturePath,
  shrink,
}: AttachmentSourceDeps): AttachmentSource => {
  const pictures = new Map<string, Promise<string | null>>()
  const texts = new Map<string, Promise<string | null>>()
  const readPicture = async (id: string) => {
    const picture = await library.getPicture({ id })
    if (!picture) return null
    let bytes: Uint8Array
    try {
      bytes = await readFile(picturePath(picture))
    } catch (error) {
      log.warning('The file of an attached picture could not be read', error)
      return null
    }
    const isLarge = Math.max(picture.width, picture.height) > mostPictureSide
    const smaller = isLarge ? await shrink(bytes, picture, mostPictureSide).catch(asItIs) : null
    const sent = smaller ?? { bytes, format: picture.format }
    return `data:image/${sent.format};base64,${Buffer.from(sent.bytes).toString('base64')}`
  }
  const readText = async (id: string) => {
    const text = await library.getFileText({ id })
    // A character of two units may be cut in half.
    return text === null ? null : text.slice(0, attachmentLimits.characters).toWellFormed()
  }
  return {
    pictureDataUrl: (id) => once(pictures, id, readPicture),
    fileText: (id) => once(texts, id, readText),
  }
}

const once = <T>(kept: Map<string, Promise<T>>, id: string, read: (id: string) => Promise<T>): Promise<T> => {
  const known = kept.get(id)
  if (known) return known
  const reading = read(id)
  kept.set(id, reading)
  // A failure is for this try only.
  reading.catch(() => kept.delete(id))
  return reading
}
