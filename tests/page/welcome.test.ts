import type { Page } from '@playwright/test'
import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, type PageOptions, test } from './fixtures'

const firstRun: PageOptions = { settings: { welcomed: false, engineId: null } }
const welcome = (page: Page) => page.getByRole('dialog', { name: 'Welcome to Parley', exact: true })

test('the first run without a key asks how to begin, and cannot be passed by', async ({ open }) => {
  const page = await open(firstRun)
  await expect(welcome(page)).toBeVisible()
  await expect(welcome(page).getByLabel('API key', { exact: true })).toBeFocused()
  for (const name of ['Use this key', 'Use a local server', 'Try without a key']) {
    await expect(welcome(page).getByRole('button', { name, exact: true })).toBeEnabled()
  }
  await page.keyboard.press('Escape')
  await expect(welcome(page)).toBeVisible()
  await welcome(page).getByRole('button', { name: 'Use this key' }).click()
  await expect(welcome(page).getByRole('alert')).toContainText('Enter a key first')
})

test('the form of a pasted key chooses its provider, where it tells; the user’s own choice stays', async ({
  open,
}) => {
  const page = await open(firstRun)
  const key = welcome(page).getByLabel('API key', { exact: true })
  const provider = welcome(page).getByRole('combobox', { name: 'Provider' })
  await expect(provider).toHaveValue('openai')
  for (const [pasted, id, name] of [
    ['sk-ant-api03-0000', 'anthropic', 'Anthropic'],
    ['gsk_0000000000', 'groq', 'Groq'],
    ['AIzaSy0000000000000000000000000000000000', 'gemini', 'Google Gemini'],
    ['sk-or-v1-0000', 'openrouter', 'OpenRouter'],
    ['xai-0000', 'xai', 'xAI'],
    ['sk-proj-0000', 'openai', 'OpenAI'],
  ] as const) {
    await key.fill(pasted)
    await expect(provider).toHaveValue(id)
    await expect(welcome(page).getByText('Recognised by the key.')).toBeVisible()
    await expect(welcome(page).getByRole('link', { name: `Get a key from ${name}` })).toBeVisible()
  }
  await provider.selectOption('Groq')
  await expect(welcome(page).getByText('This looks like a key of OpenAI’s.')).toBeVisible()
  await key.fill('anything else')
  await expect(provider).toHaveValue('groq')
  await expect(welcome(page)).toBeVisible()
})

test('a provider whose address is the user’s own asks for it; any other’s can be changed', async ({
  open,
}) => {
  const page = await open(firstRun)
  const provider = welcome(page).getByRole('combobox', { name: 'Provider' })
  const address = welcome(page).getByRole('textbox', { name: 'Base URL' })
  await expect(address).toHaveCount(0)
  await provider.selectOption('Azure OpenAI')
  await expect(address).toHaveValue('')
  await expect(address).toHaveAttribute('placeholder', 'https://NAME.openai.azure.com/openai/v1')
  await provider.selectOption('Anthropic')
  await expect(address).toHaveCount(0)
  await welcome(page).getByRole('button', { name: 'Change address…' }).click()
  await expect(address).toHaveValue('https://api.anthropic.com')
  await provider.selectOption('Mistral')
  await expect(address).toHaveCount(0)
  await welcome(page).getByRole('button', { name: 'Use a local server' }).click()
  await provider.selectOption('LM Studio')
  await expect(address).toHaveValue('http://localhost:1234/v1')
})

const certificate = {
  fingerprint: Array.from({ length: 32 }, (_, index) => `A${(index % 16).toString(16).toUpperCase()}`).join(
    ':',
  ),
  subject: 'models.lan',
  issuer: 'Example Works',
  validTo: 'Nov 30 12:00:00 2027 GMT',
}

test('a server whose certificate no authority vouches for is trusted while it is connected', async ({
  open,
}) => {
  const page = await open({ ...firstRun, certificate })
  await welcome(page).getByRole('button', { name: 'Use a local server' }).click()
  await welcome(page).getByRole('textbox', { name: 'Base URL' }).fill('https://models.lan/v1')
  await welcome(page).getByRole('button', { name: 'Use this server' }).click()
  await expect(welcome(page).getByRole('alert')).toContainText('certificate is not trusted')
  await expect(welcome(page).getByText(certificate.fingerprint)).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await welcome(page).getByRole('button', { name: 'Trust this certificate' }).click()
  await expect(welcome(page)).toBeHidden()
  const wanted = { kind: 'compatible', baseUrl: 'https://models.lan/v1' }
  expect(await askedOf(page, 'engines.connect')).toEqual([
    wanted,
    { ...wanted, pinned: certificate.fingerprint },
  ])
})

test('a provider behind a certificate of its own is trusted with its key', async ({ open }) => {
  const page = await open({ ...firstRun, certificate })
  await welcome(page).getByLabel('API key', { exact: true }).fill('gsk_0000000000')
  await welcome(page).getByRole('button', { name: 'Use this key' }).click()
  await welcome(page).getByRole('button', { name: 'Trust this certificate' }).click()
  await expect(welcome(page)).toBeHidden()
  expect((await askedOf(page, 'engines.connect')).at(-1)).toEqual({
    kind: 'compatible',
    baseUrl: 'https://api.groq.com/openai/v1',
    preset: 'groq',
    key: 'gsk_0000000000',
    pinned: certificate.fingerprint,
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the welcome screen (${colorScheme})`, async ({ open }) => {
    const page = await open(firstRun)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(welcome(page)).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
    await welcome(page).getByRole('button', { name: 'Use this key' }).click()
    await expect(welcome(page).getByRole('alert')).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
    await welcome(page).getByRole('button', { name: 'Use a local server' }).click()
    await expect(welcome(page).getByRole('textbox', { name: 'Base URL' })).toBeVisible()
    expect(await violationsOf(page)).toEqual([])
  })
}
