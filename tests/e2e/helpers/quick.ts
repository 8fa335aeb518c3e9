import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ElectronApplication, expect, type Page } from '@playwright/test'
import { pressKeys } from './keys'

const run = promisify(execFile)

export const hotkey = 'ctrl+shift+space'

/**
 * The page of the quick-ask window, as soon as it is made: by itself a while after the start, or by a press.
 */
export const quickPage = async (app: ElectronApplication, main: Page): Promise<Page> => {
  const isOther = (each: Page) => each !== main && !each.url().endsWith('/dictation.html')
  const page = app.windows().find(isOther) ?? (await app.waitForEvent('window', isOther))
  await page.waitForURL(/\/quick\.html$/)
  await askField(page).waitFor({ state: 'attached' })
  return page
}

export const askField = (page: Page) => page.getByRole('textbox', { name: 'Ask anything' })

/** The title of the window that has the keys, as the window manager says; empty where none has. */
export const activeTitle = async (): Promise<string> => {
  const { stdout } = await run('xdotool', ['getactivewindow', 'getwindowname']).catch(() => ({ stdout: '' }))
  return stdout.trim()
}

/** Waits until that window has the keys. */
export const hasKeys = (title: string): Promise<void> =>
  expect.poll(activeTitle, { intervals: [50], timeout: 15_000 }).toBe(title)

/** Presses the hotkey and waits until the window that it calls has the keys. */
export const callQuickAsk = async (key = hotkey): Promise<void> => {
  await pressKeys(key)
  await hasKeys('Quick ask')
}

export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The place of a window by X, whatever the app believes. */
export const placeOf = async (title: string): Promise<Place> => {
  const { stdout } = await run('xdotool', [
    'search',
    '--onlyvisible',
    '--name',
    `^${title}$`,
    'getwindowgeometry',
    '--shell',
  ])
  const value = (name: string) => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(stdout)?.[1])
  return { x: value('X'), y: value('Y'), width: value('WIDTH'), height: value('HEIGHT') }
}

/** Sets the keyboard layout of the display. A test that changes it changes it back to `us`. */
export const setLayout = async (layout: string): Promise<void> => {
  await run('setxkbmap', layout.split(' '))
}

export const movePointer = async (x: string, y: string): Promise<void> => {
  await run('xdotool', ['mousemove', '--sync', x, y])
}
