import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { ImportSource, SourceFile } from './source'
import { ZipSource } from './ZipSource'

const mostArchives = 50
/** On disk, for all archives within one; no export that was packed twice is larger. */
const mostBytes = 8 * 1024 ** 3
/** Beyond so many files only those that are called an archive are looked at. */
const mostLookedAt = 200

/**
 * The archives within a source, opened beside its other files. They are put aside on disk, where they can be
 * read out of order, and are gone when this is closed.
 */
export class NestedSource implements ImportSource {
  readonly name: string
  readonly files: readonly SourceFile[]
  readonly unsafe: readonly string[]

  private constructor(
    private readonly outer: ImportSource,
    private readonly inner: readonly { readonly place: string; readonly source: ZipSource }[],
    private readonly folder: string,
  ) {
    this.name = outer.name
    const places = new Set(inner.map(({ place }) => place))
    const rest = outer.files.filter(({ name }) => !places.has(name))
    // Of an only one the names stay what they are: some formats are told by them.
    const within = (place: string, name: string) => (inner.length === 1 ? name : `${place}/${name}`)
    this.files = [
      ...rest,
      ...inner.flatMap(({ place, source }) =>
        source.files.map((file) => ({ ...file, name: within(place, file.name) })),
      ),
    ]
    this.unsafe = [...outer.unsafe, ...inner.flatMap(({ source }) => source.unsafe)]
  }

  /** Null where there is no archive in it. */
  static async open(outer: ImportSource): Promise<NestedSource | null> {
    const archives: SourceFile[] = []
    for (const file of outer.files) if (await isArchive(file, outer.files.length)) archives.push(file)
    if (archives.length === 0) return null
    if (archives.length > mostArchives)
      throw new AppError('file/too-large', 'Too many archives', { limit: mostArchives })
    const folder = await mkdtemp(join(tmpdir(), 'parley-import-'))
    const inner: { place: string; source: ZipSource }[] = []
    let left = mostBytes
    try {
      for (const [index, file] of archives.entries()) {
        const path = join(folder, String(index))
        left -= await putAside(file, path, left)
        inner.push({ place: file.name, source: await ZipSource.open(path) })
      }
      return new NestedSource(outer, inner, folder)
    } catch (error) {
      for (const { source } of inner) await source.close()
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  assertUnchanged(): Promise<void> {
    return this.outer.assertUnchanged()
  }

  async close(): Promise<void> {
    for (const { source } of this.inner) await source.close()
    await rm(this.folder, { recursive: true, force: true })
    await this.outer.close()
  }
}

const isArchive = async (file: SourceFile, count: number): Promise<boolean> => {
  if (count > mostLookedAt && !/\.zip$/i.test(file.name)) return false
  for await (const chunk of file.read())
    return chunk.length >= 4 && (chunk.readUInt32BE(0) === 0x504b0304 || chunk.readUInt32BE(0) === 0x504b0506)
  return false
}

/** What a directory says of a size is not believed: the bytes are counted. */
const putAside = async (file: SourceFile, path: string, most: number): Promise<number> => {
  const target = await open(path, 'w', 0o600)
  let length = 0
  try {
    for await (const chunk of file.read()) {
      length += chunk.length
      if (length > most) throw new AppError('file/too-large', 'Archives within it', { limit: mostBytes })
      await target.write(chunk)
    }
  } finally {
    await target.close()
  }
  return length
}
