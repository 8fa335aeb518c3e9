import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { answered, ask, connectTo, expect, lastAnswer, test } from './fixtures'
import { killAll, treeOf } from './helpers/processes'

const everything = resolve(
  import.meta.dirname,
  '../../node_modules/@modelcontextprotocol/server-everything/dist/index.js',
)

/** How many processes have this text on their command line. */
const countProcesses = (text: string): number =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.startsWith('ps ')).length

const readmeJson = (marker: string): string =>
  `{
  // As a README shows it.
  "mcpServers": {
    "Everything": { "command": "node", "args": ["${everything}", "stdio", "${marker}"] },
  }
}`

const openTools = async (page: Page) => {
  await page.keyboard.press('ControlOrMeta+,')
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('button', { name: 'Add tool server…' }).scrollIntoViewIfNeeded()
  return settings
}

const add = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('button', { name: 'Add tool server…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add tool server' })
  await dialog.getByRole('textbox', { name: 'Command, address or JSON' }).fill(text)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Adds the server by its JSON, agrees to what it starts, and waits until it is there. */
const addEverything = async (page: Page, marker: string): Promise<void> => {
  const settings = await openTools(page)
  await add(page, readmeJson(marker))
  const item = settings.getByRole('listitem', { name: 'Everything' })
  const toggle = item.getByRole('switch', { name: 'On' })
  await expect(toggle).not.toBeChecked()
  expect(countProcesses(marker)).toBe(0)
  await toggle.click()
  const consent = item.getByRole('alertdialog', { name: 'Start Everything?' })
  await expect(consent).toContainText(everything)
  await expect(consent).toContainText(marker)
  expect(countProcesses(marker)).toBe(0)
  await consent.getByRole('button', { name: 'Allow and start' }).click()
  await expect(item).toContainText(/\d+ tools · running/, { timeout: 30_000 })
  await expect(toggle).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(settings).toBeHidden()
}

test('a tool server is added by its JSON, agreed to, called by the model, and ends with the app', async ({
  launch,
  server,
}) => {
  const marker = `e2e-quit-${process.pid}`
  const { page, quit } = await launch()
  await connectTo(page, server)
  await addEverything(page, marker)
  server.script('/v1/chat/completions', [
    ({ sse }) => {
      const stream = sse()
      stream.chatTool({
        index: 0,
        id: 'call_1',
        name: 'everything__echo',
        arguments: JSON.stringify({ message: 'hello tools' }),
      })
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    },
    ({ sse }) => sse().chatAnswer('It said it back.'),
  ])
  await ask(page, 'Echo hello tools')
  const question = page.getByRole('alertdialog', { name: 'Allow echo?' })
  await expect(question).toContainText('Everything')
  await expect(question).toContainText('hello tools')
  await question.getByRole('button', { name: 'Allow once' }).click()
  await expect(lastAnswer(page)).toContainText('It said it back.')
  await answered(page)
  const sent = server.requests.filter(({ path }) => path === '/v1/chat/completions').at(-1)
  expect(JSON.stringify(sent?.body)).toContain('Echo: hello tools')
  expect(countProcesses(marker)).toBeGreaterThan(0)

  // What the server asks in the middle of a call.
  server.script('/v1/chat/completions', [
    ({ sse }) => {
      const stream = sse()
      const name = 'everything__trigger-elicitation-request'
      stream.chatTool({ index: 0, id: 'call_2', name, arguments: '{}' })
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    },
    ({ sse }) => sse().chatAnswer('It knows you now.'),
  ])
  await ask(page, 'Let it ask me')
  await page
    .getByRole('alertdialog', { name: /^Allow/ })
    .getByRole('button', { name: 'Allow once' })
    .click()
  const form = page.getByRole('alertdialog', { name: 'Everything asks' })
  await form.getByRole('textbox', { name: 'String', exact: true }).fill('Ada Lovelace')
  await form.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(lastAnswer(page)).toContainText('It knows you now.')
  await answered(page)
  const told = server.requests.filter(({ path }) => path === '/v1/chat/completions').at(-1)
  expect(JSON.stringify(told?.body)).toContain('- Name: Ada Lovelace')
  await expect(lastAnswer(page).getByText('answered by you')).toBeVisible()

  // Its prompts stand among the commands, and what it has can be attached.
  const field = page.getByRole('textbox', { name: 'Message' })
  await field.pressSequentially('/args')
  await expect(page.getByRole('option', { name: '/everything:args-prompt' })).toBeVisible()
  await field.press('Enter')
  await page.getByRole('combobox', { name: 'city' }).fill('Rome')
  await page.getByRole('form').getByRole('button', { name: 'Continue' }).click()
  await expect(field).toHaveValue(/Rome/)
  await page.getByRole('button', { name: 'Attach files' }).click()
  await page.getByRole('menuitem', { name: 'From Everything…' }).click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Attachments' }).getByText(/characters$/)).toBeVisible()
  await quit()
  expect(countProcesses(marker)).toBe(0)
})

test('a tool server ends when the app is killed', async ({ launch, server }) => {
  const marker = `e2e-kill-${process.pid}`
  const { app, page } = await launch()
  await connectTo(page, server)
  await addEverything(page, marker)
  const pid = app.process().pid ?? 0
  const servers = treeOf(pid).length
  expect(servers).toBeGreaterThan(1)
  // Main alone, as by the system when memory runs short: whatever it started has to end by itself.
  killAll([pid])
  await expect.poll(() => countProcesses(marker), { timeout: 20_000 }).toBe(0)
})

test('what does not start says why and where it was looked for', async ({ parley }) => {
  const { page } = parley
  const settings = await openTools(page)
  await page.getByRole('button', { name: 'Add tool server…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add tool server' })
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('no command')
  await dialog.getByRole('textbox', { name: 'Command, address or JSON' }).fill('no-such-command --flag')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const item = settings.getByRole('listitem', { name: 'no-such-command' })
  await item.getByRole('switch', { name: 'On' }).click()
  await item.getByRole('button', { name: 'Allow and start' }).click()
  await expect(item.getByRole('alert')).toContainText('no-such-command')
  await item.getByText('Where it was looked for').click()
  await expect(item.getByRole('alert')).toContainText('/usr/bin')
  await item.getByRole('button', { name: 'Remove no-such-command' }).click()
  await expect(item).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(settings).toBeHidden()
})
