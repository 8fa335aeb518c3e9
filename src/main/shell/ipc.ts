import type { Contract } from '@shared/ipc/define'
import { ipcMain, type MessagePortMain } from 'electron'
import type { Router } from '../ipc/router'
import type { PagePort } from '../ipc/streams'
import type { TrustedSenders } from '../security/senders'

/** The two channels of the bridge, joined to the router. */
export const installIpc = <C extends Contract>(router: Router<C>, senders: TrustedSenders): void => {
  ipcMain.handle('parley:call', (event, name: unknown, input: unknown) =>
    router.call(senders.identify(event), name, input),
  )
  ipcMain.on('parley:open', (event, message: unknown) => {
    const [port] = event.ports
    if (!port) return
    const { name, input } = (typeof message === 'object' && message !== null ? message : {}) as {
      name?: unknown
      input?: unknown
    }
    router.open(senders.identify(event), name, input, pagePort(port))
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
