import { aloneOnDesktop, answered, call, expect, test } from './fixtures'
import { pressKeys, typeText } from './helpers/keys'
import { copied, copyElsewhere, startEditor } from './helpers/otherPrograms'
import { askField, callQuickAsk, quickPage } from './helpers/quick'

aloneOnDesktop()

const chat = '/v1/chat/completions'

test('an answer is inserted at the caret of the editor in front, and the clipboard is as it was', async ({
  parley,
  server,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('zwei'))
  const { app, page } = parley
  await call(page, 'quick.facts', {})
  const quick = await quickPage(app, page)
  const editor = await startEditor('one three')
  try {
    await copyElsewhere('<b>kept</b>', 'text/html')
    await pressKeys('ctrl+Home', 'ctrl+Right', 'Right')
    await callQuickAsk()
    await expect(askField(quick)).toBeFocused()
    await typeText('Two in German?')
    await pressKeys('Return')
    await answered(quick)
    await expect(quick.getByText('Mousepad', { exact: true })).toBeVisible()
    await quick.getByRole('button', { name: 'Insert', exact: true }).click()
    await editor.hasKeys()
    await expect.poll(() => copied('text/html')).toBe('<b>kept</b>')
    await typeText(' ')
    await editor.expectText('one zwei three')
  } finally {
    await editor.end()
  }
})
