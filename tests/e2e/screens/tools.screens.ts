import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import type { Handler } from '../../fakes/faultServer'
import { startSearx } from '../../fakes/searxServer'
import { answered, ask, call, connectTo, engineAt, expect, test } from '../fixtures'
import { focusWindow, pressKeys, typeText } from '../helpers/keys'
import { callQuickAsk, quickPage } from '../helpers/quick'

// `npm run screens`: the tools, from adding a server to what an answer rests on.

const folder = resolve(import.meta.dirname, '../../../out/screens')
const everything = resolve(
  import.meta.dirname,
  '../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js',
)
const chat = '/v1/chat/completions'

test.beforeAll(() => mkdir(folder, { recursive: true }))

const calls =
  (name: string, input: object): Handler =>
  ({ sse }) => {
    const stream = sse()
    stream.chatTool({ index: 0, id: `call_${name}`, name, arguments: JSON.stringify(input) })
    stream.chatFinish('tool_calls')
    stream.done()
    stream.end()
  }

const both = async (page: Page, name: string) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }
}

const add = async (page: Page, text: string) => {
  await page.getByRole('button', { name: 'Add tool server…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add tool server' })
  await dialog.getByRole('textbox', { name: 'Command, address or JSON' }).fill(text)
  await both(page, '70-tools-add')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
}

test('the tools', async ({ launch, server }) => {
  test.setTimeout(180_000)
  const { page } = await launch()
  await connectTo(page, server)
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  const goTo = (name: string) =>
    page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name }).click()
  await goTo('Tools')
  await settings.getByRole('switch', { name: 'Search the web' }).click()
  await both(page, '70-tools')

  await add(page, `node ${everything} stdio`)
  const item = settings.getByRole('listitem', { name: 'everything', exact: true })
  await item.getByRole('switch', { name: 'On' }).click()
  await item.scrollIntoViewIfNeeded()
  await both(page, '71-tools-consent')
  await item.getByRole('button', { name: 'Allow and start' }).click()
  await expect(item).toContainText(/\d+ tools · running/, { timeout: 30_000 })
  await item.getByRole('button', { name: 'Edit everything' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit everything' })
  await edit.getByRole('button', { name: 'Add variable' }).click()
  await both(page, '71-tools-edit')
  await edit.getByRole('button', { name: 'Close' }).click()
  await add(page, 'no-such-command --flag')
  const broken = settings.getByRole('listitem', { name: 'no-such-command' })
  await broken.getByRole('switch', { name: 'On' }).click()
  await broken.getByRole('button', { name: 'Allow and start' }).click()
  await expect(broken.getByRole('alert')).toBeVisible()
  await broken.scrollIntoViewIfNeeded()
  await both(page, '72-tools-failed')
  const permissions = settings.getByRole('group', { name: 'Permissions' })
  await permissions.getByRole('button', { expanded: false }).last().click()
  await permissions.scrollIntoViewIfNeeded()
  await both(page, '73-tools-permissions')
  await page.keyboard.press('Escape')

  server.script(chat, [
    calls('read_page', { url: 'https://ferries.example/times?line=3' }),
    ({ sse }) => sse().chatAnswer('The page could not be read, so I cannot say when the ferry leaves.'),
  ])
  await ask(page, 'When does the ferry leave?')
  const question = page.getByRole('alertdialog')
  await expect(question).toBeVisible()
  await both(page, '74-tools-asking')
  await question.getByRole('button', { name: "Don't allow" }).click()
  await answered(page)
  await page.getByRole('article').last().locator('summary').first().click()
  await both(page, '75-tools-decided')

  server.script(chat, [
    ({ sse }) => {
      const stream = sse()
      const call = {
        index: 0,
        id: 'call_2',
        name: 'everything__trigger-elicitation-request',
        arguments: '{}',
      }
      stream.chatTool(call)
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    },
    ({ sse }) => sse().chatAnswer('Thank you.'),
  ])
  await ask(page, 'Ask me everything')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Allow once' }).click()
  const form = page.getByRole('alertdialog', { name: 'everything asks' })
  await expect(form).toBeVisible()
  await both(page, '76-tools-form')
  await page.setViewportSize({ width: 640, height: 700 })
  await form.getByRole('button', { name: 'Send', exact: true }).click()
  await both(page, '77-tools-form-narrow')
  await form.getByRole('textbox', { name: 'String', exact: true }).fill('Ada Lovelace')
  await form.getByRole('button', { name: 'Send', exact: true }).click()
  await answered(page)
  await page.getByRole('article').last().locator('summary').first().click()
  await both(page, '78-tools-form-sent')
})

test('the sources of an answer, and a question in the quick window', async ({ launch, server }) => {
  const searx = await startSearx([
    { url: 'https://ferries.example/line-3', title: 'Line 3: the winter timetable', content: 'ferry' },
    { url: 'https://www.harbour.example/storm', title: 'Storm warning for Saturday', content: 'ferry' },
  ])
  try {
    const { app, page } = await launch({ env: engineAt(server) })
    await call(page, 'settings.update', { webSearch: true, searchProvider: 'searxng' })
    await page.getByRole('button', { name: 'Settings', exact: true }).click()
    const settings = page.getByRole('dialog', { name: 'Settings' })
    await settings.getByRole('textbox', { name: 'SearXNG address' }).fill(searx.url)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    server.script(chat, [
      calls('search_web', { query: 'ferry' }),
      ({ sse }) =>
        sse().chatAnswer(
          'The last ferry leaves at **22:10** [1]. On Saturday it may stay in harbour, because a storm is expected [2].',
        ),
      calls('read_page', { url: 'https://ferries.example/times?line=3' }),
    ])
    await ask(page, 'When does the last ferry leave?')
    await answered(page)
    await both(page, '76-tools-sources')

    const quick = await quickPage(app, page)
    await focusWindow()
    await callQuickAsk()
    await typeText('And on Sunday?')
    await pressKeys('Return')
    await expect(quick.getByRole('alertdialog')).toBeVisible()
    await expect(quick.getByRole('button', { name: 'Allow once' })).toBeEnabled()
    await both(quick, '77-tools-quick-asking')
  } finally {
    await searx.stop()
  }
})
