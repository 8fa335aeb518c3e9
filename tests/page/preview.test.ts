import type { Page } from '@playwright/test'
import { answered, ask, lastAnswer } from '../e2e/fixtures'
import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, inMain, test } from './fixtures'

const answerWith = async (page: Page, text: string) => {
  await inMain(
    page,
    (fake, text) => {
      fake.script = () => [{ type: 'text', text }]
    },
    text,
  )
  await ask(page, 'Show me')
  await answered(page)
}
const buttons = (page: Page) => lastAnswer(page).getByRole('button', { name: 'Preview', exact: true })
const region = (page: Page) => page.getByRole('region', { name: 'Preview', exact: true })
const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``

const four = [
  fence('html', '<title>Tip calculator</title><script src="https://cdn.example/a.js"></script><p>Hi'),
  fence('svg', '<svg viewBox="0 0 10 10"><circle r="4"/></svg>'),
  fence('mermaid', 'flowchart LR\n  A[Ask] --> B[Answer]'),
  fence('markdown', '# Plan\n\n- one\n- [two](https://example.org/)'),
  fence('ts', 'const none = 1'),
].join('\n\n')

test('blocks of four kinds can be previewed, others cannot, and nothing opens by itself', async ({
  open,
}) => {
  const page = await open()
  await answerWith(page, four)
  await expect(buttons(page)).toHaveCount(4)
  await expect(region(page)).toHaveCount(0)
  expect(await askedOf(page, 'preview.open')).toEqual([])

  await buttons(page).nth(0).click()
  await expect(region(page).getByRole('heading', { name: 'Tip calculator' })).toBeVisible()
  await expect(region(page)).toContainText('Previews are offline')
  await expect(region(page).locator('iframe')).toHaveAttribute('sandbox', 'allow-scripts allow-forms')
  await buttons(page).nth(3).click()
  await expect(region(page).locator('.markdown h2')).toHaveText('Plan')
  await expect(region(page).locator('iframe')).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])
  await buttons(page).nth(1).click()
  await expect(region(page).locator('iframe')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await buttons(page).nth(2).click()
  await expect(region(page).getByRole('heading', { name: 'Diagram' })).toBeVisible()
  await expect(region(page).locator('iframe')).toBeVisible()
  const asked = (await askedOf(page, 'preview.open')) as readonly { kind: string; text: string }[]
  expect(asked.map(({ kind }) => kind)).toEqual(['html', 'svg', 'svg'])
  expect(asked[2]?.text).toMatch(/^<svg[^>]*>.*Answer/s)
})

test('a diagram that is none says so', async ({ open }) => {
  const page = await open()
  await answerWith(page, fence('mermaid', 'this is no diagram'))
  await buttons(page).click()
  await expect(region(page).getByRole('alert')).toContainText('could not be drawn')
})

test('a picture is zoomed and scrolls; what is shown is saved under its own name or the conversation’s', async ({
  open,
}) => {
  const page = await open()
  await answerWith(page, four)
  await buttons(page).nth(1).click()
  const frame = region(page).locator('iframe')
  const width = async () => (await frame.boundingBox())?.width ?? 0
  await expect(frame).toBeVisible()
  const before = await width()
  await expect(region(page).getByRole('button', { name: 'Zoom out' })).toBeDisabled()
  await region(page).getByRole('button', { name: 'Zoom in' }).click()
  await expect.poll(width).toBeCloseTo(before * 1.5, 0)
  await region(page).getByRole('button', { name: 'Zoom out' }).click()
  await expect.poll(width).toBeCloseTo(before, 0)

  await region(page).getByRole('button', { name: 'Save as file…' }).click()
  await expect(region(page).getByRole('status')).toHaveText('Saved')
  await buttons(page).nth(0).click()
  await region(page).getByRole('button', { name: 'Save as file…' }).click()
  await expect(region(page).getByRole('status')).toHaveText('Saved')
  const saved = (await askedOf(page, 'preview.save')) as readonly { kind: string; title: string }[]
  expect(saved.map(({ kind, title }) => [kind, title])).toEqual([
    ['svg', 'Show me'],
    ['html', 'Tip calculator'],
  ])
})

