import { claudeAnswer, claudeModels, claudeWriter } from '../fakes/anthropicMessages'
import { answered, ask, expect, lastAnswer, test } from './fixtures'

test('Claude is connected by its key and another address, thinks, answers, and is asked again', async ({
  parley,
  server,
}) => {
  const key = 'sk-ant-api03-0123456789'
  server.script('/v1/models', ({ request, json }) =>
    request.headers['x-api-key'] === key ? json(200, claudeModels(['claude-opus-5-5'])) : json(401, {}),
  )
  server.script('/v1/messages', [
    (exchange) => {
      const claude = claudeWriter(exchange)
      claude.start({ input_tokens: 5, cache_creation_input_tokens: 2_000, output_tokens: 1 })
      claude.thinking('The user greets me.', 'sig-1')
      claude.text('Good morning.')
      claude.end('end_turn')
    },
    claudeAnswer('And to you.'),
  ])
  const { page } = parley
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog
    .getByRole('combobox', { name: 'Engine', exact: true })
    .selectOption('Add a provider, with a key…')
  await dialog.getByLabel('API key').fill(key)
  await expect(dialog.getByRole('combobox', { name: 'Provider' })).toHaveValue('anthropic')
  await dialog.getByRole('button', { name: 'Change address…' }).click()
  await dialog.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
  // Recognising whose key it is sends nothing anywhere.
  expect(server.requests.filter(({ headers }) => JSON.stringify(headers).includes('sk-ant'))).toEqual([])
  await dialog.getByRole('button', { name: 'Check and use' }).click()
  await expect(dialog).toContainText('ends in 6789')
  await expect(dialog).toContainText(`Questions go to ${server.url}`)
  await page.keyboard.press('Escape')

  await ask(page, 'Good morning')
  await expect(lastAnswer(page)).toContainText('Good morning.')
  await answered(page)
  await expect(lastAnswer(page).getByText('Thought')).toBeVisible()
  await ask(page, 'Thanks')
  await expect(lastAnswer(page)).toContainText('And to you.')
  await answered(page)
  const asked = server.requests.filter(({ path }) => path === '/v1/messages')
  expect(asked).toHaveLength(2)
  expect(asked[1]?.headers).toMatchObject({ 'x-api-key': key })
  expect(JSON.stringify(asked[1]?.body)).toContain('"signature":"sig-1"')
})
