import { randomUUID } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  opendirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** Files that are named by their content, wherever they are. */
export type KeptFiles = Pick<ContentFolder, 'write' | 'read' | 'remove' | 'sizeOf'>

/** A folder of files that are named by their content. */
export class ContentFolder {
  constructor(private readonly folder: string) {}

  /** The whole file or none of it, on disk when this returns. The same bytes twice are one file. */
  write(name: string, bytes: Uint8Array): void {
    if (this.sizeOf(name) === bytes.byteLength) {
      this.touch(name)
      return
    }
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

  pathOf(name: string): string {
    return join(this.folder, name)
  }

  /** A whole file that lies elsewhere, on disk under this name when this returns. */
  take(path: string, name: string): void {
    mkdirSync(this.folder, { recursive: true })
    const temporary = join(this.folder, `.${name}-${randomUUID()}.part`)
    try {
      moveFile(path, temporary)
      const file = openSync(temporary, 'r+')
      try {
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, join(this.folder, name))
    } catch (error) {
      rmSync(temporary, { force: true })
      throw error
    }
    this.touch(name)
  }

  /** The bytes, or null when there is no such file. */
  read(name: string): Uint8Array | null {
    return this.sizeOf(name) === null ? null : readFileSync(join(this.folder, name))
  }

  /** Returns how many bytes the disk got back; null for a file that was gone already, which is no failure. */
  remove(name: string): number | null {
    const size = this.sizeOf(name)
    if (size !== null) rmSync(join(this.folder, name), { force: true })
    return size
  }

  /** Null when there is no such file. */
  sizeOf(name: string): number | null {
    return statSync(join(this.folder, name), { throwIfNoEntry: false })?.size ?? null
  }

  /** The moment at which it was written, or would have been had it not been there already. */
  writtenAt(name: string): number | null {
    return statSync(join(this.folder, name), { throwIfNoEntry: false })?.mtimeMs ?? null
  }

  /** The names of all files, some at a time: there may be a hundred thousand. */
  *names(atATime: number): Generator<string[]> {
    if (!existsSync(this.folder)) return
    const folder = opendirSync(this.folder)
    try {
      for (let names: string[] = []; ; ) {
        const entry = folder.readSync()
        if (entry?.isFile()) names.push(entry.name)
        if (names.length < atATime && entry) continue
        yield names
        if (!entry) return
        names = []
      }
    } finally {
      folder.closeSync()
    }
  }

  private touch(name: string): void {
    const now = new Date()
    try {
      utimesSync(join(this.folder, name), now, now)
    } catch {
      // Only the file's owner may do that: the file is there, which is what counts.
    }
  }
}

/** To another disk it is copied. */
const moveFile = (from: string, to: string): void => {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    copyFileSync(from, to)
    rmSync(from, { force: true })
  }
}

/** The folders in which the library keeps pictures, files that came with questions, and speech. */
export const picturesFolder = (libraryFolder: string): string => join(libraryFolder, 'pictures')
export const thumbnailsFolder = (libraryFolder: string): string => join(libraryFolder, 'thumbnails')
export const filesFolder = (libraryFolder: string): string => join(libraryFolder, 'files')
export const speechFolder = (libraryFolder: string): string => join(libraryFolder, 'speech')
