import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { AppError } from '@shared/ipc/errors'

/**
 * The text of an ordinary file of a limited size: dialogs also give pipes and disks. `file/unreadable` for
 * anything else, and for what is no UTF-8.
 */
export const readOrdinaryFile = async (path: string, mostBytes: number): Promise<string> => {
  try {
    // Opening a pipe would wait for a writer. Windows knows neither.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const facts = await file.stat()
      if (!facts.isFile()) throw new AppError('file/unreadable', 'Not an ordinary file')
      if (facts.size > mostBytes) throw new AppError('file/unreadable', 'Too large to be ours')
      return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile())
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('file/unreadable', undefined, undefined, { cause })
  }
}
