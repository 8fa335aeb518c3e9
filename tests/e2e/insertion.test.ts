import type { ElectronApplication, Page } from '@playwright/test'
import { aloneOnDesktop, answered, call, expect, type Parley, test } from './fixtures'
import { pressKeys, typeText } from './helpers/keys'
import {
  copied,
  copyElsewhere,
  type Program,
  startEditor,
  startTerminal,
  startTextArea,
} from './helpers/otherPrograms'
import { askField, callQuickAsk, quickPage } from './helpers/quick'

aloneOnDesktop()

const chat = '/v1/chat/completions'

/** The hotkeys are set, and the window that they call is made. */
const prepared = async ({ app, page }: Parley): Promise<Page> => {
  await call(page, 'settings.update', { lookAccelerator: 'CmdOrCtrl+Shift+L' })
  return quickPage(app, page)
}

const asked = async (quick: Page, question: string) => {
  await callQuickAsk()
  await expect(askField(quick)).toBeFocused()
  await typeText(question)
  await pressKeys('Return')
  await answered(quick)
}

const button = (quick: Page, name: 'Insert' | 'Replace') => quick.getByRole('button', { name, exact: true })

const isShown = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((each) => each.getTitle() === 'Quick ask' && each.isVisible()),
  )

const within = async (program: Program, work: () => Promise<void>) => {
  try {
    await work()
  } finally {
    await program.end()
  }
}

/** More than a screen of what is easily harmed on its way: 20,000 characters and some. */
const long = `Zeile 日本語 한국어 😀👩‍👩‍👧 “typographic” "plain" 'single' \`tick\` $(rm -rf ~) \\n %s ñ\n`
  .repeat(300)
  .trimEnd()

