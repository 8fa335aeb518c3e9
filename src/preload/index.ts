import type { Bridge, DropBridge, Frame, Reply } from '@shared/ipc/define'
import { contextBridge, ipcRenderer, webUtils } from 'electron'

// Two generic functions and no domain: what may be asked is decided in main, for every window alike.
const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke('parley:call', name, input) as Promise<Reply<unknown>>,

  open: (name, input, onFrame) => {
    const { port1: port, port2: mainEnd } = new MessageChannel()
    let isOver = false
    const finish = () => {
      isOver = true
      port.close()
    }
    port.onmessage = ({ data }: MessageEvent<Frame<unknown>>) => {
      if (isOver) return
      if (data.type !== 'item') finish()
      onFrame(data)
    }
    // A port that closes without an end was cut: main has gone, or closed it.
    port.addEventListener('close', () => {
      if (isOver) return
      finish()
      onFrame({ type: 'cut' })
    })
    ipcRenderer.postMessage('parley:open', { name, input }, [mainEnd])
    return { close: finish }
  },
}

// The path goes to main without the page: so main knows that the user dropped it there.
const drops: DropBridge = {
  hold: (file) =>
    ipcRenderer.invoke('parley:hold', webUtils.getPathForFile(file as File)) as Promise<string | null>,
}

contextBridge.exposeInMainWorld('parley', bridge)
contextBridge.exposeInMainWorld('parleyDrops', drops)
