import { expect, inMain, test } from './fixtures'

test('the reason why a setting was not kept stays in sight, whatever the settings are searched for', async ({
  open,
}) => {
  const page = await open()
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await inMain(page, (fake) => fake.failCalls('settings.update', 'library/unavailable'))
  await dialog.getByRole('switch', { name: 'Stream answers' }).click()
  const alert = dialog.getByRole('alert')
  await expect(alert).toContainText('Not kept')
  const search = dialog.getByRole('searchbox', { name: 'Search settings' })
  await search.fill('dark mode')
  await expect(dialog.getByRole('radio', { name: 'Dark' })).toBeVisible()
  await expect(dialog.getByRole('switch', { name: 'Stream answers' })).toBeHidden()
  await expect(alert).toBeVisible()
  await search.fill('submarine')
  await expect(dialog.getByText('No settings match')).toBeVisible()
  await expect(alert).toBeVisible()
})
