import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A folder of files that are named by their content. */
export class ContentFolder {
  constructor(private readonly folder: string) {}

  /** The whole file or none of it, on disk when this returns. The same bytes twice are one file. */
  write(name: string, bytes: Uint8Array): void {
    if (this.sizeOf(name) === bytes.byteLength) return
    mkdirSync(this.folder, { recursive: true })
    const temporary = join(this.folder, `.${name}-${randomUUID()}.part`)
    try {
      const file = openSync(temporary, 'wx')
      try {
        for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, join(this.folder, name))
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
  }

  /** Returns how many bytes the disk got back. A file that is gone already is no failure. */
  remove(name: string): number {
    const size = this.sizeOf(name)
    if (size !== null) rmSync(join(this.folder, name), { force: true })
    return size ?? 0
  }

  private sizeOf(name: string): number | null {
    return statSync(join(this.folder, name), { throwIfNoEntry: false })?.size ?? null
  }
}

/** Where the library keeps pictures, and files that came with questions. */
export const picturesFolder = (libraryFolder: string): string => join(libraryFolder, 'pictures')
export const filesFolder = (libraryFolder: string): string => join(libraryFolder, 'files')
