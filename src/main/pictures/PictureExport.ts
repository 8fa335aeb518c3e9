import { rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { AppError, isCancelled } from '@shared/ipc/errors'
import { dayName, FileNames, numberedName } from '@shared/model/fileNames'
import { LeftOutTally } from '@shared/model/LeftOutTally'
import { type Picture, type PictureFormat, pictureExtension } from '@shared/model/picture'
import type { PictureExportOptions } from '@shared/model/pictureExport'
import { pictureFileName } from '@shared/model/pictureNames'
import { type LeftOut, noCounts, type TransferEvent } from '@shared/model/transfer'
import { renameToNew, toWriteFailure } from '../lib/writeWhole'
import type { ExportDialogs } from '../transfer/Exports'
import { type PartialFiles, type Target, targetFor } from '../transfer/PartialFiles'
import type { RunningTransfer } from '../transfer/RunningTransfer'
import {
  type ChosenExport,
  type Exported,
  SingleExport,
  type SingleExportDeps,
} from '../transfer/SingleExport'
import { type PictureEncoder, writeSame, writeTold } from './pictureFiles'

export interface PictureExportDeps extends SingleExportDeps {
  /** `picture/not-found` where there is none of that id. */
  readonly getPicture: (id: string) => Promise<Picture>
  readonly pathOf: (picture: Picture) => string
  readonly dialogs: ExportDialogs
  readonly openEncoder: () => Promise<PictureEncoder>
  readonly software: string
  readonly now: () => number
}

/** As `ChosenExport` has it, with what turns one format into another. */
type Work = (running: RunningTransfer, partials: PartialFiles, encoder: PictureEncoder) => Promise<Exported>

/** Takes pictures out of the app. One export at a time; main owns it, windows only watch it. */
export class PictureExport {
  private readonly single: SingleExport

  constructor(private readonly deps: PictureExportDeps) {
    this.single = new SingleExport(deps, 'an export of pictures')
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
  private chosen(name: string, folder: string, work: Work): ChosenExport {
    return {
      name,
      folder,
      work: async (running, partials) => {
        const encoder = await this.deps.openEncoder()
        try {
          return await work(running, partials, encoder)
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
    const name = basename(target.path)
    return this.chosen(name, dirname(target.path), async (running, partials, encoder) => {
      const partial = partials.name()
      await this.write(picture, partial, { ...options, format: chosen }, running, encoder)
      running.signal.throwIfAborted()
      await partials.put(partial, target)
      return { name, path: target.path, added: { ...noCounts, pictures: 1 }, leftOut: [] }
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
    return this.chosen(basename(target.path), dirname(target.path), (running, partials, encoder) =>
      this.zip(ids, options, target, running, partials, encoder),
    )
  }

  private async zip(
    ids: readonly string[],
    options: PictureExportOptions,
    target: Target,
    running: RunningTransfer,
    partials: PartialFiles,
    encoder: PictureEncoder,
  ): Promise<Exported> {
    const { PictureZip } = await import('./PictureZip')
    const partial = partials.name()
    const zip = new PictureZip(partial, running.signal)
    const single = partials.name()
    try {
      const outcome = await this.each(ids, options, running, encoder, {
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
    const name = basename(folder)
    return this.chosen(name, folder, async (running, partials, encoder) => {
      const made = await partials.folder()
      const ready: { readonly partial: string; readonly name: string }[] = []
      const outcome = await this.each(ids, options, running, encoder, {
        partial: (index) => join(made, String(index)),
        take: async (name, _picture, partial) => {
          ready.push({ partial, name })
        },
      })
      running.signal.throwIfAborted()
      const [first = folder] = await putAll(folder, ready)
      return { ...outcome, name, path: first }
    })
  }

  /**
   * Writes each of them into its partial file and gives it on. What is missing or damaged is left out, unless
   * all of it is.
   */
  private async each(
    ids: readonly string[],
    options: PictureExportOptions,
    running: RunningTransfer,
    encoder: PictureEncoder,
    place: {
      partial(index: number): string
      take(name: string, picture: Picture, partial: string): Promise<void>
    },
  ): Promise<Pick<Exported, 'added' | 'leftOut'>> {
    const names = new FileNames()
    const leftOut = new LeftOutTally()
    let count = 0
    let lastFailure: unknown = null
    let toldAt = Number.NEGATIVE_INFINITY
    for (const [index, id] of ids.entries()) {
      running.signal.throwIfAborted()
      const now = this.deps.now()
      if (now - toldAt >= tellEveryMs) {
        toldAt = now
        running.tell({
          type: 'progress',
          progress: { phase: 'writing', done: index, total: ids.length, unit: 'pictures' },
          added: { ...noCounts, pictures: count },
        })
      }
      const partial = place.partial(index)
      try {
        const picture = await this.deps.getPicture(id)
        const format = formatOf(picture, options)
        await this.write(picture, partial, { ...options, format }, running, encoder)
        const name = pictureFileName(options.namePattern, picture, format, index + 1, ids.length)
        await place.take(names.take(name), picture, partial)
        count += 1
      } catch (error) {
        const reason = error instanceof AppError ? leftOutReasons[error.code] : undefined
        if (!reason) throw error
        leftOut.add('picture', reason)
        lastFailure = error
        await rm(partial, { force: true })
      }
    }
    if (count === 0) throw lastFailure
    return { added: { ...noCounts, pictures: count }, leftOut: leftOut.list() }
  }

  private async write(
    picture: Picture,
    partial: string,
    wanted: PictureExportOptions & { readonly format: PictureFormat },
    { signal }: RunningTransfer,
    encoder: PictureEncoder,
  ): Promise<void> {
    const { software, pathOf } = this.deps
    const source = pathOf(picture)
    const { format, details } = wanted
    try {
      if (format === picture.format) await writeSame(picture, source, partial, { details, software })
      else {
        const side = Math.max(picture.width, picture.height)
        if (side > longestSides[format])
          throw new AppError('picture/too-large', undefined, { mostPixels: longestSides[format] })
        const bytes = await encoder.encode({ path: source, format: picture.format }, wanted, signal)
        await writeTold(partial, picture, format, bytes, details, software)
      }
    } catch (error) {
      throw toWriteFailureUnlessOurs(error)
    }
  }
}

/** Small pictures are written by the hundred a second: every one is one too many to tell of. */
const tellEveryMs = 50

const pictureFormats: readonly PictureFormat[] = ['png', 'jpeg', 'webp']
const formatNames: Readonly<Record<PictureFormat, string>> = { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' }
const formatByEnding: Readonly<Record<string, PictureFormat>> = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  webp: 'webp',
}

/** By the formats' own rules, in pixels. */
const longestSides: Readonly<Record<PictureFormat, number>> = { png: 2 ** 31 - 1, jpeg: 65_535, webp: 16_383 }

const formatOf = (picture: Picture, { format }: PictureExportOptions): PictureFormat =>
  format === 'original' ? picture.format : format

const leftOutReasons: Readonly<Partial<Record<string, LeftOut['reason']>>> = {
  'picture/not-found': 'missing',
  'picture/unreadable': 'damaged',
  'picture/too-large': 'too-large',
}

/** What ends by itself keeps its own reason; what a file system said becomes a failure with words. */
const toWriteFailureUnlessOurs = (error: unknown): unknown =>
  isCancelled(error) || !(error instanceof Error && 'code' in error) ? error : toWriteFailure(error)

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
