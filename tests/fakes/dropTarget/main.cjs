// Another program, in a corner of the screen, that takes files: to see what arrives there when one is dragged
// out of Parley. What was dropped is in the page's `dropped`, as names and bytes.
const { app, BrowserWindow } = require('electron')

const page = `<body style="margin:0;height:100vh;background:#dfd"><script>
  globalThis.dropped = []
  addEventListener('dragover', (event) => {
    event.preventDefault()
    document.body.dataset.over = ''
  })
  addEventListener('drop', async (event) => {
    event.preventDefault()
    const files = [...event.dataTransfer.files]
    for (const file of files)
      dropped.push({ name: file.name, bytes: [...new Uint8Array(await file.arrayBuffer())] })
  })
</script></body>`

app.whenReady().then(() => {
  const window = new BrowserWindow({ x: 1580, y: 60, width: 300, height: 300, frame: false })
  window.loadURL(`data:text/html,${encodeURIComponent(page)}`)
})
