import type { Contract } from '@shared/ipc/define'
import { ipcMain, type MessagePortMain } from 'electron'
import type { GuardedRouter } from '../ipc/GuardedRouter'
import type { PagePort } from '../ipc/streams'
import type { TrustedSenders } from '../security/TrustedSenders'

/** The channels of the bridge, joined to the router, and the one by which dropped files come. */
export const installIpc = <C extends Contract>(
  /** The first page may ask before the router is there: it waits. */
  loadRouter: () => Promise<GuardedRouter<C>>,
  senders: TrustedSenders,
  loadHold: () => Promise<(windowId: number, path: string) => string>,
): void => {
  ipcMain.handle('parley:hold', async (event, path: unknown) => {
    const sender = senders.identify(event)
    // What was made by a script has no path.
    if (!sender || typeof path !== 'string' || path === '') return null
    return (await loadHold())(sender.windowId, path)
  })
  ipcMain.handle('parley:call', async (event, name: unknown, input: unknown) => {
    // At once: after a navigation the frame that asked is gone.
    const sender = senders.identify(event)
    return (await loadRouter()).call(sender, name, input)
  })
  ipcMain.on('parley:open', (event, message: unknown) => {
    const [port] = event.ports
    if (!port) return
    const { name, input } = (typeof message === 'object' && message !== null ? message : {}) as {
      name?: unknown
      input?: unknown
    }
    const sender = senders.identify(event)
    const page = pagePort(port)
    // Left on its own: a start that fails ends the app, and with it the port.
    void loadRouter().then((router) => router.open(sender, name, input, page))
  })
}

const pagePort = (port: MessagePortMain): PagePort => {
  port.start()
  return {
    postMessage: (frame) => port.postMessage(frame),
    onClose: (listener) => port.on('close', listener),
    close: () => port.close(),
  }
}
