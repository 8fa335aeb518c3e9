import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A place in the spool. */
export interface Spooled {
  readonly at: number
  readonly length: number
}

/**
 * Parts of a file in the order in which they came, on disk, to be read back in another. Gone when it is
 * closed.
 */
export class Spool {
  private end = 0

  private constructor(
    private readonly folder: string,
    private readonly file: FileHandle,
  ) {}

  static async open(): Promise<Spool> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-import-'))
    return new Spool(folder, await open(join(folder, 'spool'), 'w+', 0o600))
  }

  async add(value: unknown): Promise<Spooled> {
    const bytes = Buffer.from(JSON.stringify(value))
    const place = { at: this.end, length: bytes.length }
    await this.file.write(bytes, 0, bytes.length, this.end)
    this.end += bytes.length
    return place
  }

  async load({ at, length }: Spooled): Promise<unknown> {
    const bytes = Buffer.alloc(length)
    await this.file.read(bytes, 0, length, at)
    return JSON.parse(bytes.toString())
  }

  async close(): Promise<void> {
    await this.file.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}
