// The floor: as little as an Electron app can be. Everything else is compared with it, on the same runtime in the same run.
const { app, BrowserWindow } = require('electron')
const { join } = require('node:path')

const stream = process.env.FLOOR_STREAM
const page = join(__dirname, process.env.FLOOR_PAGE ?? (stream ? 'stream.html' : 'index.html'))

const openEmpty = () => new BrowserWindow({ width: 1120, height: 780 }).loadFile(page)

/** A page fed with the same answer: read here as the app's main reads it, and sent on in batches of a frame. */
const openStream = async () => {
  const window = new BrowserWindow({
    width: 1120,
    height: 780,
    webPreferences: { preload: join(__dirname, 'preload.js') },
  })
  await window.loadFile(page)
  const { ipcMain } = require('electron')
  ipcMain.once('begin', async (_event, prompt) => {
    const response = await fetch(`${stream}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: prompt }] }),
    })
    let gathered = ''
    let timer
    const send = () => {
      timer = undefined
      window.webContents.send('text', gathered)
      gathered = ''
    }
    let rest = ''
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\n')
      rest = lines.pop()
      for (const line of lines) {
        if (!line.startsWith('data: {')) continue
        gathered += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? ''
      }
      if (gathered !== '') timer ??= setTimeout(send, 16)
    }
    clearTimeout(timer)
    send()
    window.webContents.send('end')
  })
}

app.whenReady().then(stream ? openStream : openEmpty)
