import { createReadStream } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import { type Fingerprint, fingerprintOf } from './fingerprint'
import type { ImportSource, SourceFile } from './source'

const mostFiles = 400_000
/** Newer exports come in pieces. */
const shard = /^conversations-\d+\.json$/i
const whole = /^conversations\.json$/i
/** The folders in which an unpacked export has its pictures. */
const assetFolder = /^(dalle-generations|user-[\w-]+)$/i
const assetFile = /^file[-_]|\.dat$/i

/** Larger reads than the usual 64 kB: the file is read from end to end. */
const chunkBytes = 256 * 1024

/**
 * A file that was chosen by itself; for an unpacked export with its other pieces and the pictures beside it.
 */
export class FolderSource implements ImportSource {
  readonly name: string
  readonly unsafe: readonly string[] = []

  private constructor(
    path: string,
    readonly files: readonly SourceFile[],
    private readonly fingerprints: ReadonlyMap<string, Fingerprint>,
  ) {
    this.name = basename(path)
  }

  static async open(path: string): Promise<FolderSource> {
    const chosen = await stat(path)
    if (!chosen.isFile()) throw new AppError('file/unreadable', 'Not an ordinary file')
    const name = basename(path)
    const folder = dirname(path)
    const texts = shard.test(name)
      ? (await namesIn(folder)).filter((each) => shard.test(each)).sort()
      : [name]
    const isExport = shard.test(name) || whole.test(name)
    const assets = isExport ? await assetsBeside(folder) : []
    // What Jan says of a thread lies beside its messages, what Claude says of projects beside conversations.
    const sides = name === 'messages.jsonl' ? ['thread.json'] : isExport ? ['projects.json'] : []
    for (const side of sides) if ((await namesIn(folder)).includes(side)) assets.push(side)
    const fingerprints = new Map<string, Fingerprint>()
    const files: SourceFile[] = []
    for (const each of [...texts, ...assets]) {
      const place = join(folder, each)
      // The chosen file may be a link: the user chose it. What lies beside it must not lead elsewhere.
      const facts = each === name ? chosen : await lstat(place)
      if (!facts.isFile()) continue
      if (texts.includes(each)) fingerprints.set(place, fingerprintOf(facts))
      files.push({
        name: each,
        byteLength: facts.size,
        read: () => createReadStream(place, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>,
      })
      if (files.length > mostFiles) break
    }
    return new FolderSource(path, files, fingerprints)
  }

  async assertUnchanged(): Promise<void> {
    for (const [place, fingerprint] of this.fingerprints) {
      const facts = await stat(place).catch(() => null)
      if (!facts || fingerprintOf(facts) !== fingerprint) throw new AppError('file/changed')
    }
  }

  async close(): Promise<void> {}
}

const namesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

const assetsBeside = async (folder: string): Promise<string[]> => {
  const assets: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile() && assetFile.test(entry.name)) assets.push(entry.name)
    if (!entry.isDirectory() || !assetFolder.test(entry.name)) continue
    for (const name of await namesIn(join(folder, entry.name))) assets.push(join(entry.name, name))
  }
  return assets
}
