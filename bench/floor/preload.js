const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('floor', {
  begin: (prompt) => ipcRenderer.send('begin', prompt),
  onText: (hear) => ipcRenderer.on('text', (_event, text) => hear(text)),
  onEnd: (hear) => ipcRenderer.on('end', () => hear()),
})
