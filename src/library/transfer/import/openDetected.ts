import { AppError } from '@shared/ipc/errors'
import { type Detected, detect } from './detect'
import { NestedSource } from './sources/NestedSource'
import { openSource } from './sources/openSource'
import type { ImportSource } from './sources/source'

/** Archives within archives are opened so far. */
const deepest = 3

/** Opens a file or folder and finds out what it is; archives within are opened where it is nothing itself. */
export const openDetected = async (
  path: string,
): Promise<{ readonly source: ImportSource; readonly detected: Detected }> => {
  let source = await openSource(path)
  try {
    for (let depth = 0; ; depth += 1) {
      const detected = await detect(source).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'file/unsupported') return error
        throw error
      })
      if (!(detected instanceof AppError)) {
        // A whole library is read from its own file when it is restored.
        if (depth === 0 || detected.source !== 'parley-archive') return { source, detected }
        throw new AppError('file/unsupported', 'An archive within an archive', { reason: 'nested-library' })
      }
      const opened = await NestedSource.open(source)
      if (!opened) throw detected
      source = opened
      if (depth >= deepest)
        throw new AppError('file/too-large', 'Archives within archives', { limit: deepest })
    }
  } catch (error) {
    await source.close()
    throw error
  }
}
