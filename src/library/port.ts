import type { CloseRequest, LibraryReply, LibraryRequest, SyncPortRequest } from '@shared/ipc/library'

/** The library process's end of the channel to main. */
export interface LibraryPort {
  post(reply: LibraryReply): void
  onRequest(listener: RequestListener): void
}

type RequestListener = (
  request: LibraryRequest | CloseRequest | SyncPortRequest,
  /** What was handed over with it. */
  ports: readonly unknown[],
) => void

/** The part of Electron's `process.parentPort` that is used here: this folder imports nothing of Electron. */
interface ParentPort {
  postMessage(message: unknown): void
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly unknown[] }) => void,
  ): void
}

/**
 * Electron's port in a utility process; Node's channel where the library runs as a plain child (in tests).
 */
export const openPort = (): LibraryPort => {
  const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort }
  // What comes through is main's: the contract's types hold without a check.
  if (parentPort)
    return {
      post: (reply) => parentPort.postMessage(reply),
      onRequest: (listener) =>
        parentPort.on('message', ({ data, ports }) => listener(data as LibraryRequest, ports)),
    }
  return {
    post: (reply) => void process.send?.(reply),
    onRequest: (listener) => process.on('message', (message) => listener(message as LibraryRequest, [])),
  }
}
