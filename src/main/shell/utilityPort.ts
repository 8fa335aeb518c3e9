import type { MessagePortMain, UtilityProcess } from 'electron'
import type { ChildPort } from '../library/childPort'

/** A utility process of Electron's as what its client in main needs of it. */
export const utilityPort = (child: UtilityProcess): ChildPort => ({
  post: (message, ports) => child.postMessage(message, ports as MessagePortMain[] | undefined),
  onMessage: (listener) => child.on('message', listener),
  onExit: (listener) => child.once('exit', listener),
  kill: () => {
    child.kill()
  },
})
