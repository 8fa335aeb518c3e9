import { test } from './fixtures'

test('closing the window where there is no tray ends the app', async ({ launch }) => {
  const { app } = await launch()
  const ended = app.waitForEvent('close')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await ended
})
