import { type FSWatcher, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isOurName } from './Place'

export interface FolderWatchDeps {
  /** The folder of ours within the place. */
  readonly folder: string
  /** This device, whose own writing is no news. */
  readonly device: string
  /** Something came, at most once in `gatherMs`; it may be nothing. */
  readonly onChange: () => void
  readonly pollMs?: number
}

/** What comes together is told together. */
const gatherMs = 250
/** Where the system does not tell: a drive of the network, or too much that is watched already. */
const pollingMs = 5_000

/**
 * Tells when something came into the folder. The folders of devices alone are watched, each by itself: for
 * all that is below, Linux would need a watch for every file.
 */
export class FolderWatch {
  private readonly watchers = new Map<string, FSWatcher>()
  private telling: NodeJS.Timeout | null = null
  private polling: NodeJS.Timeout | null = null
  private seen = ''
  private isClosed = false

  constructor(private readonly deps: FolderWatchDeps) {}

  /** Resolves once it watches. */
  async start(): Promise<void> {
    this.seen = await this.look()
    await this.watchAll()
  }

  close(): void {
    this.isClosed = true
    for (const watcher of this.watchers.values()) watcher.close()
    this.watchers.clear()
    if (this.telling) clearTimeout(this.telling)
    if (this.polling) clearInterval(this.polling)
  }

  private async watchAll(): Promise<void> {
    const { folder, device } = this.deps
    const devices = join(folder, 'devices')
    const ids = await readdir(devices).catch(() => [])
    const folders = [folder, devices, ...ids.filter((id) => id !== device).map((id) => join(devices, id))]
    for (const each of folders) this.watchOne(each)
    if (this.watchers.size === 0) this.poll()
  }

  private watchOne(path: string): void {
    if (this.isClosed || this.watchers.has(path)) return
    try {
      const watcher = watch(path, { persistent: false }, (_, name) => this.hear(path, name))
      watcher.on('error', () => {
        this.watchers.get(path)?.close()
        this.watchers.delete(path)
        this.poll()
      })
      this.watchers.set(path, watcher)
    } catch (error) {
      // A file among the folders, or one that is not there yet.
      const isNone =
        error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(`${error.code}`)
      if (!isNone) this.poll()
    }
  }

  private hear(path: string, name: string | null): void {
    if (name !== null && (!isOurName(name) || name === this.deps.device)) return
    const { folder } = this.deps
    if (path === folder || path === join(folder, 'devices')) void this.watchAll()
    this.tell()
  }

  private tell(): void {
    if (this.isClosed || this.telling) return
    this.telling = setTimeout(() => {
      this.telling = null
      this.deps.onChange()
    }, gatherMs)
  }

  private poll(): void {
    if (this.isClosed || this.polling) return
    this.polling = setInterval(() => void this.compare(), this.deps.pollMs ?? pollingMs)
    this.polling.unref()
  }

  private async compare(): Promise<void> {
    const seen = await this.look()
    if (seen === this.seen) return
    this.seen = seen
    this.tell()
  }

  /** When each folder of a device last changed. */
  private async look(): Promise<string> {
    const devices = join(this.deps.folder, 'devices')
    const ids = await readdir(devices).catch(() => [])
    const times = ids
      .filter((id) => id !== this.deps.device)
      .map(async (id) => `${id} ${(await stat(join(devices, id)).catch(() => null))?.mtimeMs}`)
    return (await Promise.all(times)).join('\n')
  }
}
