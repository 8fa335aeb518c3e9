import type { SyncHostReply, SyncHostRequest } from '@shared/ipc/syncHost'
import { type DirectPort, directPort } from '@shared/sync/directPort'

/** This process's end of the channel to main. */
export interface HostPort {
  post(reply: SyncHostReply): void
  onRequest(listener: (request: SyncHostRequest, library: DirectPort | null) => void): void
}

/** The part of Electron's `process.parentPort` that is used here: this folder imports nothing of Electron. */
interface ParentPort {
  postMessage(message: unknown): void
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly unknown[] }) => void,
  ): void
}

export const openPort = (): HostPort => {
  const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort }
  if (!parentPort) throw new Error('This runs as a utility process only')
  // What comes through is main's: the contract's types hold without a check.
  return {
    post: (reply) => parentPort.postMessage(reply),
    onRequest: (listener) =>
      parentPort.on('message', ({ data, ports: [port] }) =>
        listener(data as SyncHostRequest, port === undefined ? null : directPort(port)),
      ),
  }
}
