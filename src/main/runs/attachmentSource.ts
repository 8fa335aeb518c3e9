import { stat } from 'node:fs/promises'
import type { AsyncLibrary } from '@shared/ipc/library'
import { attachmentLimits } from '@shared/model/attachment'
import type { Picture, PictureFormat } from '@shared/model/picture'
import type { AttachmentSource } from '../engines/engine'
import { log } from '../lib/log'

/** No model looks at more; more only costs. Pixels of the longer side. */
const mostPictureSide = 2_048
/** Tried one after the other where a picture's bytes are still too many for an engine. */
const pictureSides = [mostPictureSide, 1_568, 1_024] as const

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
  /** The kept file of this id. */
  readonly filePath: (fileId: string) => string
  /** What was kept at that path; a temporary conversation's from memory. */
  readonly loadKept: (id: string, path: string) => Promise<Uint8Array>
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
  filePath,
  loadKept,
  shrink,
}: AttachmentSourceDeps): AttachmentSource => {
  const pictures = new Map<string, Promise<string | null>>()
  const texts = new Map<string, Promise<string | null>>()
  const documents = new Map<string, Promise<string | null>>()
  const readPicture = async (id: string, mostBytes: number) => {
    const picture = await library.getPicture({ id })
    if (!picture) return null
    let bytes: Uint8Array
    try {
      bytes = await loadKept(id, picturePath(picture))
    } catch (error) {
      log.warning('The file of an attached picture could not be read', error)
      return null
    }
    let sent: { readonly bytes: Uint8Array; readonly format: PictureFormat } = {
      bytes,
      format: picture.format,
    }
    for (const side of pictureSides) {
      const isLarge = Math.max(picture.width, picture.height) > side
      const isWanted = side === mostPictureSide || sent.bytes.byteLength > mostBytes
      if (isLarge && isWanted) sent = (await shrink(bytes, picture, side).catch(asItIs)) ?? sent
    }
    return `data:image/${sent.format};base64,${Buffer.from(sent.bytes).toString('base64')}`
  }
  const readText = async (id: string) => {
    const text = await library.getFileText({ id })
    // A character of two units may be cut in half.
    return text === null ? null : text.slice(0, attachmentLimits.characters).toWellFormed()
  }
  const readDocument = async (id: string, mostBytes: number) => {
    // Ids come from messages, and messages from anywhere: an import, another version.
    if (!/^[a-f0-9]{16,128}$/.test(id)) return null
    try {
      const path = filePath(id)
      // One that is in memory only is not there, and no larger than what may be attached.
      const kept = await stat(path).catch(() => null)
      if (kept && kept.size > mostBytes) return null
      const read = await loadKept(id, path)
      const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength)
      if (bytes.byteLength > mostBytes) return null
      return bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? bytes.toString('base64') : null
    } catch (error) {
      log.warning('The file of an attached document could not be read', error)
      return null
    }
  }
  return {
    pictureDataUrl: (id, mostBytes = Number.POSITIVE_INFINITY) =>
      once(pictures, `${mostBytes} ${id}`, () => readPicture(id, mostBytes)),
    fileText: (id) => once(texts, id, () => readText(id)),
    pdfBase64: (id, mostBytes) => once(documents, `${mostBytes} ${id}`, () => readDocument(id, mostBytes)),
  }
}

const once = <T>(kept: Map<string, Promise<T>>, id: string, read: () => Promise<T>): Promise<T> => {
  const known = kept.get(id)
  if (known) return known
  const reading = read()
  kept.set(id, reading)
  // A failure is for this try only.
  reading.catch(() => kept.delete(id))
  return reading
}
