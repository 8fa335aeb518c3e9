import type { ElectronApplication, Page } from '@playwright/test'
import type { SseWriter } from '../fakes/faultServer'
import { answered, ask, call, expect, lastAnswer, test } from './fixtures'
import { focusWindow, pressKeys, typeText } from './helpers/keys'
import { haveConversation, picturePrompt } from './helpers/scenes'

const chat = '/v1/chat/completions'
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const clipboardText = (app: ElectronApplication) =>
  app.evaluate(async ({ clipboard }) => await clipboard.readText())

/** What has the focus, as a screen reader would call it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
  })

/** Moves with `key` until the named control has the focus: it must come within so many steps. */
const moveTo = async (page: Page, name: string, key: string, press: (key: string) => Promise<void>) => {
  const seen: string[] = []
  for (let step = 0; step < 30; step += 1) {
    await press(key)
    seen.push(await focused(page))
    if (seen.at(-1) === name) return
  }
  throw new Error(`${key} did not lead to ${name}, but to: ${seen.join(', ')}`)
}

/** Opens the menu that has the focus's button, and chooses by arrow and Enter. */
const chooseFromMenu = async (page: Page, name: string) => {
  await page.keyboard.press('Enter')
  const menu = page.getByRole('menu')
  await expect.poll(() => menu.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  // Opened by Enter a second time, its first item has the focus already.
  if ((await focused(page)) !== name) await moveTo(page, name, 'ArrowDown', (key) => page.keyboard.press(key))
  await page.keyboard.press('Enter')
}

test('with real keys: a question is typed, sent, and its answer copied', async ({ parley, server }) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('Forty-two.'))
  const { app, page } = parley
  await expect(field(page)).toBeFocused()
  await focusWindow()
  await typeText('What is the answer')
  await pressKeys('shift+Return')
  await typeText('to everything')
  await expect(field(page)).toHaveValue('What is the answer\nto everything')
  await pressKeys('Return')
  await answered(page)
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('to everything')
  await expect(field(page)).toBeFocused()
  await moveTo(page, 'Copy', 'shift+Tab', (key) => pressKeys(key))
  await pressKeys('Return')
  await expect.poll(() => clipboardText(app)).toBe('Forty-two.')
})

test('with real keys: every shortcut does one thing, once', async ({ parley, server }) => {
  let streaming = (_stream: SseWriter) => {}
  const started = new Promise<SseWriter>((resolve) => {
    streaming = resolve
  })
  server.script(chat, ({ sse }) => {
    const stream = sse()
    stream.chatText('Once upon')
    streaming(stream)
  })
  const { page } = parley
  await focusWindow()
  await ask(page, 'A story')
  await started
  await expect(lastAnswer(page)).toContainText('Once upon')
  await pressKeys('ctrl+period')
  await answered(page)
  await (await server.request(chat)).closedByClient

  await pressKeys('ctrl+n')
  await expect(page.getByRole('log', { name: 'Conversation' })).toHaveCount(0)
  await expect(field(page)).toBeFocused()
  await pressKeys('ctrl+shift+f')
  await expect(page.getByRole('searchbox', { name: 'Search history' })).toBeFocused()
  await pressKeys('ctrl+l')
  await expect(field(page)).toBeFocused()
  await pressKeys('ctrl+k')
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible()
  await pressKeys('Escape')
  await expect(field(page)).toBeFocused()
  await pressKeys('ctrl+f')
  await expect(page.getByRole('searchbox', { name: 'Find in conversation' })).toHaveCount(0)
  await pressKeys('ctrl+shift+f')
  await pressKeys('ctrl+comma')
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await pressKeys('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('searchbox', { name: 'Search history' })).toBeFocused()
  await pressKeys('ctrl+shift+g')
  await expect(page.getByRole('region', { name: 'Gallery' })).toBeVisible()
})

test('dialogs take the focus, keep it, close with Escape, and give it back', async ({ parley, server }) => {
  const { page } = parley
  await haveConversation(page, server)
  const openers = [
    { opener: page.getByRole('button', { name: 'Settings' }), name: 'Settings' },
    {
      opener: page.getByRole('button').filter({ has: page.getByRole('img', { name: picturePrompt }) }),
      name: 'Image',
    },
  ]
  for (const { opener, name } of openers) {
    await opener.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name })
    await expect(dialog).toBeVisible()
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press('Tab')
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(opener).toBeFocused()
  }
})

test('a conversation is found, opened, renamed and deleted without a pointer', async ({ parley, server }) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('The ferry leaves at noon.'))
  const { page } = parley
  const press = (key: string) => page.keyboard.press(key)
  await ask(page, 'When does it leave?')
  await answered(page)
  await press('Control+n')
  await expect(page.getByRole('log', { name: 'Conversation' })).toHaveCount(0)

  await press('Control+Shift+F')
  await page.keyboard.type('noon')
  const hit = page.getByRole('link', { name: /noon/ })
  await expect(hit).toBeVisible()
  await press('Tab')
  await expect(hit).toBeFocused()
  await press('Enter')
  await expect(lastAnswer(page)).toBeInViewport()
  await press('Control+Shift+F')
  await press('Escape')

  const link = page.getByRole('link', { name: 'When does it leave?' })
  await expect(link).toBeVisible()
  await moveTo(page, 'More for When does it leave?', 'Tab', press)
  await chooseFromMenu(page, 'Rename')
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused()
  await page.keyboard.type('Ferry times')
  await press('Enter')
  const renamed = page.getByRole('link', { name: 'Ferry times' })
  await expect(renamed).toBeVisible()

  await renamed.focus()
  await press('Tab')
  await chooseFromMenu(page, 'Delete')
  await expect(renamed).toHaveCount(0)
  const undo = page.getByRole('button', { name: 'Undo' })
  await moveTo(page, 'Undo', 'Tab', press)
  await press('Enter')
  await expect(undo).toHaveCount(0)
  await expect(renamed).toBeVisible()
  await renamed.focus()
  await press('Delete')
  await expect(renamed).toHaveCount(0)
  await expect
    .poll(async () => (await call(page, 'conversations.list', { limit: 5 })).conversations)
    .toEqual([])
})

test('a question is edited and asked again without a pointer', async ({ parley, server }) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('As you say.'))
  const { page } = parley
  const press = (key: string) => page.keyboard.press(key)
  await ask(page, 'Frist')
  await answered(page)
  await moveTo(page, 'Edit', 'Shift+Tab', press)
  await press('Enter')
  const edit = page.getByRole('textbox', { name: 'Your question' })
  await expect(edit).toBeFocused()
  await press('Escape')
  await expect(edit).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Edit' })).toBeFocused()
  await press('Enter')
  await press('Control+a')
  await page.keyboard.type('First')
  await press('Enter')
  const question = page.getByRole('article', { name: /^You/ }).last()
  await expect(question).toContainText('2/2')
  await expect(question).toContainText('First')
  await expect(field(page)).toBeFocused()
  await answered(page)
})
