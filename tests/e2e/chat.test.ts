import type { ElectronApplication, Page } from '@playwright/test'
import { type RecordedRequest, startFaultServer } from '../fakes/faultServer'
import { answered, ask, engineAt, expect, lastAnswer, test } from './fixtures'
import { answersOf, byHand } from './helpers/answers'

const chat = '/v1/chat/completions'

interface Sent {
  readonly messages: readonly { readonly role: string; readonly content: string }[]
}
/** What the model was told, as the request's messages without their system prompt. */
const toldIn = (request: RecordedRequest): Sent['messages'] =>
  (request.body as Sent).messages.filter(({ role }) => role !== 'system')

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const log = (page: Page) => page.getByRole('log', { name: 'Conversation' })
const questions = (page: Page) => log(page).getByRole('article', { name: /^You/ })
const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })
const newConversation = async (page: Page) => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await expect(page.getByRole('article')).toHaveCount(0)
}

test('an answer appears as it arrives, and its article says that it is being written', async ({
  parley,
  server,
}) => {
  const answer = byHand()
  server.script(chat, answer.handler)
  const { page } = parley
  await ask(page, 'Slowly, please')
  const stream = await answer.stream
  stream.chatText('One, ')
  await expect(lastAnswer(page)).toContainText('One,')
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true')
  stream.chatText('two, ')
  await expect(lastAnswer(page)).toContainText('One, two,')
  await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true')
  stream.chatText('three.')
  stream.chatFinish('stop')
  stream.done()
  stream.end()
  await answered(page)
  await expect(lastAnswer(page)).toContainText('One, two, three.')
})

test('Stop tears the request down and keeps the text; Continue goes on from it', async ({
  parley,
  server,
}) => {
  const { page } = parley
  // What is promised is a hundred milliseconds. A busy machine may delay any one of them, but not all.
  const delays: number[] = []
  for (const round of [1, 2, 3]) {
    const answer = byHand()
    server.script(chat, answer.handler)
    await ask(page, 'A long story')
    const stream = await answer.stream
    stream.chatText('The beginning of it, ')
    await expect(lastAnswer(page)).toContainText('The beginning of it,')
    const request = await server.request(chat, round)
    const pressedAt = await page.getByRole('button', { name: 'Stop' }).evaluate((button: HTMLElement) => {
      button.click()
      return Date.now()
    })
    delays.push(performance.timeOrigin + (await request.closedByClient) - pressedAt)
    await answered(page)
    await expect(lastAnswer(page)).toContainText('The beginning of it,')
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
  }
  test.info().annotations.push({ type: 'stopped after', description: `${delays.join(', ')} ms` })
  expect(Math.min(...delays)).toBeLessThan(100)

  server.script(chat, answersOf('and the end of it.'))
  await lastAnswer(page).getByRole('button', { name: 'Continue' }).click()
  await expect(lastAnswer(page)).toContainText('The beginning of it, and the end of it.')
  await answered(page)
  await expect(log(page).getByRole('article')).toHaveCount(6)
  await expect(lastAnswer(page).getByRole('button', { name: 'Continue' })).toHaveCount(0)
  expect(toldIn(await server.request(chat, 4)).slice(4, 6)).toEqual([
    { role: 'user', content: 'A long story' },
    { role: 'assistant', content: 'The beginning of it, ' },
  ])
})

test('Regenerate keeps the old answer, and the walker goes back to it', async ({ parley, server }) => {
  server.script(chat, answersOf('The first answer.', 'The second answer.', 'After the first.'))
  const { page } = parley
  await ask(page, 'Twice, please')
  await expect(lastAnswer(page)).toContainText('The first answer.')
  await answered(page)
  await lastAnswer(page).getByRole('button', { name: 'Regenerate' }).click()
  await expect(lastAnswer(page)).toContainText('The second answer.')
  await expect(lastAnswer(page)).toContainText('2/2')
  await answered(page)
  // The second try knows nothing of the first.
  expect(toldIn(await server.request(chat, 2))).toEqual([{ role: 'user', content: 'Twice, please' }])

  await lastAnswer(page).getByRole('button', { name: 'Previous version' }).click()
  await expect(lastAnswer(page)).toContainText('The first answer.')
  await expect(lastAnswer(page)).toContainText('1/2')
  // What is shown is what is gone on from.
  await ask(page, 'And then?')
  await expect(lastAnswer(page)).toContainText('After the first.')
  expect(toldIn(await server.request(chat, 3))).toEqual([
    { role: 'user', content: 'Twice, please' },
    { role: 'assistant', content: 'The first answer.' },
    { role: 'user', content: 'And then?' },
  ])
})

