import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pictureFileName } from '@shared/ipc/library'
import type { PictureFormat } from '@shared/model/picture'

interface Named {
  readonly id: string
  readonly format: PictureFormat
}

/** The folder of picture files, named by their content. */
export class PictureFiles {
  private readonly folder: string

  constructor(libraryFolder: string) {
    this.folder = join(libraryFolder, 'pictures')
  }

  /** The whole file or none of it, on disk when this returns. The same bytes twice are one file. */
  write(picture: Named, bytes: Uint8Array): void {
    const path = this.pathOf(picture)
    if (this.sizeOf(picture) === bytes.byteLength) return
    mkdirSync(this.folder, { recursive: true })
    const temporary = join(this.folder, `.${picture.id}-${randomUUID()}.part`)
    try {
      const file = openSync(temporary, 'wx')
      try {
        for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, path)
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }

  /** Returns how many bytes the disk got back. A file that is gone already is no failure. */
  remove(picture: Named): number {
    const size = this.sizeOf(picture)
    if (size !== null) rmSync(this.pathOf(picture), { force: true })
    return size ?? 0
  }

  private sizeOf(picture: Named): number | null {
    return statSync(this.pathOf(picture), { throwIfNoEntry: false })?.size ?? null
  }

  private pathOf(picture: Named): string {
    return join(this.folder, pictureFileName(picture))
  }
}
