import { constants, copyFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { ExportTarget } from '@shared/ipc/pictures'
import { numberedName, safeFileName } from '@shared/model/fileNames'
import { type Picture, type PictureFormat, pictureExtension } from '@shared/model/picture'
import { isThere, writeBytes, writeWhole } from '../lib/writeWhole'

const formatsByExtension: Readonly<Record<string, PictureFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
}

/** Asks the person where to save. Null when they cancel. */
export type ChooseFile = (suggestion: string, windowId: number) => Promise<string | null>

interface ChosenExport {
  readonly path: string
  /** The kept file, where it can be copied as it is. */
  readonly source: string | null
  /** The dialog asked about this very name. */
  readonly wasConfirmed: boolean
}

/** Exports in two steps: where to (a dialog of ours), then the bytes. A page can write nowhere that was not chosen. */
export class PictureExports {
  private readonly chosen = new Map<string, ChosenExport>()

  constructor(
    private readonly chooseFile: ChooseFile,
    private readonly pathOf: (picture: Picture) => string,
    private readonly newId: () => string,
  ) {}

  async choose(picture: Picture, windowId: number): Promise<ExportTarget | null> {
    const path = await this.chooseFile(suggestName(picture), windowId)
    if (path === null) return null
    const { target: wanted, format } = withFormat(path, picture.format)
    const wasConfirmed = wanted === path
    const target = wasConfirmed ? wanted : await freeName(wanted)
    const exportId = this.newId()
    const isCopy = format === picture.format
    this.chosen.set(exportId, { path: target, source: isCopy ? this.pathOf(picture) : null, wasConfirmed })
    return { exportId, format, isCopy, fileName: basename(target) }
  }

  async save(exportId: string, bytes: Uint8Array | null): Promise<void> {
    const chosen = this.chosen.get(exportId)
    if (!chosen) throw new AppError('ipc/bad-input', 'No such export was chosen')
    if (chosen.source === null && bytes === null)
      throw new AppError('ipc/bad-input', 'The export needs its bytes')
    this.chosen.delete(exportId)
    await writeWhole(
      chosen.path,
      async (draft) => {
        if (chosen.source !== null) {
          await copyFile(chosen.source, draft, constants.COPYFILE_EXCL)
          return
        }
        await writeBytes(draft, bytes ?? new Uint8Array())
      },
      { mayReplace: chosen.wasConfirmed },
    )
  }
}

/** A name without an ending gets the picture's own; an ending that we cannot write is kept and the right one added. */
export const withFormat = (path: string, own: PictureFormat): { target: string; format: PictureFormat } => {
  const format = formatsByExtension[extname(path).toLowerCase()]
  return format ? { target: path, format } : { target: `${path}.${pictureExtension[own]}`, format: own }
}

/** The name, or with a number the next that nothing has: the dialog asked about another one. */
const freeName = async (path: string): Promise<string> => {
  for (let count = 1; ; count += 1) {
    const candidate = join(dirname(path), numberedName(basename(path), count))
    if (!(await isThere(candidate))) return candidate
  }
}

const suggestName = (picture: Picture): string => {
  const words = picture.prompt
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return `${safeFileName(words, 'Picture')}.${pictureExtension[picture.format]}`
}
