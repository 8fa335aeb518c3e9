import { type FileHandle, open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { AppError } from '@shared/ipc/errors'
import { type Entry, fromFdPromise, getFileNameLowLevel, validateFileName, type ZipFile } from 'yauzl'
import { type Fingerprint, fingerprintOf } from './fingerprint'
import { baseName, type ImportSource, type SourceFile } from './source'

/** A directory of more entries than any real export has would fill memory by itself. */
const mostEntries = 400_000
/** No single text is larger; what says so is a bomb. */
const mostEntryBytes = 64 * 1024 ** 3

const symbolicLink = 0o120000
const fileTypeMask = 0o170000

/** The part of an entry that reading it needs: the whole ones would take a kilobyte each. */
type ZipEntry = Pick<
  Entry,
  'relativeOffsetOfLocalHeader' | 'compressedSize' | 'uncompressedSize' | 'compressionMethod' | 'crc32'
>

export class ZipSource implements ImportSource {
  private constructor(
    readonly name: string,
    readonly files: readonly SourceFile[],
    readonly unsafe: readonly string[],
    private readonly file: FileHandle,
    private readonly fingerprint: Fingerprint,
  ) {}

  static async open(path: string): Promise<ZipSource> {
    const file = await open(path, 'r')
    try {
      const fingerprint = fingerprintOf(await file.stat())
      const zip = await fromFdPromise(file.fd, { lazyEntries: true, decodeStrings: false, autoClose: false })
      const { files, unsafe } = await readDirectory(zip)
      return new ZipSource(baseName(path), files, unsafe, file, fingerprint)
    } catch (error) {
      await file.close()
      throw toFileError(error, baseName(path))
    }
  }

  async assertUnchanged(): Promise<void> {
    if (fingerprintOf(await this.file.stat()) !== this.fingerprint) throw new AppError('file/changed')
  }

  async close(): Promise<void> {
    await this.file.close()
  }
}

const readDirectory = async (
  zip: ZipFile,
): Promise<{ readonly files: SourceFile[]; readonly unsafe: string[] }> => {
  const files: SourceFile[] = []
  const unsafe: string[] = []
  let count = 0
  for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
    count += 1
    if (count > mostEntries) throw new AppError('file/too-large', 'Too many entries', { limit: mostEntries })
    const name = nameOf(entry)
    // Folders, and what macOS puts beside every file.
    if (name.endsWith('/') || name.startsWith('__MACOSX/')) continue
    const isLink = ((entry.externalFileAttributes >>> 16) & fileTypeMask) === symbolicLink
    if (isLink || validateFileName(name) !== null) {
      unsafe.push(name)
      continue
    }
    const { relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, compressionMethod } = entry
    const place: ZipEntry = {
      relativeOffsetOfLocalHeader,
      compressedSize,
      uncompressedSize,
      compressionMethod,
      crc32: entry.crc32,
    }
    const isEncrypted = (entry.generalPurposeBitFlag & 1) !== 0
    files.push({
      name,
      byteLength: uncompressedSize,
      read: () => readEntry(zip, name, place, isEncrypted),
    })
  }
  return { files, unsafe }
}

const nameOf = (entry: Entry): string =>
  getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw ?? (entry.fileName as unknown as Buffer),
    entry.extraFields,
    false,
  )

async function* readEntry(
  zip: ZipFile,
  name: string,
  place: ZipEntry,
  isEncrypted: boolean,
): AsyncGenerator<Buffer> {
  if (isEncrypted) throw new AppError('file/encrypted')
  const { uncompressedSize, compressionMethod } = place
  if (uncompressedSize > mostEntryBytes) throw new AppError('file/too-large', undefined, { name })
  // 0: stored. 8: deflate. No app writes anything else into an export.
  if (compressionMethod !== 0 && compressionMethod !== 8)
    throw new AppError('file/unsupported', 'Compression')
  let checksum = 0
  let length = 0
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(place as Entry, { minimal: true })
    const stream = await openStream(zip, fileDataStart, place)
    for await (const chunk of stream) {
      checksum = crc32(chunk, checksum)
      length += chunk.length
      yield chunk
    }
  } catch (error) {
    throw toFileError(error, baseName(name), length)
  }
  if (checksum !== place.crc32) throw new AppError('file/damaged', 'Checksum', { name: baseName(name) })
}

/** Opens a stream by callback: yauzl's own promise of this one calls another function (3.4.0). */
const openStream = (zip: ZipFile, start: number, place: ZipEntry): Promise<AsyncIterable<Buffer>> =>
  new Promise((resolve, reject) => {
    const { compressedSize, uncompressedSize, compressionMethod } = place
    const isDeflated = compressionMethod === 8
    zip.openReadStreamLowLevel(
      start,
      compressedSize,
      0,
      compressedSize,
      isDeflated,
      uncompressedSize,
      (error, stream) => {
        if (error) reject(error)
        else resolve(stream as AsyncIterable<Buffer>)
      },
    )
  })

/** yauzl and zlib say by a message what is wrong with an archive. */
const toFileError = (cause: unknown, name: string, at?: number): unknown => {
  if (cause instanceof AppError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  // The file system's own failures are told as they are.
  if (/^E[A-Z]+$/.test(code)) return cause
  return new AppError('file/damaged', 'The archive is damaged', { name, ...(at ? { at } : {}) }, { cause })
}
