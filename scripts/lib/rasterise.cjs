// Runs in Electron (scripts/icons.mjs starts it): draws each SVG at each size on a canvas and writes the PNGs.
const { mkdirSync, writeFileSync } = require('node:fs')
const { dirname } = require('node:path')
const { app, BrowserWindow } = require('electron')

/** @type {{ svg: string, size: number, file: string }[]} */
const jobs = JSON.parse(process.env.PARLEY_ICON_JOBS ?? '[]')

// Colours in the files are those of the drawing, whatever the machine's screen is.
app.commandLine.appendSwitch('force-color-profile', 'srgb')

void app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: false })
  await window.loadURL('data:text/html,<title>icons</title>')
  for (const { svg, size, file } of jobs) {
    const url = await window.webContents.executeJavaScript(`(async () => {
      const image = new Image()
      image.src = 'data:image/svg+xml,' + ${JSON.stringify(encodeURIComponent(svg))}
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = ${size}
      const context = canvas.getContext('2d')
      context.imageSmoothingQuality = 'high'
      context.drawImage(image, 0, 0, ${size}, ${size})
      return canvas.toDataURL('image/png')
    })()`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
  }
  app.quit()
})
