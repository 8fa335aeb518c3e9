import { link, mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { unfinished } from './Place'

export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null

/** Makes a file that is not seen before it is whole; false where there is one of that name. */
export const addWholeFile = async (target: string, bytes: Uint8Array): Promise<boolean> => {
  const part = await writePart(target, bytes)
  try {
    return await nameOnce(part, target)
  } finally {
    await unlink(part).catch(() => {})
  }
}

export const replaceWholeFile = async (target: string, bytes: Uint8Array): Promise<void> => {
  const part = await writePart(target, bytes)
  try {
    await rename(part, target)
  } catch (error) {
    await unlink(part).catch(() => {})
    throw error
  }
}

/** Whole and on disk before it takes its name: what keeps folders in step takes whatever has one. */
const writePart = async (target: string, bytes: Uint8Array): Promise<string> => {
  const part = `${target}.${process.pid}${unfinished}`
  await mkdir(dirname(target), { recursive: true })
  const file = await open(part, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } catch (error) {
    // On a full disk a piece would keep room from what could be written.
    await unlink(part).catch(() => {})
    throw error
  } finally {
    await file.close()
  }
  return part
}

/** A second name fails where there is one, unlike a new name for the same file. */
const nameOnce = async (part: string, target: string): Promise<boolean> => {
  try {
    await link(part, target)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Some file systems know no second names. No other device writes in this one's folder.
    const isThere = await stat(target).then(
      () => true,
      () => false,
    )
    if (isThere) return false
    await rename(part, target)
    return true
  }
}
