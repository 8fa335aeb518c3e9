import type { Page } from '@playwright/test'
import { answered, ask } from '../e2e/fixtures'
import { askedOf, expect, inMain, test } from './fixtures'

const answers = (page: Page) => page.getByRole('article', { name: /^Assistant/ })
const columns = (page: Page) => page.getByRole('group', { name: 'Two answers' })

/** From the answer's menu, with the keyboard alone. */
const alsoAsk = async (page: Page, model: string) => {
  await answers(page).last().getByRole('button', { name: 'More' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Also ask…' }).press('ArrowRight')
  const item = page.getByRole('menuitem', { name: model }).first()
  await expect(item).toBeVisible()
  await item.press('Enter')
}

const answersBy = (page: Page, second: string) =>
  inMain(
    page,
    (fake, second) => {
      fake.script = () => [{ type: 'text', text: second }]
    },
    second,
  )

test('another model answers beside the answer; the one that is chosen goes on', async ({ open }) => {
  const page = await open()
  await ask(page, 'Which one?')
  await answered(page)
  await answersBy(page, 'Rather this one.')
  await alsoAsk(page, 'old-model')
  const [first, second] = [
    columns(page).getByRole('article').nth(0),
    columns(page).getByRole('article').nth(1),
  ]
  await expect(first).toContainText('You said: Which one?')
  await expect(second).toContainText('Rather this one.')
  await expect(second).toHaveAccessibleName(/^Assistant, old-model/)
  await expect(columns(page).getByText(/\$0\.0042 · .* s$/)).toHaveCount(2)
  const [asked] = (await askedOf(page, 'runs.alsoAsk')) as { engineId: string; model: string }[]
  expect(asked?.model).toBe('old-model')

  await columns(page).getByRole('button', { name: 'Go on with this one' }).nth(1).click()
  await expect(columns(page)).toBeHidden()
  await expect(answers(page)).toHaveCount(1)
  await expect(answers(page)).toContainText('Rather this one.')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()

  // They are versions like all others, and can be compared again.
  await page.getByRole('button', { name: 'Show side by side' }).click()
  await expect(columns(page).getByRole('article')).toHaveCount(2)
})

test('while both are written each has its own stop, and the composer’s is for the shown one', async ({
  open,
}) => {
  const page = await open()
  await inMain(page, (fake) => {
    fake.script = async function* () {
      for (let count = 1; ; count += 1) {
        yield { type: 'text', text: `${count} ` }
        yield { type: 'wait', ms: 30 }
      }
    }
  })
  await ask(page, 'Count')
  await expect(answers(page)).toContainText('1 2')
  await alsoAsk(page, 'old-model')
  await expect(columns(page).getByText('Answering…')).toHaveCount(2)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(columns(page).getByText('Answering…')).toHaveCount(1)
  await expect(columns(page).getByRole('article').nth(0)).not.toHaveAttribute('aria-busy')
  await columns(page)
    .getByRole('button', { name: /^Stop / })
    .click()
  await expect(columns(page).getByText('Answering…')).toHaveCount(0)
  expect(await askedOf(page, 'runs.stop')).toMatchObject([
    { conversationId: expect.any(String) },
    { messageId: expect.any(String) },
  ])
})

test('a narrow window shows them one after the other', async ({ open }) => {
  const page = await open()
  await page.setViewportSize({ width: 640, height: 780 })
  await ask(page, 'Which one?')
  await answered(page)
  await answersBy(page, 'Rather this one.')
  await alsoAsk(page, 'old-model')
  await expect(answers(page)).toHaveCount(1)
  await expect(answers(page)).toContainText('Rather this one.')
  await page.getByRole('button', { name: 'Previous version' }).click()
  await expect(answers(page)).toContainText('You said: Which one?')
  await expect(page.getByRole('button', { name: 'Show side by side' })).toBeHidden()
})
