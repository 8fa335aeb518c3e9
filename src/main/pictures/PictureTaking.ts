import { rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { AppError, isCancelled } from '@shared/ipc/errors'
import { FileNames, numberedName } from '@shared/model/fileNames'
import { type Picture, type PictureFormat, pictureExtension } from '@shared/model/picture'
import type { PictureExportOptions } from '@shared/model/pictureExport'
import { pictureFileName } from '@shared/model/pictureNames'
import { type LeftOut, noCounts, type TransferEvent } from '@shared/model/transfer'
import { toFailure } from '../ipc/failures'
import { renameToNew, toWriteFailure } from '../lib/writeWhole'
import { Drafts, type Target, targetFor } from '../transfer/drafts'
import type { ExportDialogs } from '../transfer/exports'
import { RunningTransfer } from '../transfer/running'
import { type PictureEncoder, writeSame, writeTold } from './pictureFiles'

export interface PictureTakingParts {
  /** `picture/not-found` where there is none of that id. */
  readonly getPicture: (id: string) => Promise<Picture>
  readonly pathOf: (picture: Picture) => string
  readonly dialogs: ExportDialogs
  /** A backup takes the library's place: what was chosen may be of another one. */
  readonly isReplacing: () => boolean
  readonly openEncoder: () => Promise<PictureEncoder>
  readonly showInFolder: (path: string) => void
  readonly software: string
  readonly newId: () => string
  readonly now: () => number
}

/** Does the work of one export once it is known where to. Gives what it wrote. */
type Work = (running: RunningTransfer, drafts: Drafts, encoder: PictureEncoder) => Promise<Written>
interface Written {
  readonly name: string
  readonly path: string
  readonly count: number
  readonly leftOut: readonly LeftOut[]
}
interface Chosen {
  readonly name: string
  readonly folder: string
  readonly work: Work
}

/** Takes pictures out of the app. One export at a time; main owns it, windows only watch it. */
export class PictureTaking {
  private current: RunningTransfer | null = null
  private ending: Promise<void> = Promise.resolve()
  private isChoosing = false
  /** What the last one wrote, to be shown in its folder. */
  private written: { readonly id: string; readonly path: string } | null = null

  constructor(private readonly parts: PictureTakingParts) {}

  get isRunning(): boolean {
    return this.current !== null && !this.current.isOver
  }

  async *export(
    input: { readonly pictureIds: readonly string[]; readonly options: PictureExportOptions },
    windowId: number,
    signal: AbortSignal,
  ): AsyncGenerator<TransferEvent> {
    if (this.isChoosing || this.isRunning) throw new AppError('transfer/busy')
    this.assertStaying()
    this.isChoosing = true
    const { options } = input
    const ids = [...new Set(input.pictureIds)]
    const [first = ''] = ids
    let chosen: Chosen | null
    try {
      if (ids.length === 1) chosen = await this.oneFile(first, options, windowId)
      else if (options.pack === 'zip') chosen = await this.oneZip(ids, options, windowId)
      else chosen = await this.manyFiles(ids, options, windowId)
    } finally {
      this.isChoosing = false
    }
    if (!chosen) return
    // The person may have begun to restore a backup while the dialog was open.
    this.assertStaying()
    const running = new RunningTransfer(this.parts.newId())
    this.current = running
    this.ending = this.run(running, chosen)
    yield* running.watch(signal)
  }

  /** The export that runs, or how the last one ended; nothing where there was none. */
  async *watch(signal: AbortSignal): AsyncGenerator<TransferEvent> {
    if (this.current) yield* this.current.watch(signal)
  }

  /** Resolves when nothing of it is left. */
  async cancel(): Promise<void> {
    this.current?.cancel()
    await this.ending
  }

  show(transferId: string): void {
    if (this.written?.id !== transferId) throw new AppError('file/not-found', 'No such export any more')
    this.parts.showInFolder(this.written.path)
  }

  private assertStaying(): void {
    if (this.parts.isReplacing()) throw new AppError('backup/busy')
  }

  private async run(running: RunningTransfer, { name, folder, work }: Chosen): Promise<void> {
    const drafts = new Drafts(folder)
    const result = {
      source: null,
      name,
      added: noCounts,
      known: noCounts,
      leftOut: [],
      failure: null,
    } as const
    running.tell({ type: 'started', name, source: null })
    const ended = await this.worked(work, running, drafts).then(
      (written) => ({ written, error: null }),
      (error: unknown) => ({ written: null, error }),
    )
    // First: once somebody hears of the end, nothing half-written is there.
    await drafts.removeAll()
    const tellEnd = (result: Extract<TransferEvent, { type: 'ended' }>['result']) =>
      running.tell({ type: 'ended', transferId: running.id, result })
    if (ended.written) {
      const { name, path, count, leftOut } = ended.written
      this.written = { id: running.id, path }
      tellEnd({ ...result, end: 'complete', name, added: { ...noCounts, pictures: count }, leftOut })
      return
    }
    if (running.signal.aborted || isCancelled(ended.error)) {
      tellEnd({ ...result, end: 'cancelled' })
      return
    }
    const { code, data } = toFailure(ended.error, 'an export of pictures')
    tellEnd({ ...result, end: 'failed', failure: { code, ...(data ? { data } : {}) } })
  }

  private async worked(work: Work, running: RunningTransfer, drafts: Drafts): Promise<Written> {
    const encoder = await this.parts.openEncoder()
    try {
      return await work(running, drafts, encoder)
    } finally {
      encoder.close()
    }
  }

  private async oneFile(id: string, options: PictureExportOptions, windowId: number): Promise<Chosen | null> {
    const picture = await this.parts.getPicture(id)
    const format = formatOf(picture, options)
    const others = pictureFormats.filter((each) => each !== format)
    const path = await this.parts.dialogs.chooseFile(
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
    return {
      name: basename(target.path),
      folder: dirname(target.path),
      work: async (running, drafts, encoder) => {
        const draft = drafts.name()
        await this.write(picture, draft, { ...options, format: chosen }, running, encoder)
        running.signal.throwIfAborted()
        await drafts.put(draft, target)
        return { name: basename(target.path), path: target.path, count: 1, leftOut: [] }
      },
    }
  }

  private async oneZip(
    ids: readonly string[],
    options: PictureExportOptions,
    windowId: number,
  ): Promise<Chosen | null> {
    const path = await this.parts.dialogs.chooseFile(
      {
        title: `Export ${ids.length} pictures`,
        suggestion: `Parley pictures ${this.day()}.zip`,
        kinds: [{ name: 'Archive', ending: 'zip' }],
      },
      windowId,
    )
    if (path === null) return null
    const target = await targetFor(path, ['zip'])
    return {
      name: basename(target.path),
      folder: dirname(target.path),
      work: (running, drafts, encoder) => this.zip(ids, options, target, running, drafts, encoder),
    }
  }

  private async zip(
    ids: readonly string[],
    options: PictureExportOptions,
    target: Target,
    running: RunningTransfer,
    drafts: Drafts,
    encoder: PictureEncoder,
  ): Promise<Written> {
    const { PictureZip } = await import('./PictureZip')
    const draft = drafts.name()
    const zip = new PictureZip(draft, running.signal)
    const single = drafts.name()
    try {
      const { count, leftOut } = await this.each(ids, options, running, encoder, {
        draft: () => single,
        take: async (name, picture) => {
          await zip.add(name, single, new Date(picture.createdAt))
          await drafts.remove(single)
        },
      })
      await zip.finish()
      running.signal.throwIfAborted()
      await drafts.put(draft, target)
      return { name: basename(target.path), path: target.path, count, leftOut }
    } catch (error) {
      await zip.abandon()
      throw toWriteFailureUnlessOurs(error)
    }
  }

  private async manyFiles(
    ids: readonly string[],
    options: PictureExportOptions,
    windowId: number,
  ): Promise<Chosen | null> {
    const folder = await this.parts.dialogs.chooseFolder(
      `Export ${ids.length} pictures into a folder`,
      windowId,
    )
    if (folder === null) return null
    return {
      name: basename(folder),
      folder,
      work: async (running, drafts, encoder) => {
        const made = await drafts.folder()
        const ready: { readonly draft: string; readonly name: string }[] = []
        const { count, leftOut } = await this.each(ids, options, running, encoder, {
          draft: (index) => join(made, String(index)),
          take: async (name, _picture, draft) => {
            ready.push({ draft, name })
          },
        })
        running.signal.throwIfAborted()
        const [first = folder] = await putAll(folder, ready)
        return { name: basename(folder), path: first, count, leftOut }
      },
    }
  }

  /** Writes each of them into its draft and gives it on. What is missing or damaged is left out, unless all of it is. */
  private async each(
    ids: readonly string[],
    options: PictureExportOptions,
    running: RunningTransfer,
    encoder: PictureEncoder,
    place: {
      draft(index: number): string
      take(name: string, picture: Picture, draft: string): Promise<void>
    },
  ): Promise<{ readonly count: number; readonly leftOut: readonly LeftOut[] }> {
    const names = new FileNames()
    const missing: LeftOutCount = { missing: 0, damaged: 0, 'too-large': 0 }
    let count = 0
    let lastFailure: unknown = null
    let toldAt = Number.NEGATIVE_INFINITY
    for (const [index, id] of ids.entries()) {
      running.signal.throwIfAborted()
      const now = this.parts.now()
      if (now - toldAt >= tellEveryMs) {
        toldAt = now
        running.tell({
          type: 'progress',
          progress: { phase: 'writing', done: index, total: ids.length, unit: 'pictures' },
          added: { ...noCounts, pictures: count },
        })
      }
      const draft = place.draft(index)
      try {
        const picture = await this.parts.getPicture(id)
        const format = formatOf(picture, options)
        await this.write(picture, draft, { ...options, format }, running, encoder)
        const name = pictureFileName(options.namePattern, picture, format, index + 1, ids.length)
        await place.take(names.take(name), picture, draft)
        count += 1
      } catch (error) {
        const reason = error instanceof AppError ? leftOutReasons[error.code] : undefined
        if (!reason) throw error
        missing[reason] += 1
        lastFailure = error
        await rm(draft, { force: true })
      }
    }
    if (count === 0) throw lastFailure
    return { count, leftOut: leftOutOf(missing) }
  }

  private async write(
    picture: Picture,
    draft: string,
    wanted: PictureExportOptions & { readonly format: PictureFormat },
    { signal }: RunningTransfer,
    encoder: PictureEncoder,
  ): Promise<void> {
    const { software, pathOf } = this.parts
    const source = pathOf(picture)
    const { format, details } = wanted
    try {
      if (format === picture.format) await writeSame(picture, source, draft, { details, software })
      else {
        const side = Math.max(picture.width, picture.height)
        if (side > longestSides[format])
          throw new AppError('picture/too-large', undefined, { mostPixels: longestSides[format] })
        const bytes = await encoder.encode({ path: source, format: picture.format }, wanted, signal)
        await writeTold(draft, picture, format, bytes, details, software)
      }
    } catch (error) {
      throw toWriteFailureUnlessOurs(error)
    }
  }

  private day(): string {
    const now = new Date(this.parts.now())
    const two = (value: number) => String(value).padStart(2, '0')
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
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

type LeftOutCount = { missing: number; damaged: number; 'too-large': number }
const leftOutReasons: Readonly<Partial<Record<string, keyof LeftOutCount>>> = {
  'picture/not-found': 'missing',
  'picture/unreadable': 'damaged',
  'picture/too-large': 'too-large',
}
const leftOutOf = (counts: LeftOutCount): readonly LeftOut[] =>
  (['missing', 'damaged', 'too-large'] as const)
    .filter((reason) => counts[reason] > 0)
    .map((reason) => ({ kind: 'picture', reason, count: counts[reason], names: [] }))

/** What ends by itself keeps its own reason; what a file system said becomes a failure with words. */
const toWriteFailureUnlessOurs = (error: unknown): unknown =>
  isCancelled(error) || !(error instanceof Error && 'code' in error) ? error : toWriteFailure(error)

/** Gives each its name, or the next with a number that nothing has: all of them, or none. Gives where they are. */
const putAll = async (
  folder: string,
  ready: readonly { readonly draft: string; readonly name: string }[],
): Promise<readonly string[]> => {
  const put: string[] = []
  try {
    for (const { draft, name } of ready) put.push(await putFree(draft, folder, name))
  } catch (error) {
    for (const path of put) await rm(path, { force: true })
    throw toWriteFailureUnlessOurs(error)
  }
  return put
}

const putFree = async (draft: string, folder: string, name: string): Promise<string> => {
  for (let count = 1; ; count += 1) {
    const path = join(folder, numberedName(name, count))
    try {
      await renameToNew(draft, path)
      return path
    } catch (error) {
      const { code } = error as { code?: unknown }
      if (code !== 'EEXIST' && code !== 'file/exists') throw error
    }
  }
}
