import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobName, SyncedBlobs } from '@shared/sync/syncedLibrary'
import {
  blobNameOf,
  mostPieceBytes,
  openPiece,
  pieceBytes,
  pieceCount,
  piecePath,
  piecesOf,
} from './blobPieces'
import { SyncFault } from './faults'
import { folderFaultOf } from './folderFaults'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'

type MissingBlob = BlobName & { readonly bytes: number }

/** What one look brings at most, so that new messages are not kept waiting by old pictures. */
const bytesPerLook = 64 * 1024 * 1024
const blobsPerLook = 200
/** When one that was not there is looked for again: soon at first, as it may be on its way. */
const retryAfterMs = (tries: number): number => Math.min(5 * 60_000, 2_000 * 2 ** tries)
const mostLacking = 500

/** Brings the pictures and files that the library misses, the newest first, in a folder of its own. */
export class BlobFetcher {
  private readonly lacking = new Map<
    string,
    BlobName & { readonly triedAt: number; readonly tries: number }
  >()

  constructor(
    private readonly deps: {
      readonly place: Place
      readonly library: Pick<SyncedBlobs, 'listMissingBlobs' | 'takeBlob'>
      readonly ring: KeyRing
      readonly folder: string
      readonly now: () => number
    },
  ) {}

  /** What was looked for and not found whole: the others are told. */
  get lacks(): readonly BlobName[] {
    return [...this.lacking.values()].map(({ kind, hash }) => ({ kind, hash }))
  }

  /** How many came, and whether there are more to fetch at once. */
  async fetch(): Promise<{ readonly takenBlobs: number; readonly hasMoreBlobs: boolean }> {
    const { library, now } = this.deps
    const most = blobsPerLook + this.lacking.size + 1
    const missing = await library.listMissingBlobs(most)
    this.forgetFound(missing, missing.length === most)
    const due = missing.filter(({ hash }) => {
      const before = this.lacking.get(hash)
      return !before || Math.abs(now() - before.triedAt) >= retryAfterMs(before.tries)
    })
    let takenBlobs = 0
    let bytes = 0
    for (const [index, blob] of due.entries()) {
      if (bytes >= bytesPerLook || index >= blobsPerLook || this.lacking.size >= mostLacking)
        return { takenBlobs, hasMoreBlobs: this.lacking.size < mostLacking }
      if (await this.fetchOne(blob)) takenBlobs += 1
      bytes += blob.bytes
    }
    return { takenBlobs, hasMoreBlobs: false }
  }

  /** What came from elsewhere, or is needed no more. */
  private forgetFound(missing: readonly MissingBlob[], isPart: boolean): void {
    if (isPart) return
    const hashes = new Set(missing.map(({ hash }) => hash))
    for (const hash of this.lacking.keys()) if (!hashes.has(hash)) this.lacking.delete(hash)
  }

  private async fetchOne(blob: MissingBlob): Promise<boolean> {
    const { library, ring, folder, now } = this.deps
    const name = await blobNameOf(blob, ring)
    const path = join(folder, name)
    await mkdir(folder, { recursive: true })
    const isWhole = (await this.fetchPieces(path, name, blob.bytes)) && (await isThat(path, blob))
    if (!isWhole) {
      const tries = (this.lacking.get(blob.hash)?.tries ?? 0) + 1
      this.lacking.set(blob.hash, { kind: blob.kind, hash: blob.hash, triedAt: now(), tries })
      return false
    }
    await library.takeBlob({ kind: blob.kind, hash: blob.hash, path })
    await rm(path, { force: true })
    this.lacking.delete(blob.hash)
    return true
  }

  /** Goes on where it was cut. False where a piece is not there, or not whole. */
  private async fetchPieces(path: string, name: string, bytes: number): Promise<boolean> {
    const file = await open(path, 'a+')
    try {
      const { size } = await file.stat()
      const done = Math.min(pieceCount(bytes) - 1, Math.floor(size / pieceBytes))
      await file.truncate(done * pieceBytes)
      for (const piece of piecesOf(name, bytes, done)) {
        const sealed = await this.deps.place.read(piecePath(piece), mostPieceBytes)
        if (!sealed) return false
        for await (const chunk of openPiece(sealed, piece, this.deps.ring)) await file.appendFile(chunk)
      }
      return true
    } catch (error) {
      if (error instanceof SyncFault) return false
      throw folderFaultOf(error)
    } finally {
      await file.close()
    }
  }
}

/** Its size and its hash. What is something else is thrown away, so that it is fetched from the start. */
const isThat = async (path: string, { hash, bytes }: MissingBlob): Promise<boolean> => {
  const isOfSize = (await stat(path)).size === bytes
  const digest = createHash('sha256')
  if (isOfSize) for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer)
  if (isOfSize && digest.digest('hex') === hash) return true
  await rm(path, { force: true })
  return false
}
