import type { Page } from '@playwright/test'
import type { SseWriter } from '../fakes/faultServer'
import { answered, ask, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'
import { haveConversation, markdown, picturePrompt } from './helpers/scenes'

const useScheme = (page: Page, colorScheme: 'light' | 'dark') =>
  page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing wherever a user goes (${scheme})`, async ({ parley, server }) => {
    const { page } = parley
    await useScheme(page, scheme)
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    expect(await violationsOf(page)).toEqual([])

    await haveConversation(page, server)
    expect(await violationsOf(page)).toEqual([])
    await page
      .getByText(/^Thought/)
      .first()
      .click()
    expect(await violationsOf(page)).toEqual([])

    await page.getByRole('img', { name: picturePrompt }).click()
    await expect(page.getByRole('dialog', { name: 'Image' })).toContainText('512 × 512')
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(page.getByRole('combobox', { name: 'Engine', exact: true })).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')

    await page.getByRole('searchbox', { name: 'Search history' }).fill('ferry')
    await expect(page.getByText(/ found$/)).toBeVisible()
    expect(await violationsOf(page)).toEqual([])

    await page.getByRole('button', { name: 'Gallery' }).click()
    await expect(page.getByRole('region', { name: 'Gallery' }).getByRole('img')).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
  })

  test(`axe finds nothing while an answer streams (${scheme})`, async ({ parley, server }) => {
    let streaming = (_stream: SseWriter) => {}
    const started = new Promise<SseWriter>((resolve) => {
      streaming = resolve
    })
    server.script('/v1/chat/completions', ({ sse }) => {
      const stream = sse()
      streaming(stream)
    })
    const { page } = parley
    await useScheme(page, scheme)
    await ask(page, 'How do I cross the river?')
    await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true')
    expect(await violationsOf(page)).toEqual([])
    const stream = await started
    stream.chatText(markdown.slice(0, 640))
    await expect(lastAnswer(page).getByRole('table')).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
  })
}

test('the main window has the names that users and programs know it by', async ({ parley, server }) => {
  const { page } = parley
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible()
  await expect(button('Send')).toBeVisible()

  let streaming = (_stream: SseWriter) => {}
  const started = new Promise<SseWriter>((resolve) => {
    streaming = resolve
  })
  server.script('/v1/chat/completions', ({ sse }) => streaming(sse()))
  await ask(page, 'How do I cross the river?')
  await expect(button('Stop')).toBeVisible()
  const log = page.getByRole('log', { name: 'Conversation', exact: true })
  const answer = log.getByRole('article', { name: /^Assistant/ })
  await expect(answer).toHaveAttribute('aria-busy', 'true')
  ;(await started).chatAnswer('By ferry.')
  await answered(page)
  for (const name of ['Copy', 'Read aloud', 'Regenerate']) {
    await expect(answer.getByRole('button', { name, exact: true })).toBeVisible()
  }
  const question = log.getByRole('article', { name: /^You/ })
  await expect(question.getByRole('button', { name: 'Edit', exact: true })).toBeAttached()

  const navigation = page.getByRole('navigation', { name: 'Conversations', exact: true })
  await navigation.getByRole('button', { name: 'New conversation', exact: true }).click()
  await expect(log).toHaveCount(0)
  await haveConversation(page, server)
  await expect(navigation.getByRole('searchbox', { name: 'Search history', exact: true })).toBeVisible()
  await expect(navigation.getByRole('link', { name: 'How do I cross the river?', exact: true })).toHaveCount(
    2,
  )

  await button('Settings').click()
  const settings = page.getByRole('dialog', { name: 'Settings', exact: true })
  for (const [role, name] of [
    ['combobox', 'Engine'],
    ['combobox', 'Model'],
    ['textbox', 'System prompt'],
    ['switch', 'Stream answers'],
    ['switch', 'Read answers aloud'],
    ['combobox', 'Voice'],
  ] as const) {
    await expect(settings.getByRole(role, { name, exact: true })).toBeAttached()
  }
  await page.keyboard.press('Escape')

  await button('Gallery').click()
  const gallery = page.getByRole('region', { name: 'Gallery', exact: true })
  await gallery.getByRole('img', { name: picturePrompt, exact: true }).click()
  const image = page.getByRole('dialog', { name: 'Image', exact: true })
  for (const name of ['Export image', 'Copy image']) {
    await expect(image.getByRole('button', { name, exact: true })).toBeVisible()
  }
})
