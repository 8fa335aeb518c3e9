import type { ToolServerSummary } from '@shared/model/toolServer'
import { violationsOf } from '../e2e/helpers/accessibility'
import { askedOf, expect, inMain, test } from './fixtures'

const address = {
  type: 'stdio',
  command: 'npx',
  args: ['-y', '@example/files', '--root', '/home/ada/My files'],
  env: ['FILES_TOKEN'],
  cwd: '/home/ada',
} as const
const server: ToolServerSummary = {
  id: 'files',
  name: 'Files',
  address,
  fingerprint: 'exactly-this',
  state: { type: 'off' },
  toolCount: 0,
}

test('a server is agreed to with all that would be started, by keyboard, and Escape starts nothing', async ({
  open,
}) => {
  const page = await open()
  await inMain(page, (fake, one) => fake.showToolServers([one]), server)
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  const item = settings.getByRole('listitem', { name: 'Files' })
  await item.getByRole('switch', { name: 'On' }).click()
  const consent = item.getByRole('alertdialog', { name: 'Start Files?' })
  await expect(consent).toBeFocused()
  for (const exact of ['npx', '@example/files', '/home/ada/My files', 'FILES_TOKEN', '/home/ada'])
    await expect(consent.getByText(exact, { exact: true })).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  for (const key of ['Enter', 'Space']) await page.keyboard.press(key)
  await page.keyboard.press('Escape')
  await expect(consent).toBeHidden()
  await expect(settings).toBeVisible()
  expect(await askedOf(page, 'toolServers.setOn')).toEqual([])
  await item.getByRole('switch', { name: 'On' }).click()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await askedOf(page, 'toolServers.setOn')).toEqual([
    { id: 'files', isOn: true, fingerprint: 'exactly-this' },
  ])
})

test('what a README shows is looked at before it is added, and lacking values are asked for', async ({
  open,
}) => {
  const page = await open()
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Add tool server…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add tool server' })
  await dialog
    .getByRole('textbox', { name: 'Command, address or JSON' })
    .fill(
      '{"mcpServers": {"Files": {"command": "npx", "args": ["-y", "files"], "env": {"TOKEN": "<TOKEN>"}}}}',
    )
  await expect(dialog.getByRole('list', { name: 'To be added' })).toContainText('npx -y files')
  await dialog.getByLabel('TOKEN').fill('secret')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
  expect(await askedOf(page, 'toolServers.add')).toEqual([
    {
      servers: [
        {
          name: 'Files',
          address: { type: 'stdio', command: 'npx', args: ['-y', 'files'], env: ['TOKEN'], cwd: null },
          secrets: { TOKEN: 'secret' },
        },
      ],
    },
  ])
})

test('the consent shows what decides which code runs, and writes out what nobody would see', async ({
  open,
}) => {
  const page = await open()
  const command = '  fi\u202eles\nnext'
  const steering = { NODE_OPTIONS: '--import data:text/javascript,1' }
  const misleading = { ...server, address: { ...address, command, steering } }
  await inMain(page, (fake, one) => fake.showToolServers([one]), misleading)
  await page.getByRole('button', { name: 'Settings' }).click()
  const item = page.getByRole('dialog', { name: 'Settings' }).getByRole('listitem', { name: 'Files' })
  await item.getByRole('switch', { name: 'On' }).click()
  const consent = item.getByRole('alertdialog', { name: 'Start Files?' })
  // biome-ignore lint/performance/useDomNodeTextContent: only this follows how spaces are shown
  const shown = await consent.innerText()
  expect(shown).toContain('  fi\\u{202E}les\nnext')
  expect(shown).toContain('NODE_OPTIONS=--import data:text/javascript,1')
  expect(await violationsOf(page)).toEqual([])
})

test('a server is edited: what is kept of its values is not shown, and another command wants them anew', async ({
  open,
}) => {
  const page = await open()
  await inMain(page, (fake, one) => fake.showToolServers([one]), server)
  await page.getByRole('button', { name: 'Settings' }).click()
  const item = page.getByRole('dialog', { name: 'Settings' }).getByRole('listitem', { name: 'Files' })
  await item.getByRole('button', { name: 'Edit Files' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit Files' })
  await expect(dialog.getByRole('textbox', { name: 'Arguments' })).toHaveValue(address.args.join('\n'))
  await expect(dialog.getByLabel('Value of FILES_TOKEN')).toHaveValue('')
  expect(await violationsOf(page)).toEqual([])
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('My files')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  const { env: _, ...command } = address
  expect(await askedOf(page, 'toolServers.change')).toEqual([
    { id: 'files', name: 'My files', address: { ...command, env: ['FILES_TOKEN'] }, secrets: {} },
  ])
  await item.getByRole('button', { name: 'Edit Files' }).click()
  await dialog.getByRole('textbox', { name: 'Command' }).fill('pnpx')
  await dialog.getByRole('button', { name: 'Add variable' }).click()
  await dialog.getByRole('textbox', { name: 'Name of the new variable' }).fill('PLACE')
  await dialog.getByLabel('Value of PLACE').fill('here')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toContainText('FILES_TOKEN')
  await dialog.getByLabel('Value of FILES_TOKEN').fill('secret')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  expect((await askedOf(page, 'toolServers.change')).at(-1)).toEqual({
    id: 'files',
    name: 'Files',
    address: { ...command, command: 'pnpx', env: ['FILES_TOKEN', 'PLACE'] },
    secrets: { FILES_TOKEN: 'secret', PLACE: 'here' },
  })
})

test('a program that was not found can be chosen, and is then looked at before it starts', async ({
  open,
}) => {
  const page = await open()
  const failed = {
    ...server,
    state: {
      type: 'failed',
      failure: {
        code: 'toolServer/command-not-found',
        message: '',
        data: { command: 'npx', looked: '/usr/bin' },
      },
    },
  } as const
  await inMain(page, (fake, one) => fake.showToolServers([one]), failed)
  await page.getByRole('button', { name: 'Settings' }).click()
  const item = page.getByRole('dialog', { name: 'Settings' }).getByRole('listitem', { name: 'Files' })
  await expect(item.getByRole('alert')).toContainText('nodejs.org')
  await item.getByRole('button', { name: 'Choose the file…' }).click()
  expect(await askedOf(page, 'toolServers.chooseProgram')).toEqual([{ id: 'files' }])
  // The dialog of the system gave one.
  await inMain(page, (fake, one) => fake.showToolServers([one]), {
    ...server,
    address: { ...address, command: '/opt/node/bin/npx' },
    state: { type: 'needs-consent' },
  } as const)
  await expect(item.getByRole('alertdialog', { name: 'Start Files?' })).toContainText('/opt/node/bin/npx')
})
