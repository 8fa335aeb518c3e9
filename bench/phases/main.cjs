// Loaded into main before the app (`electron -r`): notes when its start reaches what, and changes nothing of it.
const begin = Date.now() - performance.now()
const marks = []
const mark = (name) => marks.push([name, begin + performance.now(), process.cpuUsage()])
mark('main begins')

const { app } = require('electron')

// The first thing that the app's own code does, once all its imports are there.
const { requestSingleInstanceLock } = app
app.requestSingleInstanceLock = (...input) => {
  mark('imports done')
  const answer = requestSingleInstanceLock.apply(app, input)
  mark('lock taken')
  return answer
}
app.once('ready', () => mark('ready'))
app.once('browser-window-created', (_event, window) => {
  mark('window created')
  setImmediate(() => mark('main free after the window'))
  window.once('ready-to-show', () => mark('ready to show'))
  window.once('show', () => mark('shown'))
  window.once('focus', () => mark('focused'))
  const { webContents } = window
  webContents.once('did-start-navigation', () => mark('navigation starts'))
  webContents.once('did-navigate', () => mark('navigation committed'))
  webContents.once('dom-ready', () => mark('DOM ready'))
  webContents.once('did-finish-load', () => mark('loaded'))
})
app.on('will-quit', () => require('node:fs').writeFileSync(process.env.BENCH_MARKS, JSON.stringify(marks)))