test('an answer is inserted at the caret of an editor, and the clipboard is as it was in every format', async ({
  parley,
  server,
}) => {
  server.script(chat, [
    ({ sse }) => sse().chatAnswer('**zwei**'),
    ({ sse }) => sse().chatAnswer(`\`\`\`\`\n${long}!\n\`\`\`\``),
  ])
  const quick = await prepared(parley)
  const editor = await startEditor('one three')
  await within(editor, async () => {
    await parley.app.evaluate(({ clipboard }) => {
      const older = clipboard as unknown as { write(data: object): void }
      older.write({ text: 'kept', html: '<b>kept</b>', rtf: '{\\rtf1 kept}' })
    })
    await pressKeys('ctrl+Home', 'ctrl+Right', 'Right')
    await asked(quick, 'Two in German?')
    await expect(quick.getByText('Mousepad', { exact: true })).toBeVisible()
    await button(quick, 'Insert').click()
    await editor.hasKeys()
    await editor.expectText('one zweithree')
    // The caret is right behind it.
    await typeText(' ')
    await editor.expectText('one zwei three')
    expect(await isShown(parley.app)).toBe(false)
    await expect.poll(() => copied('text/html')).toContain('<b>kept</b>')
    expect(await copied('text/rtf')).toBe('{\\rtf1 kept}')
    expect(await copied()).toBe('kept')
    // Parley itself pastes it, too: it does not wait for itself.
    expect(await parley.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('kept')

    await pressKeys('ctrl+a', 'BackSpace')
    await asked(quick, 'Write much')
    await pressKeys('ctrl+Return')
    await editor.hasKeys()
    await editor.expectText(`${long}!`)
    // One step of its undo.
    await pressKeys('ctrl+z')
    await editor.expectText('')
  })
})

test('a selection is replaced by one key and Enter; undo brings it back; Escape leaves everything', async ({
  parley,
  server,
}) => {
  server.script(chat, [
    ({ sse }) => sse().chatAnswer('“Received”'),
    ({ sse }) => sse().chatAnswer('Not wanted'),
    ({ sse }) => sse().chatAnswer('yes'),
  ])
  const quick = await prepared(parley)
  const editor = await startEditor('We have recieved it.')
  await within(editor, async () => {
    await copyElsewhere('mine')
    await pressKeys('ctrl+Home', 'ctrl+Right', 'ctrl+Right', 'Right', 'ctrl+shift+Right')
    await callQuickAsk('ctrl+shift+l')
    await expect(askField(quick)).toHaveValue('> recieved\n\n')
    // Explain, Translate, Correct.
    await pressKeys('ctrl+3')
    await answered(quick)
    await expect(button(quick, 'Replace')).toHaveAttribute('aria-keyshortcuts', 'Enter')
    await pressKeys('Return')
    await editor.hasKeys()
    await editor.expectText('We have Received it.')
    await typeText('!')
    await editor.expectText('We have Received! it.')
    await expect.poll(() => copied()).toBe('mine')
    await pressKeys('ctrl+z', 'ctrl+z')
    await editor.expectText('We have recieved it.')

    await pressKeys('ctrl+Home', 'ctrl+shift+Right')
    await callQuickAsk('ctrl+shift+l')
    await expect(askField(quick)).toHaveValue('> We\n\n')
    await pressKeys('ctrl+3')
    await expect(button(quick, 'Replace')).toBeVisible()
    await pressKeys('Escape')
    await editor.hasKeys()
    await editor.expectText('We have recieved it.')
    expect(await copied()).toBe('mine')

    // What is selected stays, where an answer is only to be inserted. Saving has dropped the selection.
    await pressKeys('ctrl+Home', 'ctrl+shift+Right')
    await callQuickAsk('ctrl+shift+l')
    await expect(askField(quick)).toHaveValue('> We\n\n')
    await typeText('Is this English?')
    await pressKeys('Return')
    await answered(quick)
    await pressKeys('ctrl+Return')
    await editor.hasKeys()
    await editor.expectText('We yes have recieved it.')
  })
})

test('an empty clipboard stays empty, and what the user copies afterwards is the user’s', async ({
  parley,
  server,
}) => {
  server.script(chat, [({ sse }) => sse().chatAnswer('first'), ({ sse }) => sse().chatAnswer('second')])
  const quick = await prepared(parley)
  const editor = await startEditor('')
  await within(editor, async () => {
    await asked(quick, 'One?')
    await pressKeys('ctrl+Return')
    await editor.hasKeys()
    await editor.expectText('first')
    await expect.poll(() => copied()).toBe('')

    await copyElsewhere('before')
    await asked(quick, 'Two?')
    await pressKeys('ctrl+Return')
    await editor.hasKeys()
    await editor.expectText('firstsecond')
    await pressKeys('ctrl+a', 'ctrl+c')
    await expect.poll(() => copied()).toBe('firstsecond')
  })
})

test('a terminal takes one line without control characters; several are copied, and that is said', async ({
  parley,
  server,
}) => {
  const answer = '```sh\necho "日本" 😀\u001b[201~\u202e\n```\n\nOr:\n\n```sh\ncd /\nls\n```'
  server.script(chat, ({ sse }) => sse().chatAnswer(answer))
  const quick = await prepared(parley)
  const terminal = await startTerminal()
  await within(terminal, async () => {
    await asked(quick, 'Which command?')
    await expect(quick.getByText('XTerm', { exact: true })).toBeVisible()
    await quick.getByRole('button', { name: 'Insert code' }).nth(1).click()
    await expect(quick.getByText('Several lines may run at once in a terminal.')).toBeVisible()
    expect(await isShown(parley.app)).toBe(true)
    expect(await copied()).toBe('cd /\nls')
    await terminal.expectText('')

    await quick.getByRole('button', { name: 'Insert code' }).first().click()
    await terminal.hasKeys()
    // It waits for the user's Enter.
    await terminal.expectText('echo "日本" 😀')
    expect(await copied()).toBe('cd /\nls')
  })
})

test('a field of a browser takes it, also from the task bar and from another workspace', async ({
  parley,
  server,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer(`\`\`\`\`\n${long}!\n\`\`\`\``))
  const quick = await prepared(parley)
  const browser = await startTextArea('one  three')
  await within(browser, async () => {
    await pressKeys('ctrl+Home', 'Right', 'Right', 'Right', 'Right')
    await asked(quick, 'Write much')
    await browser.minimise()
    await button(quick, 'Insert').click()
    await browser.hasKeys()
    await browser.expectText(`one ${long}! three`)
    await pressKeys('ctrl+z')
    await browser.expectText('one  three')

    await callQuickAsk()
    await browser.toOtherWorkspace()
    await button(quick, 'Insert').click()
    await browser.hasKeys()
    await browser.expectText(`one ${long}! three`)
  })
})

test('a program that is closed meanwhile is told in words, and the answer is copied', async ({
  parley,
  server,
}) => {
  server.script(chat, ({ sse }) => sse().chatAnswer('**late**'))
  const quick = await prepared(parley)
  const editor = await startEditor('')
  await within(editor, async () => {
    await asked(quick, 'One?')
    await expect(quick.getByText('Mousepad', { exact: true })).toBeVisible()
    await editor.end()
    await button(quick, 'Insert').click()
    await expect(quick.getByText('Mousepad was closed. The answer is on the clipboard.')).toBeVisible()
    expect(await copied()).toBe('late')
    expect(await isShown(parley.app)).toBe(true)
  })
})
