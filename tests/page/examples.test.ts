import type { Page } from '@playwright/test'
import type { EngineKind } from '@shared/model/engine'
import { defaultAssistants } from '../../src/main/settings/defaultAssistants'
import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, inMain, test } from './fixtures'

const cards = (page: Page) => page.getByRole('list', { name: 'Ways to begin' }).getByRole('button')
const titles = (page: Page) => cards(page).locator('.suggestion-title').allTextContents()

/** From now on an engine of this kind answers. */
const answerBy = (page: Page, kind: EngineKind, draws: boolean) =>
  inMain(
    page,
    (fake, { kind, draws }) => {
      const [first] = fake.engines
      if (!first) throw new Error('There is an engine')
      fake.engines = [{ ...first, kind, can: { picture: draws }, refusals: [] }]
      fake.tell({ type: 'engines.changed', engines: fake.engines })
      fake.settings = { ...fake.settings, engineId: first.id }
      fake.tell({ type: 'settings.changed', settings: fake.settings })
    },
    { kind, draws },
  )

test('what is offered fits who answers, and can be done with what there is', async ({ open }) => {
  const page = await open()
  await answerBy(page, 'builtin', true)
  await expect
    .poll(() => titles(page))
    .toEqual(['What can you do?', 'Connect a model', 'See how answers look', 'Paint a sample'])
  expect(await violationsOf(page)).toEqual([])
  await answerBy(page, 'compatible', false)
  await expect
    .poll(() => titles(page))
    .toEqual(['Explain something', 'Weigh a decision', 'Build a small page', 'Draft a message'])
  await answerBy(page, 'openai', true)
  await expect.poll(async () => (await titles(page)).at(-1)).toBe('Draw a picture')
  expect(await violationsOf(page)).toEqual([])
})

test('one press asks, with the assistant that is chosen, and what was typed stays in the field', async ({
  open,
}) => {
  const page = await open({ settings: { assistants: [...defaultAssistants] } })
  await answerBy(page, 'compatible', false)
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.fill('Half a thought')
  await page.getByRole('group', { name: 'Assistants' }).getByRole('button', { name: 'Translator' }).click()
  await expect.poll(() => titles(page)).toEqual(['Translate a sentence'])
  await cards(page).first().click()
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('Into French: Could you tell me')
  await expect(field).toHaveValue('Half a thought')
  await expect(field).toBeFocused()
  const [asked] = (await askedOf(page, 'runs.start')) as readonly { choices?: { assistantId?: string } }[]
  expect(asked?.choices?.assistantId).toBe('translator')
})