test('the keyboard goes in, to each of its buttons, and back to where it came from', async ({ open }) => {
  const page = await open()
  await answerWith(page, four)
  await buttons(page).nth(1).focus()
  await page.keyboard.press('Enter')
  await expect(region(page)).toBeFocused()
  for (const name of ['Zoom in', 'Reload', 'Save as file…', 'Open large', 'Close preview']) {
    await page.keyboard.press('Tab')
    await expect(region(page).getByRole('button', { name })).toBeFocused()
  }
  await page.keyboard.press('Escape')
  await expect(region(page)).toHaveCount(0)
  await expect(buttons(page).nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  await region(page).getByRole('button', { name: 'Close preview' }).press('Enter')
  await expect(buttons(page).nth(1)).toBeFocused()
})

test('large it covers the window and nothing behind it takes the keyboard; narrow it covers the conversation', async ({
  open,
}) => {
  const page = await open()
  await answerWith(page, four)
  await buttons(page).nth(0).click()
  const box = () => region(page).boundingBox()
  const field = page.getByRole('textbox', { name: 'Message' })
  await expect(field).toBeVisible()
  await region(page).getByRole('button', { name: 'Open large' }).click()
  await expect.poll(box).toMatchObject({ x: 0, y: 0, width: 1120, height: 780 })
  await expect(field).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeHidden()
  expect(await violationsOf(page)).toEqual([])
  await region(page).getByRole('button', { name: 'Make smaller' }).click()
  await expect(field).toBeVisible()

  await page.setViewportSize({ width: 640, height: 700 })
  await expect.poll(async () => (await box())?.width).toBe(640)
  await expect(field).toBeHidden()
  expect(await violationsOf(page)).toEqual([])
  await region(page).getByRole('button', { name: 'Close preview' }).click()
  await expect(field).toBeVisible()
})

test('a page that was stopped says why and comes back by a press; another conversation closes the preview', async ({
  open,
}) => {
  const page = await open()
  await answerWith(page, four)
  await buttons(page).nth(0).click()
  await expect(region(page).locator('iframe')).toBeVisible()
  await inMain(page, (fake) => fake.tellPreview([{ type: 'stopped', reason: 'unresponsive' }]))
  await expect(region(page).getByRole('alert')).toContainText('stopped responding')
  await expect(region(page).locator('iframe')).toHaveCount(0)
  await region(page).getByRole('button', { name: 'Try again' }).click()
  await expect(region(page).locator('iframe')).toBeVisible()
  expect(await askedOf(page, 'preview.open')).toHaveLength(2)
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(region(page)).toHaveCount(0)
})

test('while a block is still written there is no button, and the preview that is open stays as it is', async ({
  open,
}) => {
  const page = await open()
  await answerWith(page, fence('html', '<p>First'))
  await buttons(page).click()
  await expect(region(page).locator('iframe')).toBeVisible()
  await inMain(page, (fake) => {
    fake.script = async function* () {
      yield { type: 'text', text: '```html\n<p>Second' }
      await new Promise((goOn) => Object.assign(globalThis, { goOn }))
      yield { type: 'text', text: '\n```\n' }
    }
  })
  await page.getByRole('textbox', { name: 'Message' }).fill('And now')
  await page.keyboard.press('Enter')
  await expect(lastAnswer(page)).toContainText('Second')
  await expect(buttons(page)).toHaveCount(0)
  expect(await askedOf(page, 'preview.open')).toHaveLength(1)
  await page.evaluate('goOn()')
  await expect(buttons(page)).toHaveCount(1)
  expect(await askedOf(page, 'preview.open')).toHaveLength(1)
})

/** What the page in the frame says, so many times; in the window, because no such page is answered here. */
const say = (page: Page, message: unknown, times = 1) =>
  page.evaluate(
    ({ message, times }) => {
      const source = document.querySelector('iframe')?.contentWindow ?? null
      for (let at = 0; at < times; at += 1)
        window.dispatchEvent(new MessageEvent('message', { source, data: message }))
    },
    { message, times },
  )

test('a link is opened by a press that was meant for it: the button takes none as it comes', async ({
  open,
}) => {
  const page = await open()
  await answerWith(page, fence('html', '<p>Hi'))
  await buttons(page).click()
  await expect(region(page).locator('iframe')).toBeVisible()
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  const link = { type: 'link', url: 'https://example.org/' }
  const openLink = region(page).getByRole('button', { name: 'Open link' })
  for (const answer of ['Cancel', 'Open link']) {
    await say(page, link)
    await expect(openLink).toBeDisabled()
    await page.clock.runFor(200)
    await expect(openLink).toBeDisabled()
    await page.clock.runFor(400)
    await expect(openLink).toBeEnabled()
    await region(page).getByRole('button', { name: answer }).click()
    await expect(openLink).toHaveCount(0)
  }
  expect(await askedOf(page, 'app.openLink')).toEqual([{ url: 'https://example.org/' }])
})

test('a page that floods the window with words is closed at once, and comes back by a press', async ({
  open,
}) => {
  const page = await open()
  await answerWith(page, fence('html', '<p>Hi'))
  await buttons(page).click()
  await expect(region(page).locator('iframe')).toBeVisible()
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  await say(page, { type: 'other' }, 100)
  await expect(region(page).locator('iframe')).toBeVisible()
  await say(page, { type: 'other' })
  await expect(region(page).getByRole('alert')).toContainText('stopped responding')
  await expect(region(page).locator('iframe')).toHaveCount(0)
  await region(page).getByRole('button', { name: 'Try again' }).click()
  await expect(region(page).locator('iframe')).toBeVisible()
})
