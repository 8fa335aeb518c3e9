import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { numberedName } from '@shared/model/fileNames'
import { isThere, renameToNew, toWriteFailure } from '../lib/writeWhole'

/** Where something is to be in the end, and whether the user was asked about what may be there now. */
export interface Target {
  readonly path: string
  readonly mayReplace: boolean
}

/**
 * The name with one of these endings: a name without one gets the first, and what has that name already is
 * not touched.
 */
export const targetFor = async (chosen: string, endings: readonly string[]): Promise<Target> => {
  const [first = ''] = endings
  if (endings.includes(extname(chosen).slice(1).toLowerCase())) return { path: chosen, mayReplace: true }
  return { path: await freePath(`${chosen}.${first}`), mayReplace: false }
}

/** The path, or with a number the next that nothing has. */
export const freePath = async (path: string): Promise<string> => {
  for (let count = 1; ; count += 1) {
    const candidate = join(dirname(path), numberedName(basename(path), count))
    if (!(await isThere(candidate))) return candidate
  }
}

/**
 * What is being written beside its target, under hidden names. All of it is put in place at the
 * end, or none of it is left.
 */
export class PartialFiles {
  private readonly made: string[] = []

  constructor(private readonly beside: string) {}

  /** A name for a file or folder that is not there yet. */
  name(): string {
    const path = join(this.beside, `.${randomUUID()}.part`)
    this.made.push(path)
    return path
  }

  async folder(): Promise<string> {
    const path = this.name()
    try {
      await mkdir(path)
    } catch (error) {
      throw toWriteFailure(error)
    }
    return path
  }

  async put(partial: string, { path, mayReplace }: Target): Promise<void> {
    try {
      if (mayReplace) await rename(partial, path)
      else await renameToNew(partial, path)
    } catch (error) {
      throw toWriteFailure(error)
    }
  }

  /** A folder whose name was free a moment ago; nothing is ever merged into another. */
  async putFolder(partial: string, path: string): Promise<string> {
    const free = await freePath(path)
    try {
      await rename(partial, free)
    } catch (error) {
      throw toWriteFailure(error)
    }
    return free
  }

  async remove(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true }).catch(() => {
      // Nothing more can be done about a partial file that cannot be removed; why the export ended is what is
      // told.
    })
  }

  async removeAll(): Promise<void> {
    for (const path of this.made) await this.remove(path)
  }
}
