import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { readImageHeader } from '@shared/lib/imageHeader'
import { mostThumbnailBytes, thumbnailFileName, thumbnailSide, thumbnailStretch } from '@shared/model/gallery'
import { ContentFolder } from '../ContentFolder'
import type { Database } from '../Database'
import { getPicture } from './pictures'

/**
 * Small copies of pictures, made by the page that wants to show them. Derived data: no backup holds them, and
 * who deletes them loses nothing.
 */
export class Thumbnails {
  private readonly files: ContentFolder

  constructor(private readonly folder: string) {
    this.files = new ContentFolder(folder)
  }

  keep(database: Database, { pictureId, bytes }: { pictureId: string; bytes: Uint8Array }): void {
    // The thumbnail of a picture that is not there would never be removed.
    if (!getPicture(database, pictureId)) throw new AppError('picture/not-found')
    const { format, width, height } = readImageHeader(bytes)
    const longest = thumbnailSide * thumbnailStretch
    if (format !== 'webp' || Math.max(width, height) > longest || bytes.byteLength > mostThumbnailBytes)
      throw new AppError('picture/unreadable', 'Not a thumbnail')
    this.write(thumbnailFileName(pictureId), bytes)
  }

  /** Removes the thumbnail together with its picture. */
  remove(pictureId: string): void {
    this.files.remove(thumbnailFileName(pictureId))
  }

  /** Removes a thumbnail by its file's name, as `remove` would. */
  removeFile(name: string): void {
    this.files.remove(name)
  }

  names(atATime: number): Generator<string[]> {
    return this.files.names(atATime)
  }

  /** Whole or not at all, but without waiting for the disk: what a power cut takes is made again. */
  private write(name: string, bytes: Uint8Array): void {
    mkdirSync(this.folder, { recursive: true })
    const temporary = join(this.folder, `.${name}-${randomUUID()}.part`)
    try {
      writeFileSync(temporary, bytes, { flag: 'wx' })
      renameSync(temporary, join(this.folder, name))
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }
}
