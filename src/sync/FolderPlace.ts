import { constants } from 'node:fs'
import { access, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readEvicted } from './evictedFiles'
import { folderFaultOf } from './folderFaults'
import { isLeftOver, isOurName, type Place, type PlaceEntry } from './Place'
import { PlaceFault } from './placeFaults'
import { addWholeFile, codeOf, replaceWholeFile } from './wholeFiles'

/** A folder that Syncthing, Nextcloud, Dropbox or the like keeps in step. */
export class FolderPlace implements Place {
  constructor(private readonly folder: string) {}

  async check(): Promise<void> {
    await this.try(async () => {
      if (!(await stat(this.folder)).isDirectory()) throw new PlaceFault('no-folder')
      await access(this.folder, constants.R_OK | constants.W_OK)
    })
  }

  async list(folder: string): Promise<readonly string[]> {
    return (await this.names(folder)).filter(isOurName).sort()
  }

  async entries(folder: string): Promise<readonly PlaceEntry[]> {
    return this.entriesOf(folder, await this.list(folder))
  }

  async leftOvers(folder: string): Promise<readonly PlaceEntry[]> {
    return this.entriesOf(folder, (await this.names(folder)).filter(isLeftOver))
  }

  private async names(folder: string): Promise<readonly string[]> {
    return this.orAbsent(() => readdir(join(this.folder, folder)), [])
  }

  private async entriesOf(folder: string, names: readonly string[]): Promise<readonly PlaceEntry[]> {
    const found: PlaceEntry[] = []
    for (const name of names) {
      const entry = await this.entry(folder === '' ? name : `${folder}/${name}`)
      if (entry) found.push(entry)
    }
    return found
  }

  async entry(path: string): Promise<PlaceEntry | null> {
    const found = await this.orAbsent(() => stat(join(this.folder, path)), null)
    if (!found) return null
    return {
      name: path.slice(path.lastIndexOf('/') + 1),
      isFolder: found.isDirectory(),
      bytes: found.size,
      // When it came here: the file's own time is that of the computer which wrote it.
      changedAt: Math.floor(found.ctimeMs),
    }
  }

  async read(path: string, most: number): Promise<Uint8Array | null> {
    const file = join(this.folder, path)
    const found = await this.orAbsent(() => stat(file), null)
    // What is no file may never end: what keeps folders in step brings links to a device as well.
    if (!found?.isFile() || found.size > most) return null
    if (found.size > 0 && found.blocks === 0) return readEvicted(file)
    return this.orAbsent(() => readWithin(file, most), null)
  }

  async add(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.write(() => addWholeFile(join(this.folder, path), bytes))
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    await this.write(() => replaceWholeFile(join(this.folder, path), bytes))
  }

  async remove(path: string): Promise<void> {
    await this.try(() => rm(join(this.folder, path), { recursive: true, force: true }))
  }

  /** Never makes the folder itself: a drive that is not plugged in would be written beside. */
  private async write<T>(work: () => Promise<T>): Promise<T> {
    return this.try(async () => {
      await stat(this.folder)
      return work()
    })
  }

  private async orAbsent<T, A>(work: () => Promise<T>, absent: A): Promise<T | A> {
    try {
      return await work()
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw folderFaultOf(error)
      // Nothing is told to be missing while all of it is.
      await this.try(() => stat(this.folder))
      return absent
    }
  }

  private async try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw folderFaultOf(error)
    }
  }
}

const readWithin = async (path: string, most: number): Promise<Uint8Array | null> => {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    return size > most ? null : await file.readFile()
  } finally {
    await file.close()
  }
}
