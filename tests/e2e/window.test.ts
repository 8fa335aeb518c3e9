import type { Page } from '@playwright/test'
import type { BrowserWindow } from 'electron'
import type { SseWriter } from '../fakes/faultServer'
import { connectTo, expect, lastAnswer, sharedParley, test, useBuiltin } from './fixtures'
import { haveConversation } from './helpers/scenes'

/** What is said is also read out to screen readers, elsewhere on the page. */
const log = (page: Page) => page.getByRole('log', { name: 'Conversation' })

/** The widths, at last from narrow to wide again: the list comes back out of its drawer. */
const widths = [2560, 1920, 1120, 860, 640, 1920]

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Nothing that is to be used may stick out of the window. */
const sticksOut = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, textarea, input, select, article')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => !element.closest('.sidebar, .skip'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
      .map(({ element }) => element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40) ?? ''),
  )

// These two set a size that stays with the page, so that no other file shares their app.
const sized = sharedParley()

test('at every width everything is in reach and nothing scrolls sideways', async ({ server }) => {
  const { page } = sized()
  await connectTo(page, server)
  await haveConversation(page, server)
  const navigation = page.getByRole('navigation', { name: 'Conversations' })
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.fill('And now?')
  for (const width of widths) {
    await test.step(`${width} pixels`, async () => {
      await page.setViewportSize({ width, height: 800 })
      await expect(composer).toBeInViewport({ ratio: 1 })
      await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 })
      expect(await overflow(page)).toBe(0)
      expect(await sticksOut(page)).toEqual([])

      const opener = page.getByRole('button', { name: 'Show conversations' })
      if (await opener.isVisible()) await opener.click()
      await expect(navigation.getByRole('button', { name: 'New conversation' })).toBeInViewport({ ratio: 1 })
      await expect(navigation.getByRole('link').first()).toBeInViewport({ ratio: 1 })

      await navigation.getByRole('button', { name: 'Settings' }).click()
      const dialog = page.getByRole('dialog', { name: 'Settings' })
      await expect(dialog).toBeInViewport({ ratio: 1 })
      expect(await overflow(page)).toBe(0)
      expect(await sticksOut(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
    })
  }
})

test('the window itself can be as narrow as 640 pixels', async ({ parley }) => {
  const { app, page } = parley
  await useBuiltin(page)
  // By its page: the quick window may be there as well, and windows come in no order.
  const window = await app.browserWindow(page)
  const size = await window.evaluate((each: BrowserWindow) => {
    each.setContentSize(640, 600)
    return each.getContentSize()
  })
  expect(size).toEqual([640, 600])
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(640)
  await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('button', { name: 'Show conversations' })).toBeVisible()
})

test('in a narrow window the list is a drawer: opened, used, closed by Escape', async ({ server }) => {
  const { page } = sized()
  await connectTo(page, server)
  await page.setViewportSize({ width: 640, height: 700 })
  await haveConversation(page, server)
  const newConversation = page.getByRole('button', { name: 'New conversation' })
  await expect(newConversation).not.toBeInViewport()
  await page.getByRole('button', { name: 'Show conversations' }).click()
  await expect(newConversation).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await expect(newConversation).not.toBeInViewport()
  await page.getByRole('button', { name: 'Show conversations' }).click()
  // By its place: until the drawer's list is drawn, the first link of the page is one in the answer.
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click()
  await expect(newConversation).not.toBeInViewport()
})

/** Perceived lightness of the page's ground, 0 to 255. */
const lightness = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')
    if (!context) return -1
    context.fillStyle = getComputedStyle(document.documentElement).backgroundColor
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return 0.3 * red + 0.6 * green + 0.1 * blue
  })

test('light and dark follow the system, and a choice in the settings wins', async ({ parley }) => {
  const { page } = parley
  await useBuiltin(page)
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await lightness(page)).toBeGreaterThan(220)
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await lightness(page)).toBeLessThan(50)
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('dialog', { name: 'Settings' }).getByText('Light', { exact: true }).click()
  await expect.poll(() => lightness(page)).toBeGreaterThan(220)
})

test('the view follows a growing answer, unless the user has scrolled up', async ({ parley, server }) => {
  let streaming = (_stream: SseWriter) => {}
  const started = new Promise<SseWriter>((resolve) => {
    streaming = resolve
  })
  server.script('/v1/chat/completions', ({ sse }) => streaming(sse()))
  const { page } = parley
  await page.getByRole('textbox', { name: 'Message' }).fill('Count')
  await page.keyboard.press('Enter')
  const stream = await started
  const line = (index: number) => `Line ${index} of many.\n\n`
  for (let index = 0; index < 60; index += 1) stream.chatText(line(index))
  await expect(log(page).getByText('Line 59 of many.')).toBeInViewport()
  await lastAnswer(page).hover()
  await page.mouse.wheel(0, -2_000)
  await expect(log(page).getByText('Line 0 of many.')).toBeInViewport()
  for (let index = 60; index < 120; index += 1) stream.chatText(line(index))
  await expect(log(page).getByText('Line 119 of many.')).toBeAttached()
  await expect(log(page).getByText('Line 0 of many.')).toBeInViewport()
  await expect(log(page).getByText('Line 119 of many.')).not.toBeInViewport()
})
