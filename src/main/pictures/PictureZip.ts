import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/**
 * Writes files into an archive, one after the other, of any size. Pictures are packed already: they go in as
 * they are.
 */
export class PictureZip {
  private readonly zip = new ZipFile()
  private readonly written: Promise<void>

  constructor(
    private readonly path: string,
    signal: AbortSignal,
  ) {
    this.written = pipeline(this.zip.outputStream, createWriteStream(path, { flags: 'wx' }), { signal })
    // `add` or `finish` reports its failure.
    this.written.catch(() => {})
  }

  async add(name: string, path: string, mtime: Date): Promise<void> {
    const file = createReadStream(path, { highWaterMark: 256 * 1024 })
    const read = new Promise<void>((resolve, reject) => {
      file.once('close', resolve)
      file.once('error', reject)
    })
    this.zip.addReadStream(file, name, { compress: false, mtime, mode: 0o100644 })
    try {
      await Promise.race([read, this.written])
    } finally {
      file.destroy()
    }
  }

  /** On disk when this resolves. */
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
}
