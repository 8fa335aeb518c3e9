import { copyFileSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { KeptFile } from './contents'
import { hashFile, type OnBytes, syncFile } from './hashedCopy'

/** The name begins with the hash of what must be in it. */
const isWhole = (path: string, { name, bytes }: KeptFile, onBytes?: OnBytes): boolean =>
  statSync(path, { throwIfNoEntry: false })?.size === bytes &&
  hashFile(path, onBytes) === name.split('.', 1)[0]

const hasSize = (path: string, { bytes }: KeptFile): boolean =>
  statSync(path, { throwIfNoEntry: false })?.size === bytes

/**
 * One file in two places. A hard link takes no room and no time, and outlives the first name; nothing here
 * ever writes into a file again once it has its name. Where the file system has none, a copy.
 */
const share = (from: string, to: string): void => {
  const draft = `${to}.part`
  rmSync(draft, { force: true })
  try {
    linkSync(from, draft)
  } catch {
    copyFileSync(from, draft)
    syncFile(draft)
  }
  renameSync(draft, to)
}

/** Pictures and files of all backups, each once, however many backups need it. */
export class FileStore {
  constructor(
    private readonly libraryFolder: string,
    private readonly backupsFolder: string,
  ) {}

  /**
   * Keeps those that are not kept yet; what is new is compared with the hash that it is named by, unless
   * there is no time for that. Returns those that are missing or not what they should be.
   */
  keep(files: readonly KeptFile[], onFile: OnBytes = () => {}, isHurried = false): KeptFile[] {
    const missing: KeptFile[] = []
    for (const folder of ['pictures', 'files'])
      mkdirSync(join(this.backupsFolder, folder), { recursive: true })
    for (const file of files) {
      const original = join(this.libraryFolder, file.folder, file.name)
      const kept = this.placeOf(file)
      if (!hasSize(kept, file)) {
        if (isHurried ? hasSize(original, file) : isWhole(original, file)) share(original, kept)
        else if (!file.isAwaited) missing.push(file)
      }
      onFile(file.bytes)
    }
    return missing
  }

  /** Puts back what the library's folders lack or have damaged. */
  bringBack(files: readonly KeptFile[], onFile: OnBytes = () => {}): { count: number; missing: number } {
    let count = 0
    let missing = 0
    for (const file of files) {
      const original = join(this.libraryFolder, file.folder, file.name)
      if (!isWhole(original, file)) {
        const kept = this.placeOf(file)
        if (isWhole(kept, file)) {
          mkdirSync(join(this.libraryFolder, file.folder), { recursive: true })
          share(kept, original)
          count += 1
        } else if (!file.isAwaited) missing += 1
      }
      onFile(file.bytes)
    }
    return { count, missing }
  }

  /** Takes out of the library's folders what is kept here and its library does not know. */
  takeOut(files: readonly KeptFile[], known: readonly KeptFile[]): void {
    const names = new Set(known.map(({ name }) => name))
    for (const file of files)
      if (!names.has(file.name) && hasSize(this.placeOf(file), file))
        rmSync(join(this.libraryFolder, file.folder, file.name), { force: true })
  }

  /** Lets go of what no backup needs any more. */
  forgetAllBut(needed: ReadonlySet<string>): void {
    for (const folder of ['pictures', 'files'] as const) {
      for (const name of namesIn(join(this.backupsFolder, folder)))
        if (!needed.has(`${folder}/${name}`)) rmSync(join(this.backupsFolder, folder, name), { force: true })
    }
  }

  private placeOf({ folder, name }: KeptFile): string {
    return join(this.backupsFolder, folder, name)
  }
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    // Nothing was ever kept there.
    return []
  }
}
