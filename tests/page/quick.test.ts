import { answered, lastAnswer } from '../e2e/fixtures'
import { askedOf, expect, test } from './fixtures'

test('a quick question stands in its small window with its answer, and everything to do with it', async ({
  open,
}) => {
  const page = await open({}, 'quick')
  const field = page.getByRole('textbox', { name: 'Ask anything' })
  await expect(field).toBeFocused()
  await field.fill('When does the ferry leave?')
  await field.press('Enter')
  await answered(page)
  await expect(lastAnswer(page)).toContainText('You said: When does the ferry leave?')
  await expect(page.getByRole('article', { name: /^You/ })).toContainText('When does the ferry leave?')
  for (const name of ['Copy', 'Read aloud']) {
    await expect(lastAnswer(page).getByRole('button', { name, exact: true })).toBeVisible()
  }
  for (const name of ['New question', 'Copy and go back', 'Continue in Parley']) {
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible()
  }
  await page.getByRole('button', { name: 'Copy and go back' }).click()
  expect(await askedOf(page, 'quick.copyBack')).toEqual([{ text: 'You said: When does the ferry leave?' }])
  await page.keyboard.press('Control+n')
  await expect(page.getByRole('article')).toHaveCount(0)
  await expect(field).toBeFocused()
})
