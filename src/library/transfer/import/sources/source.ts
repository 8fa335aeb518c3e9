import { AppError } from '@shared/ipc/errors'

/** One file of what is imported. */
export interface SourceFile {
  /** Its place, as the source has it. A label only: nothing is ever written there. */
  readonly name: string
  /** What the source says; the bytes that really come are counted. */
  readonly byteLength: number
  read(): AsyncIterable<Buffer>
}

/**
 * What a user chose to import: an archive, or a file with what lies beside it. Read only, and never unpacked.
 */
export interface ImportSource {
  /** The file's name without its folder. */
  readonly name: string
  readonly files: readonly SourceFile[]
  /** Names of entries that lead out of the archive, or are links: they are not among the files. */
  readonly unsafe: readonly string[]
  /** `file/changed` where something else wrote to it since it was opened. */
  assertUnchanged(): Promise<void>
  close(): Promise<void>
}

/** All bytes of a file. `file/too-large` where there are more than `most`, whatever its directory says. */
export const readWhole = async (file: SourceFile, most: number): Promise<Buffer> => {
  const tooLarge = () => new AppError('file/too-large', 'More bytes than are taken', { limit: most })
  if (file.byteLength > most) throw tooLarge()
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of file.read()) {
    length += chunk.length
    if (length > most) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The last part of a path, on whatever system it was written. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
