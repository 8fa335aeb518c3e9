import { createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { PassThrough, type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Sink } from './context'

/**
 * Writes an archive entry by entry, straight to disk, of any size (ZIP64 where it needs to be). Entries come
 * one after the other: the next is begun when the one before it is written.
 */
export class ZipWriter {
  private readonly zip = new ZipFile()
  private readonly written: Promise<void>
  private failure: unknown = null
  private readonly failed: Promise<never>

  constructor(
    private readonly path: string,
    private readonly mtime: Date,
    signal: AbortSignal,
  ) {
    let reject: (error: unknown) => void = () => {}
    this.failed = new Promise<never>((_resolve, onError) => {
      reject = onError
    })
    // The caller that writes at that moment is told; when none does, `finish` is.
    this.failed.catch(() => {})
    this.zip.on('error', (error) => reject(error))
    this.written = pipeline(this.zip.outputStream, createWriteStream(path, { mode: 0o600 }), { signal })
    this.written.catch((error: unknown) => {
      this.failure = error
      reject(error)
    })
  }

  /** An entry that is written as text or bytes. */
  async add(name: string, work: (sink: Sink) => Promise<void>): Promise<void> {
    const through = new PassThrough()
    const sink: Sink = {
      write: async (piece) => {
        if (this.failure !== null) throw this.failure
        if (through.write(piece)) return
        await Promise.race([
          new Promise<void>((resolve) => through.once('drain', () => resolve())),
          this.failed,
        ])
      },
    }
    const done = this.entry(name, through, true)
    // Should the work itself fail, `done` is never awaited, and its rejection is no fault.
    done.catch(() => {})
    try {
      await work(sink)
    } catch (error) {
      through.destroy()
      throw error
    }
    through.end()
    await done
  }

  /**
   * An entry that is an open file as it is; pictures and the like do not get smaller. `seen` gets every piece
   * of it. Opening and closing are the caller's: a file that cannot be opened must not leave half an entry.
   */
  async addFile(name: string, file: FileHandle, seen: (piece: Buffer) => void = () => {}): Promise<void> {
    const source = file.createReadStream({ highWaterMark: 256 * 1024, autoClose: false })
    const watched = new Transform({
      transform: (piece: Buffer, _encoding, next) => {
        seen(piece)
        next(null, piece)
      },
    })
    source.on('error', (error) => watched.destroy(error))
    await this.entry(name, source.pipe(watched), false)
  }

  /** The end of the archive; on disk when this resolves. */
  async finish(): Promise<void> {
    this.zip.end()
    await this.written
    const file = await open(this.path, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  }

  /** Lets go of the file, whatever is in it. */
  async abandon(): Promise<void> {
    ;(this.zip.outputStream as Readable).destroy()
    await this.written.catch(() => {})
  }

  private async entry(name: string, stream: Readable, compress: boolean): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve)
      stream.once('error', reject)
      // The stream was destroyed without an error: the code that did that has an error of its own.
      stream.once('close', resolve)
    })
    this.zip.addReadStream(stream, name, { compress, mtime: this.mtime, mode: 0o100600 })
    await Promise.race([ended, this.failed])
  }
}
