import { rm } from 'node:fs/promises'
import { AppError, isCancelled } from '@shared/ipc/errors'
import { FileNames } from '@shared/model/fileNames'
import { LeftOutTally } from '@shared/model/LeftOutTally'
import type { Picture, PictureFormat } from '@shared/model/picture'
import type { PictureExportOptions } from '@shared/model/pictureExport'
import { pictureFileName } from '@shared/model/pictureNames'
import { type LeftOut, noCounts } from '@shared/model/transfer'
import { toWriteFailure } from '../lib/writeWhole'
import type { ExportContext, Exported } from '../transfer/SingleExport'
import { type KeptSource, type PictureEncoder, writeSame, writeTold } from './pictureFiles'

export interface PictureWriterDeps {
  /** `picture/not-found` where there is none of that id. */
  readonly getPicture: (id: string) => Promise<Picture>
  readonly sourceOf: (picture: Picture) => Promise<KeptSource>
  readonly software: string
  readonly now: () => number
}

/**
 * An export of pictures that runs, with what the user chose for it and what turns one format into another.
 */
export interface PicturesExport extends ExportContext {
  readonly options: PictureExportOptions
  readonly encoder: PictureEncoder
}

/** Small pictures are written by the hundred a second: every one is one too many to tell of. */
const tellEveryMs = 50

/** By the formats' own rules, in pixels. */
const longestSides: Readonly<Record<PictureFormat, number>> = { png: 2 ** 31 - 1, jpeg: 65_535, webp: 16_383 }

/** Writes kept pictures as files of the wanted format, with the wanted details about them. */
export class PictureWriter {
  constructor(private readonly deps: PictureWriterDeps) {}

  /**
   * Writes each of them into its partial file and gives it on. What is missing or damaged is left out, unless
   * all of it is.
   */
  async writeEach(
    ids: readonly string[],
    exporting: PicturesExport,
    place: {
      partial(index: number): string
      take(name: string, picture: Picture, partial: string): Promise<void>
    },
  ): Promise<Pick<Exported, 'added' | 'leftOut'>> {
    const { running, options } = exporting
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
        await this.write(picture, partial, format, exporting)
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

  /** Writes one picture in this format, whatever the options say of formats. */
  async write(
    picture: Picture,
    partial: string,
    format: PictureFormat,
    { running, encoder, options: { quality, details } }: PicturesExport,
  ): Promise<void> {
    const { software, sourceOf } = this.deps
    const imprint = { details, software }
    try {
      const source = await sourceOf(picture)
      if (format === picture.format) await writeSame(picture, source, partial, imprint)
      else {
        const side = Math.max(picture.width, picture.height)
        if (side > longestSides[format])
          throw new AppError('picture/too-large', undefined, { mostPixels: longestSides[format] })
        const bytes = await encoder.encode(source, { format, quality }, running.signal)
        await writeTold(picture, partial, { format, bytes }, imprint)
      }
    } catch (error) {
      throw toWriteFailureUnlessOurs(error)
    }
  }
}

export const formatOf = (picture: Picture, { format }: PictureExportOptions): PictureFormat =>
  format === 'original' ? picture.format : format

const leftOutReasons: Readonly<Partial<Record<string, LeftOut['reason']>>> = {
  'picture/not-found': 'missing',
  'picture/unreadable': 'damaged',
  'picture/too-large': 'too-large',
}

/** What ends by itself keeps its own reason; what a file system said becomes a failure with words. */
export const toWriteFailureUnlessOurs = (error: unknown): unknown =>
  isCancelled(error) || !(error instanceof Error && 'code' in error) ? error : toWriteFailure(error)
