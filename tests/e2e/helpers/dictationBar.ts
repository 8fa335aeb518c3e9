import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test'
import { call } from '../fixtures'

const run = promisify(execFile)

export const dictationKey = 'ctrl+shift+d'

export const chooseDictationKey = (page: Page, polishDictation = false) =>
  call(page, 'settings.update', { dictationAccelerator: 'CmdOrCtrl+Shift+D', polishDictation })

/** The page of the bar, which is made at the first press. */
export const dictationBar = async (app: ElectronApplication): Promise<Page> => {
  const find = () => app.windows().find((page) => page.url().endsWith('/dictation.html'))
  await expect.poll(() => find() !== undefined, { intervals: [20] }).toBe(true)
  return find() as Page
}

/** A real click on a button of the bar, by the mouse of the display. */
export const clickBar = async (app: ElectronApplication, button: Locator): Promise<void> => {
  await expect(button).toBeVisible()
  const box = await button.boundingBox()
  const bounds = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find(({ webContents }) => webContents.getURL().endsWith('/dictation.html'))
      ?.getBounds(),
  )
  if (!box || !bounds) throw new Error('The bar is not there')
  const at = [bounds.x + box.x + box.width / 2, bounds.y + box.y + box.height / 2]
  await run('xdotool', ['mousemove', '--sync', ...at.map((value) => String(Math.round(value))), 'click', '1'])
}
