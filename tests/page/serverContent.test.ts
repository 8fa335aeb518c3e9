import type { Page } from '@playwright/test'
import { askedOf, expect, inMain, test } from './fixtures'

const server = {
  id: 'one',
  name: 'Everything',
  prefix: 'everything',
  address: { type: 'stdio' as const, command: 'npx', args: [], env: [], cwd: null },
  isOn: true,
  consent: 'x',
  legacySince: null,
}
const argument = (name: string, isRequired: boolean) => ({ name, description: `The ${name}`, isRequired })
const prompt = (name: string, wanted: readonly ReturnType<typeof argument>[] = []) => ({
  name,
  title: null,
  description: `What ${name} does`,
  arguments: wanted,
})
const listed = { title: null, description: '', mimeType: 'text/plain' }

const offer = (page: Page) =>
  inMain(
    page,
    (fake, { prompts, resources, templates }) => {
      const from = { serverId: 'one', serverName: 'Everything', completes: true }
      fake.offeredPrompts = [{ ...from, prefix: 'everything', prompts }]
      fake.offeredResources = [{ ...from, resources, templates }]
    },
    {
      prompts: [
        prompt('weather', [argument('city', true), argument('state', false)]),
        prompt('plain'),
        prompt('broken'),
      ],
      resources: [
        { ...listed, uri: 'x://notes', name: 'Notes', description: 'Words of mine', byteLength: 2_048 },
        { ...listed, uri: 'x://gone', name: 'Gone', byteLength: null },
      ],
      templates: [
        { ...listed, uriTemplate: 'x://page/{number}', name: 'Page' },
        { ...listed, uriTemplate: 'x://search{?q}', name: 'Search' },
      ],
    },
  )

const opened = (settings: object = { toolServers: [server], lookActions: [] }) => ({ settings })
const list = (page: Page) => page.getByRole('listbox', { name: 'Commands' })

for (const { name, label } of [
  { name: 'index', label: 'Message' },
  { name: 'quick', label: 'Ask anything' },
] as const) {
  test(`${name}: prompts of servers stand among the commands, and their arguments are blanks`, async ({
    open,
  }) => {
    const page = await open(opened(), name)
    await offer(page)
    const field = page.getByRole('textbox', { name: label })
    await field.pressSequentially('/wea')
    await expect(list(page).getByRole('option')).toHaveText([
      '/everything:weatherWhat weather doesEverything',
    ])
    await field.press('Enter')
    const form = page.getByRole('form', { name: 'weather' })
    const city = form.getByRole('combobox', { name: 'city' })
    await expect(city).toBeFocused()
    await expect(form.getByText('The city')).toBeVisible()
    await form.getByRole('button', { name: 'Continue' }).click()
    await expect(form.getByRole('alert')).toHaveText('It needs something here.')
    await expect(city).toBeFocused()
    await city.pressSequentially('Rome')
    await expect
      .poll(async () => (await askedOf(page, 'serverContent.complete')).at(-1))
      .toEqual({
        serverId: 'one',
        completed: { type: 'prompt', name: 'weather' },
        argument: 'city',
        value: 'Rome',
        others: {},
      })
    await form.getByRole('button', { name: 'Continue' }).click()
    await expect(field).toHaveValue('weather: {"city":"Rome"}')
    await expect(field).toBeFocused()
    expect(await askedOf(page, 'runs.start')).toEqual([])
  })
}

test('a prompt that fails is told in words, and the field is as it was', async ({ open }) => {
  const page = await open(opened())
  await offer(page)
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('/broken')
  await expect(list(page)).toBeVisible()
  await field.press('Enter')
  await expect(page.getByRole('alert')).toContainText('The tool server reported an error')
  await page.getByText('What it wrote').click()
  await expect(page.getByText('No such city')).toBeVisible()
  await expect(field).toHaveValue('/broken')
})

test('resources of a server are searched, and become attachments; those with a blank ask for it', async ({
  open,
}) => {
  const page = await open(opened())
  await offer(page)
  const attach = page.getByRole('button', { name: 'Attach files' })
  const from = async () => {
    await attach.click()
    await page.getByRole('menuitem', { name: 'From Everything…' }).click()
    return page.getByRole('dialog', { name: 'From Everything' })
  }
  const dialog = await from()
  await expect(dialog.getByRole('option')).toHaveCount(3)
  await expect(dialog.getByRole('option').first()).toHaveText('NotesWords of minetext/plain, 2 kB')
  await page.keyboard.type('mine')
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  const chips = page.getByRole('list', { name: 'Attachments' })
  await expect(chips).toContainText('x://notes')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()

  await from()
  await page.keyboard.type('page')
  await page.keyboard.press('Enter')
  const form = page.getByRole('form', { name: 'Page' })
  await expect(form.getByRole('combobox', { name: 'number' })).toBeFocused()
  await page.keyboard.type('3/4')
  await page.keyboard.press('Enter')
  await expect(chips).toContainText('x://page/3%2F4')

  await from()
  await page.keyboard.type('gone')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('“Gone”: The tool server reported an error.')
  await expect(chips.getByRole('listitem')).toHaveCount(2)
  await from()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
})

test('without anything from servers, one press asks for files', async ({ open }) => {
  const page = await open(opened())
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).click()
  await chooser
  expect(await askedOf(page, 'serverContent.resources')).toHaveLength(1)
  const other = await open()
  const again = other.waitForEvent('filechooser')
  await other.getByRole('button', { name: 'Attach files' }).click()
  await again
  expect(await askedOf(other, 'serverContent.resources')).toEqual([])
})
