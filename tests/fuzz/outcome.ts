import { AppError } from '@shared/ipc/errors'
import { afterAll, beforeAll } from 'vitest'

// What every fuzzer of engines asks: it ended, in a way that has words, and nothing fell out of the process.

/** How long a round may take before it counts as one that never ends. */
const foreverMs = 30_000

/** Errors that no caller saw. They are a finding of the round in which they came. */
export const watchProcess = () => {
  const strays: unknown[] = []
  const keep = (error: unknown) => strays.push(error)
  beforeAll(() => {
    process.on('uncaughtException', keep)
    process.on('unhandledRejection', keep)
  })
  afterAll(() => {
    process.off('uncaughtException', keep)
    process.off('unhandledRejection', keep)
  })
  return {
    /** Throws what came astray since the last time. */
    async expectNone(): Promise<void> {
      await new Promise((resolve) => setImmediate(resolve))
      const [first] = strays.splice(0)
      if (first !== undefined) throw new Error('An error that no caller saw', { cause: first })
    },
  }
}

/** Null where it was complete. Throws where it did not end, or failed as a bug. */
export const outcomeOf = async (work: Promise<unknown>): Promise<AppError['code'] | null> => {
  let timer: NodeJS.Timeout | undefined
  const forever = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('It did not end')), foreverMs)
  })
  try {
    await Promise.race([work, forever])
    return null
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    return error.code
  } finally {
    clearTimeout(timer)
  }
}
