import { join } from 'node:path'
import { aloneOnDesktop, call, expect, test } from './fixtures'
import { chooseDictationKey, clickBar, dictationBar, dictationKey } from './helpers/dictationBar'
import { focusWindow, holdKeys, letGoOfKeys, pressKeys } from './helpers/keys'
import { listeners, sayWithFlite, speakInto } from './helpers/microphone'
import { copied, copyElsewhere, type Program, startEditor, startTerminal } from './helpers/otherPrograms'

aloneOnDesktop()

const transcriptions = '/v1/audio/transcriptions'
const words = 'Hello over there.'

let programs: Program[] = []
const opened = async (program: Promise<Program>): Promise<Program> => {
  programs.push(await program)
  return program
}

test.afterEach(async () => {
  await letGoOfKeys()
  for (const program of programs) await program.end()
  programs = []
})

const microphoneClosed = () => expect.poll(listeners).toBe(0)

test('held or tapped, the words come to the caret of the program in front, which keeps the keys all the while', async ({
  parley,
  server,
  folder,
}) => {
  server.script(transcriptions, ({ json }) => json(200, { text: ` ${words} ` }))
  const said = await sayWithFlite(words)
  const { app, page } = parley
  await chooseDictationKey(page)
  await copyElsewhere('What the user has copied')
  const editor = await opened(startEditor('Dear Ann, '))
  await pressKeys('ctrl+End')

  await holdKeys(dictationKey)
  const bar = await dictationBar(app)
  const status = bar.getByRole('status')
  await expect(status).toContainText('Let go when you are done')
  await expect(status).toContainText('Mousepad')
  await editor.hasKeys()
  await speakInto(said, join(folder, 'said.wav'))
  await letGoOfKeys()
  await expect(status).toContainText('Inserted')
  await expect(status).toContainText(words)
  await microphoneClosed()
  await editor.hasKeys()
  await editor.expectText(`Dear Ann, ${words}`)
  await expect.poll(() => copied()).toBe('What the user has copied')

  // A tap listens until the next one; a button of the bar takes no keys either.
  const terminal = await opened(startTerminal())
  await pressKeys(dictationKey)
  await expect(status).toContainText('Press Ctrl+Shift+D when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  await pressKeys(dictationKey)
  await expect(status).toContainText('Inserted')
  await terminal.hasKeys()
  await pressKeys(dictationKey)
  await expect(status).toContainText('Press Ctrl+Shift+D when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  await clickBar(app, bar.getByRole('button', { name: 'Done' }))
  await expect(status).toContainText('Inserted')
  await terminal.hasKeys()
  await pressKeys('Return')
  await terminal.expectText(`${words}${words}\n`)
  expect(await call(page, 'dictation.kept', {})).toEqual([])
  expect(server.requests.filter(({ path }) => path === transcriptions)).toHaveLength(3)
})

test('Escape drops what was said and is the program’s own again; what has no words is kept, and goes in later', async ({
  parley,
  server,
  folder,
}) => {
  server.script(transcriptions, [
    ({ error }) => error(500, { message: 'No' }),
    ({ json }) => json(200, { text: words }),
  ])
  const said = await sayWithFlite(words)
  const { app, page } = parley
  await chooseDictationKey(page)
  const editor = await opened(startEditor('Dear Ann, '))
  await pressKeys('ctrl+End')

  await holdKeys(dictationKey)
  const bar = await dictationBar(app)
  const status = bar.getByRole('status')
  await expect(status).toContainText('Let go when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  await pressKeys('Escape')
  await expect(status).toBeHidden()
  await microphoneClosed()
  await letGoOfKeys()
  expect(await app.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('Escape'))).toBe(false)
  await expect.poll(() => call(page, 'dictation.kept', {})).toEqual([])
  expect(server.requests.some(({ path }) => path === transcriptions)).toBe(false)

  await holdKeys(dictationKey)
  await expect(status).toContainText('Let go when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  await letGoOfKeys()
  await expect(status).toContainText('What you said is kept')
  const kept = page.getByRole('list', { name: 'Recordings without words' })
  await expect(kept).toContainText('What you said is kept')
  await clickBar(app, bar.getByRole('button', { name: 'Try again' }))
  await expect(status).toContainText('Inserted')
  await editor.hasKeys()
  await editor.expectText(`Dear Ann, ${words}`)
  await expect(kept).toBeHidden()
})

test('polished words go in; a program that is closed meanwhile leaves them on the clipboard', async ({
  parley,
  server,
  folder,
}) => {
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('Hello, over there!'))
  server.script(transcriptions, ({ json }) => json(200, { text: words }))
  const said = await sayWithFlite(words)
  const { app, page } = parley
  await chooseDictationKey(page, true)
  const editor = await opened(startEditor(''))
  await holdKeys(dictationKey)
  const bar = await dictationBar(app)
  const status = bar.getByRole('status')
  await expect(status).toContainText('Let go when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  await letGoOfKeys()
  await expect(bar.getByRole('button', { name: 'Copy raw words' })).toBeVisible()
  await editor.expectText('Hello, over there!')
  expect(await call(page, 'dictateAnywhere.last', {})).toMatchObject({
    words: 'Hello, over there!',
    rawWords: words,
  })

  await chooseDictationKey(page)
  await holdKeys(dictationKey)
  await expect(status).toContainText('Let go when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  await editor.end()
  await letGoOfKeys()
  await expect(status).toContainText('Mousepad was closed. Press Ctrl+V to paste.')
  await expect.poll(() => copied()).toBe(words)
})

test('the microphone has one owner, and is closed when the bar’s page crashes; what was said is kept', async ({
  parley,
  server,
  folder,
}) => {
  server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer('Yes.'))
  server.script(transcriptions, ({ json }) => json(200, { text: words }))
  const said = await sayWithFlite(words)
  const { app, page } = parley
  await chooseDictationKey(page)
  await opened(startTerminal())
  await pressKeys(dictationKey)
  const bar = await dictationBar(app)
  const status = bar.getByRole('status')
  await expect(status).toContainText('when you are done')
  await speakInto(said, join(folder, 'said.wav'))
  await focusWindow()
  await page.getByRole('button', { name: 'Hold to talk' }).click()
  await expect(page.getByRole('region', { name: 'Listening' })).toContainText('press once more')
  await expect(status).toBeHidden()
  await expect.poll(listeners).toBe(1)
  await expect(
    page.getByRole('list', { name: 'Recordings without words' }).getByRole('listitem'),
  ).toHaveCount(1)
  // And back: the bar takes it from the window.
  await pressKeys(dictationKey)
  await expect(status).toContainText('when you are done')
  await expect(page.getByRole('region', { name: 'Listening' })).toBeHidden()
  await expect.poll(listeners).toBe(1)
  await speakInto(said, join(folder, 'said.wav'))

  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find(({ webContents }) => webContents.getURL().endsWith('/dictation.html'))
      ?.webContents.forcefullyCrashRenderer(),
  )
  await microphoneClosed()
  await expect.poll(async () => (await call(page, 'dictation.kept', {})).length).toBeGreaterThanOrEqual(2)
  expect(await app.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('Escape'))).toBe(false)
  for (const { recordingId } of await call(page, 'dictation.kept', {}))
    await call(page, 'dictation.forget', { recordingId })
})
