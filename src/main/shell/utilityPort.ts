import type { UtilityProcess } from 'electron'
import type { ChildPort } from '../library/childPort'

/** A utility process of Electron's as what its client in main needs of it. */
export const utilityPort = (child: UtilityProcess): ChildPort => ({
  post: (message) => child.postMessage(message),
  onMessage: (listener) => child.on('message', listener),
  onExit: (listener) => child.once('exit', listener),
  kill: () => {
    child.kill()
  },
})
