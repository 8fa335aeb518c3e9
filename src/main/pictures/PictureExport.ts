import { rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { dayName, numberedName } from '@shared/model/fileNames'
import { type PictureFormat, pictureExtension } from '@shared/model/picture'
import type { PictureExportOptions } from '@shared/model/pictureExport'
import { pictureFileName } from '@shared/model/pictureNames'
import { noCounts, type TransferEvent } from '@shared/model/transfer'
import { renameToNew } from '../lib/writeWhole'
import type { ExportDialogs } from '../transfer/ExportDialogs'
import { type Target, targetFor } from '../transfer/PartialFiles'
import {
  type ChosenExport,
  type Exported,
  SingleExport,
  type SingleExportDeps,
} from '../transfer/SingleExport'
import {
  formatOf,
  type PicturesExport,
  PictureWriter,
  type PictureWriterDeps,
  toWriteFailureUnlessOurs,
} from './PictureWriter'
import type { PictureEncoder } from './pictureFiles'

export interface PictureExportDeps extends SingleExportDeps, PictureWriterDeps {
  readonly dialogs: ExportDialogs
  readonly openEncoder: () => Promise<PictureEncoder>
}

/** Takes pictures out of the app. One export at a time; main owns it, windows only watch it. */
export class PictureExport {
  private readonly single: SingleExport
  private readonly writer: PictureWriter

  constructor(private readonly deps: PictureExportDeps) {
    this.single = new SingleExport(deps, 'an export of pictures')
    this.writer = new PictureWriter(deps)
  }

  get isRunning(): boolean {
    return this.single.isRunning
  }

  export(
    input: { readonly pictureIds: readonly string[]; readonly options: PictureExportOptions },
    windowId: number,
    signal: AbortSignal,
  ): AsyncGenerator<TransferEvent> {
    const { options } = input
    const ids = [...new Set(input.pictureIds)]
    const [first = ''] = ids
    return this.single.run(signal, () => {
      if (ids.length === 1) return this.oneFile(first, options, windowId)
      if (options.pack === 'zip') return this.oneZip(ids, options, windowId)
      return this.manyFiles(ids, options, windowId)
    })
  }

  watch(signal: AbortSignal): AsyncGenerator<TransferEvent> {
    return this.single.watch(signal)
  }

  cancel(): Promise<void> {
    return this.single.cancel()
  }

  show(transferId: string): void {
    this.single.show(transferId)
  }

  /** An encoder is there for as long as the work takes; where none opens, the export fails like any other. */
  private chosen(
    path: string,
    options: PictureExportOptions,
    work: (exporting: PicturesExport) => Promise<Exported>,
    folder = dirname(path),
  ): ChosenExport {
    return {
      name: basename(path),
      folder,
      work: async (context) => {
        const encoder = await this.deps.openEncoder()
        try {
          return await work({ ...context, options, encoder })
        } finally {
          encoder.close()
        }
      },
    }
  }

  private async oneFile(
    id: string,
    options: PictureExportOptions,
    windowId: number,
  ): Promise<ChosenExport | null> {
    const picture = await this.deps.getPicture(id)
    const format = formatOf(picture, options)
    const others = pictureFormats.filter((each) => each !== format)
    const path = await this.deps.dialogs.chooseFile(
      {
        title: 'Export image',
        suggestion: pictureFileName(options.namePattern, picture, format),
        kinds: [format, ...others].map((each) => ({
          name: formatNames[each],
          ending: pictureExtension[each],
        })),
      },
      windowId,
    )
    if (path === null) return null
    const target = await targetFor(path, [
      pictureExtension[format],
      ...Object.keys(formatByEnding).filter((ending) => ending !== pictureExtension[format]),
    ])
    const chosen = formatByEnding[extname(target.path).slice(1).toLowerCase()] ?? format
    return this.chosen(target.path, options, async (exporting) => {
      const { running, partials } = exporting
      const partial = partials.name()
      await this.writer.write(picture, partial, chosen, exporting)
      running.signal.throwIfAborted()
      await partials.put(partial, target)
      return {
        name: basename(target.path),
        path: target.path,
        added: { ...noCounts, pictures: 1 },
        leftOut: [],
      }
    })
  }

  private async oneZip(
    ids: readonly string[],
    options: PictureExportOptions,
    windowId: number,
  ): Promise<ChosenExport | null> {
    const path = await this.deps.dialogs.chooseFile(
      {
        title: `Export ${ids.length} pictures`,
        suggestion: `Parley pictures ${dayName(this.deps.now())}.zip`,
        kinds: [{ name: 'Archive', ending: 'zip' }],
      },
      windowId,
    )
    if (path === null) return null
    const target = await targetFor(path, ['zip'])
    return this.chosen(target.path, options, (exporting) => this.zip(ids, target, exporting))
  }

  private async zip(ids: readonly string[], target: Target, exporting: PicturesExport): Promise<Exported> {
    const { running, partials } = exporting
    const { PictureZip } = await import('./PictureZip')
    const partial = partials.name()
    const zip = new PictureZip(partial, running.signal)
    const single = partials.name()
    try {
      const outcome = await this.writer.writeEach(ids, exporting, {
        partial: () => single,
        take: async (name, picture) => {
          await zip.add(name, single, new Date(picture.createdAt))
          await partials.remove(single)
        },
      })
      await zip.finish()
      running.signal.throwIfAborted()
      await partials.put(partial, target)
      return { ...outcome, name: basename(target.path), path: target.path }
    } catch (error) {
      await zip.abandon()
      throw toWriteFailureUnlessOurs(error)
    }
  }

  private async manyFiles(
    ids: readonly string[],
    options: PictureExportOptions,
    windowId: number,
  ): Promise<ChosenExport | null> {
    const folder = await this.deps.dialogs.chooseFolder(
      `Export ${ids.length} pictures into a folder`,
      windowId,
    )
    if (folder === null) return null
    const inFolder = async (exporting: PicturesExport) => {
      const { running, partials } = exporting
      const made = await partials.folder()
      const ready: { readonly partial: string; readonly name: string }[] = []
      const outcome = await this.writer.writeEach(ids, exporting, {
        partial: (index) => join(made, String(index)),
        take: async (name, _picture, partial) => {
          ready.push({ partial, name })
        },
      })
      running.signal.throwIfAborted()
      const [first = folder] = await putAll(folder, ready)
      return { ...outcome, name: basename(folder), path: first }
    }
    return this.chosen(folder, options, inFolder, folder)
  }
}

const pictureFormats: readonly PictureFormat[] = ['png', 'jpeg', 'webp']
const formatNames: Readonly<Record<PictureFormat, string>> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' }
const formatByEnding: Readonly<Record<string, PictureFormat>> = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  webp: 'webp',
}

/**
 * Gives each its name, or the next with a number that nothing has: all of them, or none. Gives where they
 * are.
 */
const putAll = async (
  folder: string,
  ready: readonly { readonly partial: string; readonly name: string }[],
): Promise<readonly string[]> => {
  const put: string[] = []
  try {
    for (const { partial, name } of ready) put.push(await putFree(partial, folder, name))
  } catch (error) {
    for (const path of put) await rm(path, { force: true })
    throw toWriteFailureUnlessOurs(error)
  }
  return put
}

const putFree = async (partial: string, folder: string, name: string): Promise<string> => {
  for (let count = 1; ; count += 1) {
    const path = join(folder, numberedName(name, count))
    try {
      await renameToNew(partial, path)
      return path
    } catch (error) {
      const { code } = error as { code?: unknown }
      if (code !== 'EEXIST' && code !== 'file/exists') throw error
    }
  }
}
