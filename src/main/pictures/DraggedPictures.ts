import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { FileNames } from '@shared/model/fileNames'
import type { Picture } from '@shared/model/picture'
import type { FileDetails } from '@shared/model/pictureExport'
import { pictureFileName } from '@shared/model/pictureNames'
import { toWriteFailure } from '../lib/writeWhole'
import { type KeptSource, writeSame } from './pictureFiles'

export interface DraggedPicturesDeps {
  readonly getPicture: (id: string) => Promise<Picture>
  readonly sourceOf: (picture: Picture) => Promise<KeptSource>
  readonly details: () => FileDetails
  readonly namePattern: () => string
  readonly temporaryFolder: string
  readonly software: string
  readonly now: () => number
}

const prefix = 'parley-drag-'
/** Programs read what was dropped when they get to it: a slow upload still finds its file. */
const keptMs = 60 * 60 * 1000
/** Of an app that ended without clearing up. */
const orphanedMs = 24 * keptMs

/**
 * Pictures on their way to other programs: copies under names that say what they show, never the kept files
 * themselves, which another program could move or change.
 */
export class DraggedPictures {
  private folders: { readonly path: string; readonly madeAt: number }[] = []
  private hasSwept = false

  constructor(private readonly deps: DraggedPicturesDeps) {}

  /** Where the copies are. `picture/not-found` where not one of them is there. */
  async prepare(pictureIds: readonly string[]): Promise<readonly string[]> {
    const { getPicture, sourceOf, details, namePattern, software } = this.deps
    const folder = await this.newFolder()
    const names = new FileNames()
    const files: string[] = []
    let lastFailure: unknown = null
    for (const [index, id] of [...new Set(pictureIds)].entries()) {
      try {
        const picture = await getPicture(id)
        const name = pictureFileName(namePattern(), picture, picture.format, index + 1, pictureIds.length)
        const path = join(folder, names.take(name))
        await writeSame(picture, await sourceOf(picture), path, { details: details(), software })
        files.push(path)
      } catch (error) {
        if (!(error instanceof AppError && error.code.startsWith('picture/'))) {
          await this.remove([folder])
          throw error instanceof AppError ? error : toWriteFailure(error)
        }
        lastFailure = error
      }
    }
    if (files.length === 0) {
      await this.remove([folder])
      throw lastFailure
    }
    return files
  }

  /** Takes all of them away. */
  async clear(): Promise<void> {
    await this.remove(this.folders.map(({ path }) => path))
    this.folders = []
  }

  private async newFolder(): Promise<string> {
    const { temporaryFolder, now } = this.deps
    const isOver = ({ madeAt }: { readonly madeAt: number }) => now() - madeAt > keptMs
    await this.remove(this.folders.filter(isOver).map(({ path }) => path))
    this.folders = this.folders.filter((folder) => !isOver(folder))
    if (!this.hasSwept) {
      this.hasSwept = true
      await this.removeOrphans()
    }
    try {
      const path = await mkdtemp(join(temporaryFolder, prefix))
      this.folders.push({ path, madeAt: now() })
      return path
    } catch (error) {
      throw toWriteFailure(error)
    }
  }

  private async removeOrphans(): Promise<void> {
    const { temporaryFolder, now } = this.deps
    const names = await readdir(temporaryFolder).catch(() => [])
    for (const name of names.filter((each) => each.startsWith(prefix))) {
      const path = join(temporaryFolder, name)
      const made = await stat(path).catch(() => null)
      if (made && now() - made.mtimeMs > orphanedMs) await this.remove([path])
    }
  }

  private async remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await rm(path, { recursive: true, force: true }).catch(() => {
        // Another program holds it open (Windows), or it is another user's: the system clears its temporary
        // folder.
      })
    }
  }
}
