import { createReadStream } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { type Fingerprint, fingerprintOf } from './fingerprint'
import type { ImportSource, SourceFile } from './source'

const mostFiles = 400_000
const deepest = 12
const chunkBytes = 256 * 1024

/** A folder that was chosen or dropped: an unpacked export, with all that lies below it. */
export class DirectorySource implements ImportSource {
  readonly name: string
  readonly unsafe: readonly string[] = []

  private constructor(
    private readonly path: string,
    readonly files: readonly SourceFile[],
    private readonly fingerprint: Fingerprint,
  ) {
    this.name = basename(path)
  }

  static async open(path: string): Promise<DirectorySource> {
    const files: SourceFile[] = []
    await gather(path, '', 0, files)
    return new DirectorySource(path, files, fingerprintOf(await stat(path)))
  }

  async assertUnchanged(): Promise<void> {
    const facts = await stat(this.path).catch(() => null)
    if (!facts || fingerprintOf(facts) !== this.fingerprint) throw new AppError('file/changed')
  }

  async close(): Promise<void> {}
}

/** Links are left alone: they may lead anywhere, or in a circle. */
const gather = async (root: string, below: string, depth: number, files: SourceFile[]): Promise<void> => {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory() && depth < deepest) await gather(root, name, depth + 1, files)
    if (!entry.isFile()) continue
    if (files.length >= mostFiles)
      throw new AppError('file/too-large', 'Too many files', { limit: mostFiles })
    const place = join(root, name)
    files.push({
      name,
      byteLength: (await lstat(place)).size,
      read: () => createReadStream(place, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>,
    })
  }
}
