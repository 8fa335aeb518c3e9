import { link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Place, unfinished } from './Place'

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null)

/** A folder that Syncthing, Nextcloud, Dropbox or the like keeps in step. */
export class FolderPlace implements Place {
  constructor(private readonly folder: string) {}

  async list(folder: string): Promise<readonly string[]> {
    try {
      const names = await readdir(join(this.folder, folder))
      return names.filter((name) => !name.endsWith(unfinished)).sort()
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    }
  }

  async read(path: string, most: number): Promise<Uint8Array | null> {
    let file: Awaited<ReturnType<typeof open>>
    try {
      file = await open(join(this.folder, path), 'r')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
    try {
      const { size } = await file.stat()
      return size > most ? null : await file.readFile()
    } finally {
      await file.close()
    }
  }

  async add(path: string, bytes: Uint8Array): Promise<boolean> {
    const target = join(this.folder, path)
    const part = await this.write(target, bytes)
    try {
      return await nameOnce(part, target)
    } finally {
      await unlink(part).catch(() => {})
    }
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const target = join(this.folder, path)
    await rename(await this.write(target, bytes), target)
  }

  /** Whole and on disk before it takes its name: what keeps folders in step takes whatever has one. */
  private async write(target: string, bytes: Uint8Array): Promise<string> {
    const part = `${target}.${process.pid}${unfinished}`
    await mkdir(dirname(target), { recursive: true })
    const file = await open(part, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    return part
  }
}

/** A second name fails where there is one, unlike a new name for the same file. */
const nameOnce = async (part: string, target: string): Promise<boolean> => {
  try {
    await link(part, target)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Some file systems know no second names. No other device writes in this one's folder.
    const isThere = await stat(target).then(
      () => true,
      () => false,
    )
    if (isThere) return false
    await rename(part, target)
    return true
  }
}
