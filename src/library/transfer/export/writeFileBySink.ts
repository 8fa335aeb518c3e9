import { type FileHandle, open } from 'node:fs/promises'
import type { Sink } from './context'

/** Pieces are gathered up to this size: a file is written in few, large steps. */
const gatheredBytes = 256 * 1024

/** Writes a new file. On disk, not only in the system's memory, once `finish` resolves. */
class FileSink implements Sink {
  private pieces: Buffer[] = []
  private size = 0

  private constructor(private readonly file: FileHandle) {}

  /** Replaces what an earlier try left under this name: the caller alone names its temporary files. */
  static async create(path: string): Promise<FileSink> {
    // Only the user may read it: others on a shared computer must not see the history.
    return new FileSink(await open(path, 'w', 0o600))
  }

  async write(piece: string | Uint8Array): Promise<void> {
    // The bytes are copied: the caller may use them again.
    const bytes = Buffer.from(piece)
    this.pieces.push(bytes)
    this.size += bytes.byteLength
    if (this.size >= gatheredBytes) await this.flush()
  }

  async finish(): Promise<void> {
    await this.flush()
    await this.file.sync()
    await this.file.close()
  }

  async abandon(): Promise<void> {
    await this.file.close()
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.concat(this.pieces)
    this.pieces = []
    this.size = 0
    if (bytes.byteLength > 0) await this.file.writeFile(bytes)
  }
}

/** A whole file by way of a sink, or the failure. */
export const writeFileBySink = async (path: string, work: (sink: Sink) => Promise<void>): Promise<void> => {
  const sink = await FileSink.create(path)
  try {
    await work(sink)
  } catch (error) {
    await sink.abandon()
    throw error
  }
  await sink.finish()
}
