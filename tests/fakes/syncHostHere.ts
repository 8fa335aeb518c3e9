import type { SyncHostReply, SyncHostRequest } from '@shared/ipc/syncHost'
import type { DirectPort } from '@shared/sync/directPort'
import type { ChildPort } from '../../src/main/library/childPort'
import { SyncHost } from '../../src/sync/SyncHost'

/** The sync process's own host, without its process. */
export const syncHostHere = (): ChildPort => {
  const messages: ((message: unknown) => void)[] = []
  const exits: ((code: number) => void)[] = []
  let isGone = false
  const host = new SyncHost(
    (reply: SyncHostReply) => {
      const copy = structuredClone(reply)
      setImmediate(() => {
        if (!isGone) for (const listener of messages) listener(copy)
      })
    },
    (error) => console.error(error),
  )
  let library: DirectPort | null = null
  const end = (code: number) => {
    isGone = true
    library?.close()
    setImmediate(() => {
      for (const listener of exits) listener(code)
    })
  }
  return {
    post: (message, ports = []) => {
      const request = structuredClone(message) as SyncHostRequest
      if (isGone) return
      if (request.type === 'close') end(0)
      else if (request.type === 'library') {
        library = ports[0] as DirectPort
        host.meetLibrary(library)
      } else host.handle(request)
    },
    onMessage: (listener) => messages.push(listener),
    onExit: (listener) => exits.push(listener),
    kill: () => end(1),
  }
}

/** Two ends that hand on copies, never within the call, as between processes. */
export const channelHere = (): readonly [DirectPort, DirectPort] => {
  const makeEnd = () => ({ messages: [] as ((m: unknown) => void)[], closes: [] as (() => void)[] })
  const ends = [makeEnd(), makeEnd()] as const
  let isOpen = true
  const close = () => {
    if (!isOpen) return
    isOpen = false
    setImmediate(() => {
      for (const { closes } of ends) for (const listener of closes) listener()
    })
  }
  const portOf = (own: 0 | 1): DirectPort => ({
    post: (message) => {
      const copy = structuredClone(message)
      setImmediate(() => {
        if (isOpen) for (const listener of ends[own === 0 ? 1 : 0].messages) listener(copy)
      })
    },
    onMessage: (listener) => ends[own].messages.push(listener),
    onClose: (listener) => ends[own].closes.push(listener),
    close,
  })
  return [portOf(0), portOf(1)]
}
