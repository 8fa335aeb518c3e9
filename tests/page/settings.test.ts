import type { EngineSummary } from '@shared/model/engine'
import { usualConnection } from '@shared/model/engineConnection'
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

const engine = (id: string, name: string, can: EngineSummary['can']): EngineSummary => ({
  id,
  kind: 'compatible',
  name,
  baseUrl: `http://${id}.example/v1`,
  key: { state: 'none' },
  fromEnvironment: false,
  capabilities: {},
  defaultModel: null,
  connection: usualConnection,
  refusals: [],
  can,
})

test('who speaks and who draws are chosen apart from who answers, among those that may be able to', async ({
  open,
}) => {
  const engines = [
    engine('writer', 'Writer', { speech: false, transcription: false, picture: false }),
    engine('kokoro', 'Kokoro', { speech: true, picture: false }),
    engine('painter', 'Painter', { speech: false, picture: true }),
  ]
  const page = await open({ engines, settings: { engineId: 'writer' } })
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  const usual = 'Automatic'
  for (const [label, name, id, field] of [
    ['Speech engine', 'Kokoro', 'kokoro', 'speechEngineId'],
    ['Picture engine', 'Painter', 'painter', 'pictureEngineId'],
  ] as const) {
    const choice = dialog.getByRole('combobox', { name: label })
    await expect(choice.getByRole('option')).toHaveText([usual, name])
    await expect(choice).toHaveValue('')
    await expect(dialog.getByText(`In new conversations: ${name}.`)).toBeVisible()
    await choice.selectOption(name)
    await expect(choice).toHaveValue(id)
    expect(await inMain(page, (fake, key) => fake.settings[key], field)).toBe(id)
  }
})

test('an engine that was chosen to speak and is gone is still seen to be the choice', async ({ open }) => {
  const page = await open({
    engines: [engine('writer', 'Writer', { speech: true })],
    settings: { engineId: 'writer', speechEngineId: 'gone' },
  })
  await page.getByRole('button', { name: 'Settings' }).click()
  const choice = page.getByRole('combobox', { name: 'Speech engine' })
  await expect(choice).toHaveValue('gone')
  await expect(choice.getByRole('option', { name: 'No longer set up' })).toBeAttached()
})
