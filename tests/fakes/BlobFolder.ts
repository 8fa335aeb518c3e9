import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BlobName, SyncedBlobs } from '../../src/shared/sync/syncedLibrary'

export const hashOfBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A library's pictures and files, each under its hash, as far as sync has to do with them. */
export class BlobFolder implements SyncedBlobs {
  /** What its rows name and it does not have, the newest first. */
  readonly missing: (BlobName & { readonly bytes: number })[] = []

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true })
  }

  keep(bytes: Uint8Array): BlobName {
    const hash = hashOfBytes(bytes)
    writeFileSync(join(this.folder, hash), bytes)
    return { kind: 'picture', hash }
  }

  miss({ kind, hash }: BlobName, bytes: number): void {
    this.missing.unshift({ kind, hash, bytes })
  }

  read({ hash }: BlobName): Buffer | null {
    const path = join(this.folder, hash)
    return existsSync(path) ? readFileSync(path) : null
  }

  async blobPath({ hash }: BlobName): Promise<string | null> {
    const path = join(this.folder, hash)
    return existsSync(path) ? path : null
  }

  async listMissingBlobs(most: number): Promise<readonly (BlobName & { readonly bytes: number })[]> {
    return this.missing.slice(0, most)
  }

  async takeBlob({ hash, path }: BlobName & { readonly path: string }): Promise<void> {
    if (hashOfBytes(readFileSync(path)) !== hash) throw new Error('It is another blob')
    renameSync(path, join(this.folder, hash))
    const at = this.missing.findIndex((each) => each.hash === hash)
    if (at >= 0) this.missing.splice(at, 1)
  }
}
