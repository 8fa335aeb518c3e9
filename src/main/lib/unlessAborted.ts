import { AppError } from '@shared/ipc/errors'

/** The work's result; rejects with `cancelled` at the abort, even where the work itself never settles. */
export const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const leave = () => reject(new AppError('cancelled'))
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
