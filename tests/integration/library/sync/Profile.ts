import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Database } from '../../../../src/library/Database'
import { Identity } from '../../../../src/sync/Identity'
import { KeyRing } from '../../../../src/sync/keyRing'
import type { LibraryKey } from '../../../../src/sync/keys'
import type { Place } from '../../../../src/sync/Place'
import { type LookResult, SyncLook } from '../../../../src/sync/SyncLook'
import { SyncDevice } from './SyncDevice'
import { syncedLibrary } from './SyncingDevice'

/** A profile on disk: a library, and beside it what sync keeps. It can be copied and set back. */
export class Profile {
  private readonly seed = new Uint8Array(randomBytes(32))
  private opened: SyncDevice | null = null
  private look: { readonly place: Place; readonly run: SyncLook } | null = null

  constructor(
    readonly title: string,
    readonly now: () => number,
    /** Makes names of devices: the same ones each time a test runs. */
    private readonly newId: () => string,
    readonly folder = mkdtempSync(join(tmpdir(), 'parley-profile-')),
  ) {}

  /** The library, while the app runs. */
  get library(): SyncDevice {
    this.opened ??= new SyncDevice(this.title, this.now, () => {}, Database.open(this.libraryPath))
    return this.opened
  }

  /** As by a sync process that runs on, for as long as the place is the same. */
  async round(place: Place, key: LibraryKey): Promise<LookResult> {
    const ring = await KeyRing.of({ keys: [key], removed: {}, ended: [] })
    if (this.look?.place !== place) {
      const library = syncedLibrary(this.library.database, this.now)
      const identity = new Identity({
        folder: join(this.folder, 'sync'),
        library,
        ring,
        newId: this.newId,
      })
      const self = { name: `Computer ${this.title}`, version: '1.2.3', seed: this.seed }
      const incoming = join(this.folder, 'sync', 'incoming')
      const deps = { place, library, identity, incoming, ring, self, now: this.now }
      this.look = { place, run: new SyncLook(deps) }
    }
    return this.look.run.run()
  }

  /** The app ends. */
  quit(): void {
    this.opened?.close()
    this.opened = null
    this.look = null
  }

  get hasLibrary(): boolean {
    return existsSync(this.libraryPath)
  }

  /** A copy of the library's file, as a backup is one. */
  copyLibrary(to: string): void {
    this.quit()
    cpSync(this.libraryPath, to)
  }

  putLibrary(from: string): void {
    this.quit()
    cpSync(from, this.libraryPath)
  }

  removeLibrary(): void {
    this.quit()
    rmSync(this.libraryPath, { force: true })
  }

  /** All of it, as a machine's image or a copied home folder. */
  copyTo(folder: string): void {
    this.quit()
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    cpSync(this.folder, folder, { recursive: true })
  }

  setTo(folder: string): void {
    this.quit()
    rmSync(this.folder, { recursive: true, force: true })
    cpSync(folder, this.folder, { recursive: true })
  }

  remove(): void {
    this.quit()
    rmSync(this.folder, { recursive: true, force: true })
  }

  private get libraryPath(): string {
    return join(this.folder, 'library.db')
  }
}
