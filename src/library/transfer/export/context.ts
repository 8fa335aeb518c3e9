import type { ExportOptions } from '@shared/model/exports'
import type { Picture } from '@shared/model/picture'
import type { ConversationReads } from './walk'

/** The output that a format writes to; a write resolves when there is room for more. */
export interface Sink {
  write(piece: string | Uint8Array): Promise<void>
}

/** A kept picture and the file that holds it. */
export interface PictureFile {
  readonly picture: Picture
  readonly path: string
}

/** What is known of diagrams: pictures of them, as addresses by their sources, and sources without one. */
export interface Diagrams {
  readonly drawn: Readonly<Record<string, string>>
  readonly missing: Set<string>
}

/** What every format is given. */
export interface ExportContext {
  readonly source: ConversationReads
  readonly options: ExportOptions
  readonly signal: AbortSignal
  readonly exportedAt: number
  readonly diagrams: Diagrams
  /** Null where the file is missing or there is none of that id; that is counted and told. */
  findPicture(pictureId: string, name: string): Promise<PictureFile | null>
  /** Counts. */
  wrote(what: 'message' | 'picture' | 'file'): void
}
