import { randomUUID } from 'node:crypto'
import { access, link, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '@shared/ipc/errors'

/**
 * True where the target may be there already. A save dialog has asked about the name that it gave, and no
 * other.
 */
export interface WriteOptions {
  readonly mayReplace?: boolean
}

/** Writes beside the target and renames: whole or not at all. `file/*` failures say why not. */
export const writeWhole = async (
  path: string,
  write: (draft: string) => Promise<void>,
  { mayReplace = true }: WriteOptions = {},
): Promise<void> => {
  const draft = join(dirname(path), `.${randomUUID()}.part`)
  try {
    await write(draft)
    if (mayReplace) await rename(draft, path)
    else await renameToNew(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {
      // Nothing more can be done about a draft that cannot be removed; the first failure is the one to tell.
    })
    throw toWriteFailure(cause)
  }
}

/** The `file/*` failure for what a file system said while something was written. */
export const toWriteFailure = (cause: unknown): AppError => {
  if (cause instanceof AppError) return cause
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('file/disk-full', undefined, undefined, { cause })
  if (code === 'EEXIST') return new AppError('file/exists', undefined, undefined, { cause })
  return new AppError('file/not-writable', undefined, { reason: code ?? 'unknown' }, { cause })
}

/** A rename that replaces nothing. */
export const renameToNew = async (draft: string, path: string): Promise<void> => {
  try {
    // Fails where the name is taken, which a rename would not.
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error
    // No hard links here (FAT, some shares): looking first is the best there is.
    if (await isThere(path)) throw new AppError('file/exists')
    await rename(draft, path)
    return
  }
  await rm(draft, { force: true })
}

export const isThere = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Writes to the disk itself, not only to the system's memory. */
export const writeBytes = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}
