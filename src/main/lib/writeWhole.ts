import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'

/** Writes beside the target and renames: whole or not at all. `file/*` failures say why not. */
export const writeWhole = async (path: string, write: (draft: string) => Promise<void>): Promise<void> => {
  const draft = join(dirname(path), `.${randomUUID()}.part`)
  try {
    await write(draft)
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {
      // Nothing more can be done about a draft that cannot be removed; the first failure is the one to tell.
    })
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new AppError('file/disk-full', undefined, undefined, { cause })
    throw new AppError('file/not-writable', undefined, { reason: code ?? 'unknown' }, { cause })
  }
}

/** To the disk itself, not only to the system's memory. */
export const writeBytes = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}
