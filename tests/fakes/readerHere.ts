import type { ChildPort } from '../../src/main/library/childPort'
import type { ReadPageReply, ReadPageRequest } from '../../src/shared/ipc/webReader'
import { readPage } from '../../src/webReader/readPage'

/** The reader of pages in this process, behind the port that its own would have. */
export const readerHere = (): ChildPort => {
  let hear: (reply: ReadPageReply) => void = () => {}
  return {
    post: (message) => {
      const { id, ...request } = message as ReadPageRequest
      queueMicrotask(() => hear({ id, page: readPage(request) }))
    },
    onMessage: (listener) => {
      hear = listener
    },
    onExit: () => {},
    kill: () => {},
  }
}
