import { readdir, readFile, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobName } from '@shared/sync/syncedLibrary'
import { folderFaultOf } from './folderFaults'
import { hashOf, packName } from './pack'
import { addWholeFile, codeOf, replaceWholeFile } from './wholeFiles'

/**
 * The packs of this device, as they were sealed: on disk before they travel, and given again byte for byte.
 * They stay until a base covers them, so that a place that is lost, exchanged or set back is filled again.
 */
export class OwnPacks {
  constructor(private readonly folder: string) {}

  /** The number of the last; 0 before the first. */
  async last(): Promise<number> {
    return (await this.numbers()).at(-1) ?? 0
  }

  /** The number of the first that is still here; 0 where there is none. */
  async first(): Promise<number> {
    return (await this.numbers()).at(0) ?? 0
  }

  async read(number: number): Promise<Uint8Array> {
    return readFile(join(this.folder, packName(number)))
  }

  /** When it was sealed, by this computer's clock. */
  async keptAt(number: number): Promise<number> {
    return (await stat(join(this.folder, packName(number)))).mtimeMs
  }

  /** Empty before the first. */
  async hashOf(number: number): Promise<string> {
    return number === 0 ? '' : hashOf(await this.read(number))
  }

  async keep(number: number, bytes: Uint8Array): Promise<void> {
    const isNew = await addWholeFile(join(this.folder, packName(number)), bytes).catch((error) => {
      throw folderFaultOf(error)
    })
    if (!isNew) throw new Error(`Pack ${number} is there already`)
  }

  /** The blobs that a pack names, until they are sent: they go before it. */
  async noteBlobs(number: number, blobs: readonly BlobName[]): Promise<void> {
    if (blobs.length > 0) await replaceWholeFile(this.notePath(number), Buffer.from(JSON.stringify(blobs)))
  }

  async notedBlobs(number: number): Promise<readonly BlobName[]> {
    try {
      return JSON.parse(await readFile(this.notePath(number), 'utf8')) as BlobName[]
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    }
  }

  async forgetBlobs(number: number): Promise<void> {
    await rm(this.notePath(number), { force: true })
  }

  /** The last stays in any case: the next one names it. */
  async forget(number: number): Promise<void> {
    if (number < (await this.last())) await unlink(join(this.folder, packName(number))).catch(() => {})
  }

  private notePath(number: number): string {
    return join(this.folder, `${packName(number)}.blobs`)
  }

  private async numbers(): Promise<readonly number[]> {
    const names = await readdir(this.folder).catch((error) => {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    })
    return names
      .filter((name) => /^\d{8}\.pack$/.test(name))
      .map((name) => Number.parseInt(name, 10))
      .sort((one, other) => one - other)
  }
}
