import { open, stat } from 'node:fs/promises'
import { AppError } from '@shared/ipc/errors'
import { DirectorySource } from './DirectorySource'
import { FolderSource } from './FolderSource'
import type { ImportSource } from './source'
import { ZipSource } from './ZipSource'

/** Opens a source as what its first bytes say, whatever its name says. */
export const openSource = async (path: string): Promise<ImportSource> => {
  if ((await stat(path)).isDirectory()) return DirectorySource.open(path)
  return (await isZip(path)) ? ZipSource.open(path) : FolderSource.open(path)
}

const isZip = async (path: string): Promise<boolean> => {
  // The dialog gives pipes and disks as well. The check comes before opening, which waits for ever on a pipe
  // that no process writes to.
  if (!(await stat(path)).isFile()) throw new AppError('file/unreadable', 'Not an ordinary file')
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return (
      bytesRead === 4 &&
      buffer.readUInt16BE(0) === 0x504b &&
      [0x0304, 0x0506].includes(buffer.readUInt16BE(2))
    )
  } finally {
    await file.close()
  }
}
