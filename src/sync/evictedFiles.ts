import { readFile } from 'node:fs/promises'
import { SyncFault } from './faults'
import { codeOf } from './wholeFiles'

/** How long a cloud may take to bring a file. */
const patienceMs = 10_000

/** The one that is being waited for. More of them would take all threads that read files here. */
let hanging: Promise<Uint8Array> | null = null

/**
 * Reads a file that has a size and takes no room: its cloud (iCloud, OneDrive) keeps it elsewhere, or the
 * file system keeps small ones in its tables. Null where it is gone; SyncFault `evicted` where it stays away.
 */
export const readEvicted = async (path: string, limitMs = patienceMs): Promise<Uint8Array | null> => {
  if (hanging) throw new SyncFault('evicted', 'Another file is being waited for')
  const reading = readFile(path)
  hanging = reading
  const over = () => {
    hanging = null
  }
  reading.then(over, over)
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new SyncFault('evicted', 'The cloud has not brought it')), limitMs)
  })
  try {
    const bytes = await Promise.race([reading, limit])
    // A stand-in reads as nothing.
    if (bytes.every((byte) => byte === 0)) throw new SyncFault('evicted', 'The cloud keeps it')
    return bytes
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    if (error instanceof SyncFault) throw error
    throw new SyncFault('evicted', 'The cloud keeps it', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