test('an edited question branches: the old one and its answer stay', async ({ parley, server }) => {
  server.script(chat, answersOf('About cats.', 'About dogs.'))
  const { page } = parley
  await ask(page, 'Tell me about cats')
  await expect(lastAnswer(page)).toContainText('About cats.')
  await answered(page)
  await questions(page).getByRole('button', { name: 'Edit' }).click()
  const field = page.getByRole('textbox', { name: 'Your question' })
  await expect(field).toBeFocused()
  await field.fill('Tell me about dogs')
  await field.press('Enter')
  await expect(lastAnswer(page)).toContainText('About dogs.')
  await answered(page)
  await expect(questions(page)).toHaveCount(1)
  await expect(questions(page)).toContainText('Tell me about dogs')
  expect(toldIn(await server.request(chat, 2))).toEqual([{ role: 'user', content: 'Tell me about dogs' }])

  await questions(page).getByRole('button', { name: 'Previous version' }).click()
  await expect(questions(page)).toContainText('Tell me about cats')
  await expect(lastAnswer(page)).toContainText('About cats.')
  await questions(page).getByRole('button', { name: 'Next version' }).click()
  await expect(lastAnswer(page)).toContainText('About dogs.')
})

test('W10: Copy puts the answer on the clipboard as it was written, and as HTML with its table', async ({
  parley,
  server,
}) => {
  const text = '# Title\n\nSome **bold** words and `code`.\n\n| a | b |\n| - | - |\n| 1 | 2 |'
  server.script(chat, answersOf(text))
  const { app, page } = parley
  await ask(page, 'Markdown, please')
  await answered(page)
  await lastAnswer(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(text)
  const html = () =>
    app.evaluate(({ clipboard }) => (clipboard as unknown as { readHTML(): string }).readHTML())
  expect(await html()).toMatch(/<strong>bold<\/strong>[\s\S]*<table[^>]*>[\s\S]*<td[^>]*>2<\/td>/)
  await lastAnswer(page).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Copy as Markdown' }).click()
  await expect.poll(html).toBe('')
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(text)
})

/** Makes the app write addresses down instead of opening them. */
const catchOpened = async (app: ElectronApplication) => {
  await app.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url) => void opened.push(url)
  })
  return () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)
}

test('what is pressed while the log moves under the pointer is pressed', async ({ parley, server }) => {
  const lines = Array.from({ length: 80 }, (_, line) => `Line ${line}\n\n`).join('')
  server.script(chat, answersOf(lines))
  const { app, page } = parley
  await ask(page, 'Many lines?')
  await answered(page)
  await lastAnswer(page).getByRole('button', { name: 'Copy', exact: true }).hover()
  await page.mouse.down()
  // As an answer that grows does: an event of scrolling, and a frame in which the list knows of it.
  const moved = await log(page).evaluate(async (scroller) => {
    const before = scroller.scrollTop
    const scrolled = new Promise((resolve) => scroller.addEventListener('scroll', resolve, { once: true }))
    scroller.scrollTop -= 3
    await scrolled
    await new Promise((resolve) => requestAnimationFrame(resolve))
    return before - scroller.scrollTop
  })
  expect(moved).toBe(3)
  await page.mouse.up()
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(lines)
})

