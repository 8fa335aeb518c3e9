import { parentPort } from 'node:worker_threads'
import type { AppError } from '@shared/ipc/errors'
import { type Methods, ThreadRpc } from './ThreadRpc'

/** Answers on this thread what its owner asks. */
export const answerOwner = (methods: Methods, toError: (error: unknown) => AppError): ThreadRpc => {
  if (!parentPort) throw new Error('This is no thread')
  return new ThreadRpc(parentPort, methods, toError)
}
