import type { ReadPageReply, ReadPageRequest } from '@shared/ipc/webReader'
import { readPage } from './readPage'

// A process of its own: a hostile page may take all of its time and memory, and main ends it then.

/** The part of Electron's `process.parentPort` that is used here; Node's channel serves in tests. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort }

const post = (reply: ReadPageReply): void => {
  if (parentPort) parentPort.postMessage(reply)
  else process.send?.(reply)
}

// What comes through is main's: the types hold without a check.
const answer = ({ id, ...request }: ReadPageRequest): void => {
  try {
    post({ id, page: readPage(request) })
  } catch (error) {
    // Only its kind: the words may be the page's.
    console.error(`A page could not be read: ${error instanceof Error ? error.name : 'unknown'}`)
    post({ id, fault: true })
  }
}

if (parentPort) parentPort.on('message', ({ data }) => answer(data as ReadPageRequest))
else process.on('message', (message) => answer(message as ReadPageRequest))
// Main is gone, and with it every question.
process.on('disconnect', () => process.exit(0))
