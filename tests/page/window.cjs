// A bare Electron for the page tests, where there is no Chromium: it opens what they ask for and nothing of its own.
const { app } = require('electron')
app.on('window-all-closed', () => {})
