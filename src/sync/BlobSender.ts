import { stat } from 'node:fs/promises'
import type { BlobName, SyncedBlobs } from '@shared/sync/syncedLibrary'
import {
  blobNameOf,
  mostPieceBytes,
  openPiece,
  type Piece,
  pieceFile,
  pieceFolder,
  piecePath,
  piecesOf,
  sealPiece,
} from './blobPieces'
import { SyncFault } from './faults'
import type { Hello } from './hello'
import type { KeyRing } from './keyRing'
import type { Place } from './Place'

/** Brings pictures and files to the place. */
export class BlobSender {
  /** What lies in each folder of blobs, as far as it was looked at: most blobs are sent once. */
  private readonly listed = new Map<string, Set<string>>()
  private readonly answered = new Map<string, number>()

  constructor(
    private readonly deps: {
      readonly place: Place
      readonly library: Pick<SyncedBlobs, 'blobPath'>
      readonly ring: KeyRing
    },
  ) {}

  /** Those that are here; others have the rest, or ask for it. */
  async send(blobs: readonly BlobName[]): Promise<void> {
    const { place, library, ring } = this.deps
    for (const blob of blobs) {
      const path = await library.blobPath(blob)
      if (path === null) continue
      for (const piece of await this.piecesOf(blob, path)) {
        const there = await this.list(pieceFolder(piece.name))
        if (there.has(pieceFile(piece))) continue
        await place.add(piecePath(piece), await sealPiece(path, piece, ring))
        there.add(pieceFile(piece))
      }
    }
  }

  /** Another device did not find some whole: each that has them looks there, and sends them again. */
  async answer({ device, at, lacks }: Pick<Hello, 'device' | 'at' | 'lacks'>): Promise<void> {
    if (this.answered.get(device) === at) return
    const { place, library, ring } = this.deps
    for (const blob of lacks) {
      const path = await library.blobPath(blob)
      if (path === null) continue
      for (const piece of await this.piecesOf(blob, path))
        if (!(await this.isWhole(piece)))
          await place.replace(piecePath(piece), await sealPiece(path, piece, ring))
    }
    this.answered.set(device, at)
  }

  private async piecesOf(blob: BlobName, path: string): Promise<Iterable<Piece>> {
    return piecesOf(await blobNameOf(blob, this.deps.ring), (await stat(path)).size)
  }

  private async isWhole(piece: Piece): Promise<boolean> {
    const bytes = await this.deps.place.read(piecePath(piece), mostPieceBytes)
    if (!bytes) return false
    try {
      for await (const _ of openPiece(bytes, piece, this.deps.ring));
      return true
    } catch (error) {
      if (error instanceof SyncFault && error.reason === 'damaged') return false
      throw error
    }
  }

  private async list(folder: string): Promise<Set<string>> {
    const known = this.listed.get(folder)
    if (known) return known
    const names = new Set(await this.deps.place.list(folder))
    this.listed.set(folder, names)
    return names
  }
}
