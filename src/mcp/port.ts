import type { McpHostReply, McpHostRequest } from '@shared/ipc/mcpHost'

/** This process's end of the channel to main. */
export interface HostPort {
  post(reply: McpHostReply): void
  onRequest(listener: (request: McpHostRequest) => void): void
}

/** The part of Electron's `process.parentPort` that is used here: this folder imports nothing of Electron. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** Electron's port in a utility process; Node's channel where this runs as a plain child (in tests). */
export const openPort = (): HostPort => {
  const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort }
  // What comes through is main's: the contract's types hold without a check.
  if (parentPort)
    return {
      post: (reply) => parentPort.postMessage(reply),
      onRequest: (listener) => parentPort.on('message', ({ data }) => listener(data as McpHostRequest)),
    }
  return {
    post: (reply) => void process.send?.(reply),
    onRequest: (listener) => process.on('message', (message) => listener(message as McpHostRequest)),
  }
}