test('links open outside, after a click only, and only what is safe to open', async ({ parley, server }) => {
  server.script(
    chat,
    answersOf(
      'See [the guide](https://example.org/guide), [mail](mailto:someone@example.org), ' +
        '[a script](javascript:alert(1)) and [a file](file:///etc/passwd).',
    ),
  )
  const { app, page } = parley
  const opened = await catchOpened(app)
  await ask(page, 'Links, please')
  await answered(page)
  await expect(lastAnswer(page).getByRole('link')).toHaveCount(2)
  expect(await opened()).toEqual([])
  await lastAnswer(page).getByRole('link', { name: 'the guide' }).click()
  await expect.poll(opened).toEqual(['https://example.org/guide'])
  await lastAnswer(page).getByText('a script').click()
  await lastAnswer(page).getByText('a file').click()
  await lastAnswer(page).getByRole('link', { name: 'mail' }).click()
  await expect.poll(opened).toEqual(['https://example.org/guide', 'mailto:someone@example.org'])
  expect(page.url()).toMatch(/^app:\/\/parley\//)
  // Beside it there may be the quick-ask window, made ahead.
  expect(app.windows().filter((each) => !each.url().endsWith('/quick.html'))).toHaveLength(1)
})

test('raw HTML is text but for a few elements, and remote pictures are not fetched', async ({
  parley,
  server,
}) => {
  const html = '<script>document.title = "owned"</script><img src=x onerror="document.title=1"><b>bold</b>'
  const answer = `Inline <i>html</i>.\n\n${html}\n\n![a spy](${server.url}/pixel.png?q=secret)\n\n<iframe src="${server.url}/frame"></iframe>`
  server.script(chat, answersOf(answer))
  const { page } = parley
  await ask(page, 'Danger, please')
  await answered(page)
  await expect(lastAnswer(page)).toContainText('Inline html.')
  await expect(lastAnswer(page)).toContainText(html)
  await expect(lastAnswer(page)).toContainText('a spy')
  await expect(lastAnswer(page).locator('img, iframe, script, b')).toHaveCount(0)
  expect(await page.title()).toBe('Parley')
  const paths = server.requests.map(({ path }) => path)
  expect(paths.filter((path) => path === '/pixel.png' || path === '/frame')).toEqual([])
})

test('the search finds an early message and lands on it', async ({ parley, server }) => {
  server.script(chat, ({ sse, request }) => {
    const question = (request.body as Sent).messages.at(-1)?.content ?? ''
    sse().chatAnswer(`Answer to ${question}. ${'Words and words to fill the screen. '.repeat(30)}`)
  })
  const { page } = parley
  await ask(page, 'Where do pangolins live')
  await answered(page)
  for (let turn = 2; turn <= 12; turn += 1) {
    await ask(page, `Question ${turn}`)
    await expect(lastAnswer(page)).toContainText(`Answer to Question ${turn}.`)
    await answered(page)
  }
  await newConversation(page)
  await ask(page, 'Something else')
  await answered(page)

  const search = list(page).getByRole('searchbox', { name: 'Search history' })
  await search.fill('pangol')
  const hit = list(page).getByRole('link', { name: /Answer to Where do pangolins/ })
  await expect(hit).toBeVisible()
  await expect(hit.locator('mark')).toHaveText('pangol')
  await hit.click()
  const found = log(page).getByRole('article').filter({ hasText: 'Answer to Where do pangolins live' })
  await expect(found).toBeInViewport()
  await search.fill('nothing has this word: xyzzy')
  await expect(list(page).getByRole('status').filter({ hasText: 'Nothing found.' })).toBeVisible()
  await search.press('Escape')
  await expect(list(page).getByRole('link')).toHaveCount(2)
})

test('conversations are renamed and deleted from the list', async ({ parley, server }) => {
  server.script(chat, answersOf('Fine.'))
  const { page } = parley
  for (const question of ['Keep this', 'Name this', 'Delete this']) {
    await newConversation(page)
    await ask(page, question)
    await answered(page)
  }
  const links = list(page).getByRole('link')
  await expect(links).toHaveText(['Delete this', 'Name this', 'Keep this'])

  await list(page).getByRole('button', { name: 'More for Name this' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  const title = page.getByRole('textbox', { name: 'Title' })
  await expect(title).toBeFocused()
  await title.fill('A better name')
  await title.press('Enter')
  await expect(links).toHaveText(['Delete this', 'A better name', 'Keep this'])

  await list(page).getByRole('button', { name: 'More for Delete this' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(links).toHaveText(['A better name', 'Keep this'])
  // It was the one on screen.
  await expect(page.getByRole('article')).toHaveCount(0)
})

test('an answer goes on while another conversation is looked at, and each keeps its draft', async ({
  parley,
  server,
}) => {
  const slow = byHand()
  server.script(chat, [slow.handler, ...answersOf('The quick one.')])
  const { page } = parley
  await ask(page, 'The slow question')
  const stream = await slow.stream
  stream.chatText('Still ')
  await expect(lastAnswer(page)).toContainText('Still')
  await composer(page).fill('a draft for later')

  await newConversation(page)
  await expect(composer(page)).toHaveValue('')
  await ask(page, 'The quick question')
  await expect(lastAnswer(page)).toContainText('The quick one.')
  stream.chatText('there.')
  stream.chatFinish('stop')
  stream.done()
  stream.end()

  await list(page).getByRole('link', { name: 'The slow question' }).click()
  await expect(lastAnswer(page)).toContainText('Still there.')
  await answered(page)
  await expect(composer(page)).toHaveValue('a draft for later')
  await expect(questions(page)).toHaveCount(1)
})

/** A base URL where no server listens. */
const freeAddress = async (): Promise<string> => {
  const server = await startFaultServer()
  await server.stop()
  return server.baseUrl
}

test('after a restart without the server everything is there, and asking says why it cannot', async ({
  launch,
  server,
}) => {
  server.script(chat, answersOf('The **first** answer.', 'The `second` answer.', 'The third.', 'Fine.'))
  const env = engineAt(server)
  const first = await launch({ env })
  await ask(first.page, 'Question one')
  await answered(first.page)
  await ask(first.page, 'Question two')
  await expect(lastAnswer(first.page)).toContainText('second')
  await answered(first.page)
  // Of versions the one that is shown is kept, and of the list what was renamed and what was deleted.
  await questions(first.page).last().getByRole('button', { name: 'Edit' }).click()
  await first.page.getByRole('textbox', { name: 'Your question' }).fill('Question three')
  await first.page.keyboard.press('Enter')
  await expect(lastAnswer(first.page)).toContainText('The third.')
  await answered(first.page)
  await questions(first.page).last().getByRole('button', { name: 'Previous version' }).click()
  await expect(lastAnswer(first.page)).toContainText('The second answer.')
  await newConversation(first.page)
  await ask(first.page, 'Delete this')
  await answered(first.page)
  for (const [title, verb] of [
    ['Delete this', 'Delete'],
    ['Question one', 'Rename'],
  ]) {
    await list(first.page)
      .getByRole('button', { name: `More for ${title}` })
      .click()
    await first.page.getByRole('menuitem', { name: verb }).click()
  }
  await first.page.getByRole('textbox', { name: 'Title' }).fill('A better name')
  await first.page.keyboard.press('Enter')
  await expect(list(first.page).getByRole('link')).toHaveText(['A better name'])
  await first.quit()
  // No server listens there any more; the fixture stops the test's own server.
  const gone = { ...env, OPENAI_BASE_URL: await freeAddress() }

  const { page } = await launch({ env: gone })
  await expect(list(page).getByRole('link')).toHaveText(['A better name'])
  await list(page).getByRole('link', { name: 'A better name' }).click()
  await expect(questions(page)).toHaveText([/Question one/, /Question two/])
  await expect(log(page)).toContainText('The first answer.')
  await expect(lastAnswer(page)).toContainText('The second answer.')
  await questions(page).last().getByRole('button', { name: 'Next version' }).click()
  await expect(lastAnswer(page)).toContainText('The third.')
  await ask(page, 'Question four')
  const alert = lastAnswer(page).getByRole('alert')
  await expect(alert).toContainText('The server cannot be reached')
  await expect(alert.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(questions(page)).toHaveCount(3)
})
