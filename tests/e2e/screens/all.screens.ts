import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { paintSample } from '../../../src/main/engines/builtin/painter'
import { type SseWriter, startFaultServer } from '../../fakes/faultServer'
import { tone } from '../../fakes/tone'
import { ask, call, engineAt, expect, lastAnswer, test } from '../fixtures'
import { askedRightToLeft, directions } from '../helpers/directions'
import { galleryDrawn } from '../helpers/gallery'
import { focusWindow, pressKeys, typeText } from '../helpers/keys'
import { base64 } from '../helpers/pictures'
import { callQuickAsk, quickPage } from '../helpers/quick'
import { converse, haveConversation, markdown } from '../helpers/scenes'

// `npm run screens`: a picture of every screen, to be looked at. Nothing is compared.

const paint = (prompt: string) => paintSample(prompt, 1024, 1024, new AbortController().signal)
const folder = resolve(import.meta.dirname, '../../../out/screens')
const chat = '/v1/chat/completions'
const images = '/v1/images/generations'

const titles = [
  'Ideas for a quiet weekend by the sea',
  'Why is the sky dark at night?',
  'Draft: letter to the landlord about the heating',
  'Compare SQLite and PostgreSQL for a desktop app',
  'パンの焼き方を教えてください',
  'Translate the menu into French',
  'A very long question that nobody will read to its end in a narrow list of conversations',
]
const galleryPrompts = [
  'A lighthouse at dusk, pop art',
  'Mountains in the morning mist',
  'A city of glass towers at night',
  'A bowl of oranges, still life',
  'A paper boat on a pond',
  'A forest path in autumn',
  'An observatory under the stars',
]

test.beforeAll(() => mkdir(folder, { recursive: true }))

for (const scheme of ['light', 'dark'] as const) {
  const shoot = async (page: Page, name: string) => {
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }
  const useScheme = (page: Page) => page.emulateMedia({ colorScheme: scheme })

  test(`welcome (${scheme})`, async ({ launch }) => {
    // LM Studio's usual port; where something else has it, the screen shows that instead.
    const local = await startFaultServer(1_234).catch(() => null)
    local?.script('/v1/models', ({ json }) =>
      json(200, { object: 'list', data: [{ id: 'qwen3-8b', object: 'model' }] }),
    )
    const { page } = await launch()
    await useScheme(page)
    const dialog = page.getByRole('dialog', { name: 'Welcome to Parley' })
    await expect(dialog).toBeVisible()
    await shoot(page, '01-welcome')
    await dialog.getByRole('button', { name: 'Use this key' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await shoot(page, '02-welcome-no-key')
    await dialog.getByLabel('API key').fill('sk-ant-api03-0000')
    await shoot(page, '02-welcome-recognised')
    await dialog.getByRole('combobox', { name: 'Provider' }).selectOption('Azure OpenAI')
    await shoot(page, '02-welcome-azure')
    await dialog.getByRole('button', { name: 'Use a local server' }).click()
    if (local) await expect(dialog.getByText('qwen3-8b')).toBeVisible()
    else await expect(dialog.getByRole('textbox', { name: 'Base URL' })).toBeVisible()
    await shoot(page, '03-welcome-servers')
    await local?.stop()
  })

  test(`conversation (${scheme})`, async ({ launch, server }) => {
    test.setTimeout(180_000)
    const { page } = await launch({ env: engineAt(server) })
    await useScheme(page)
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    await shoot(page, '04-empty')
    await page.getByRole('button', { name: 'Gallery' }).click()
    await expect(page.getByRole('region', { name: 'Gallery' })).toBeVisible()
    await expect(page.getByText('No pictures yet')).toBeVisible()
    await shoot(page, '05-gallery-empty')

    server.script(chat, ({ sse }) => sse().chatAnswer('Gladly. Here is a start.'))
    for (const title of titles) {
      await call(page, 'runs.start', { conversationId: null, prompt: title })
      await expect(page.getByRole('link', { name: title.slice(0, 40) })).toBeVisible()
    }
    await page.getByRole('button', { name: 'New conversation' }).click()

    const paintings = await Promise.all(galleryPrompts.map((prompt) => paint(prompt)))
    const [first] = paintings
    if (!first) throw new Error('Nothing was painted')
    await haveConversation(page, server, first)
    await shoot(page, '06-failure')
    await page.getByRole('textbox', { name: 'Message' }).fill('/image a ferry at night')
    await expect(page.getByText(/^A picture.*costs nothing$/)).toBeVisible()
    // As Tab would bring it into view.
    await page.getByRole('button', { name: /^A ferry on a wide river/ }).focus()
    await shoot(page, '07-picture')
    await page.getByRole('textbox', { name: 'Message' }).fill('')
    await page.getByRole('img').first().click()
    await expect(page.getByRole('dialog', { name: 'Image' })).toContainText('1024 × 1024')
    await shoot(page, '08-image-dialog')
    await page.keyboard.press('Escape')

    const log = page.getByRole('log', { name: 'Conversation' })
    await log.hover()
    await page.mouse.wheel(0, -10_000)
    await expect(page.getByText('Three ways to cross the river')).toBeInViewport()
    await shoot(page, '09-conversation-top')
    await log.hover()
    await page.mouse.wheel(0, 560)
    await expect(page.locator('pre').first()).toBeInViewport()
    await shoot(page, '10-conversation-code')

    await page.getByRole('searchbox', { name: 'Search history' }).fill('ferry')
    await expect(page.getByText(/ found$/)).toBeVisible()
    await shoot(page, '11-search')
    await page.getByRole('searchbox', { name: 'Search history' }).fill('')

    await page.getByRole('button', { name: 'Settings' }).click()
    await expect(page.getByRole('combobox', { name: 'Model' })).toBeVisible()
    await shoot(page, '12-settings-top')
    await page.getByRole('heading', { name: 'Storage' }).scrollIntoViewIfNeeded()
    await page.getByText(/^Parley \d/).scrollIntoViewIfNeeded()
    await shoot(page, '13-settings-bottom')
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: /^More for Why is the sky/ }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await shoot(page, '14-menu')
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
    await shoot(page, '15-delete')
    await page.getByRole('button', { name: 'Undo' }).click()

    await page.setViewportSize({ width: 640, height: 780 })
    await shoot(page, '16-narrow')
    await page.getByRole('button', { name: 'Show conversations' }).click()
    await expect(page.getByRole('button', { name: 'New conversation' })).toBeInViewport({ ratio: 1 })
    await shoot(page, '17-narrow-drawer')
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 2560, height: 1300 })
    await shoot(page, '18-wide')
    await page.setViewportSize({ width: 1120, height: 780 })

    // Without speech at this server, the offline voice steps in and a notice says so.
    await page.getByRole('button', { name: 'Read aloud' }).first().click()
    await expect(page.getByText('the offline voice does')).toBeVisible()
    await shoot(page, '19-notice')
    await page.getByRole('button', { name: 'Dismiss' }).click()

    await page.getByRole('button', { name: 'New conversation' }).click()
    let next = 0
    server.script(images, ({ json }) =>
      json(200, { data: [{ b64_json: base64(paintings[next++] ?? first) }] }),
    )
    for (const prompt of galleryPrompts) await converse(page, `/image ${prompt}`)
    await page.getByRole('button', { name: 'Gallery' }).click()
    const gallery = page.getByRole('region', { name: 'Gallery' })
    await expect(gallery.getByRole('img', { name: galleryPrompts[6] ?? '' })).toBeVisible()
    await galleryDrawn(page)
    await shoot(page, '20-gallery')
    await page.setViewportSize({ width: 640, height: 780 })
    await galleryDrawn(page)
    await shoot(page, '21-gallery-narrow')
  })

  test(`reading aloud (${scheme})`, async ({ launch, server }) => {
    const sentences = [
      'Cross at the old bridge.',
      'It is narrow, but it holds.',
      'Wait for the evening, when the carts are gone.',
    ]
    server.script(chat, ({ sse }) => sse().chatAnswer(sentences.join(' ')))
    server.script('/v1/audio/speech', ({ bytes, request }) => {
      const isSecond = (request.body as { input: string }).input === sentences[1]
      bytes(200, tone({ hertz: 220, seconds: isSecond ? 60 : 0.2 }), 'audio/pcm')
    })
    const { page } = await launch({ env: engineAt(server) })
    await useScheme(page)
    await converse(page, 'How do I cross the river?')
    await page.getByRole('button', { name: 'Read aloud' }).first().click()
    await expect(page.getByRole('region', { name: 'Reading aloud' })).toContainText(sentences[1] ?? '')
    await shoot(page, '29-reading-aloud')
    await page.setViewportSize({ width: 640, height: 780 })
    await shoot(page, '30-reading-aloud-narrow')
    await page.setViewportSize({ width: 1120, height: 780 })
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('heading', { name: 'Voice' }).scrollIntoViewIfNeeded()
    await page.getByRole('combobox', { name: 'Keep what was spoken' }).scrollIntoViewIfNeeded()
    await shoot(page, '31-settings-speech')
  })

  test(`quick ask (${scheme})`, async ({ launch, server }) => {
    server.script(chat, ({ sse }) => sse().chatAnswer(markdown))
    const { app, page } = await launch({ env: engineAt(server) })
    await useScheme(page)
    const quick = await quickPage(app, page)
    await useScheme(quick)
    await focusWindow()
    await callQuickAsk()
    await shoot(quick, '34-quick')
    await typeText('How do I cross the river?')
    await shoot(quick, '35-quick-typed')
    await pressKeys('Return')
    await expect(lastAnswer(quick).getByText('to stay dry')).toBeVisible()
    await shoot(quick, '36-quick-answer')
    await pressKeys('Escape')
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByText('Another way: a shortcut of your desktop').click()
    await page.getByRole('heading', { name: 'Quick ask' }).scrollIntoViewIfNeeded()
    await page.getByRole('region', { name: 'GNOME' }).scrollIntoViewIfNeeded()
    await shoot(page, '37-quick-settings')
  })

  test(`answers in both directions (${scheme})`, async ({ launch, server }) => {
    server.script(chat, ({ sse }) => sse().chatAnswer(directions))
    const { page } = await launch({ env: engineAt(server) })
    await useScheme(page)
    await ask(page, askedRightToLeft)
    await expect(lastAnswer(page).getByText('An English paragraph')).toBeVisible()
    await lastAnswer(page).getByRole('heading').first().scrollIntoViewIfNeeded()
    await shoot(page, '26-directions-top')
    await lastAnswer(page).getByText('An English paragraph').scrollIntoViewIfNeeded()
    await page.getByRole('textbox', { name: 'Message' }).fill('سؤال آخر عن Electron')
    await shoot(page, '27-directions-end')
  })

  test(`while an answer is on its way (${scheme})`, async ({ launch, server }) => {
    const streams: SseWriter[] = []
    server.script(chat, ({ sse }) => void streams.push(sse()))
    const { page } = await launch({ env: engineAt(server) })
    await useScheme(page)
    await ask(page, 'How do I cross the river?')
    await expect(lastAnswer(page)).toHaveAttribute('aria-busy', 'true')
    await shoot(page, '22-waiting')
    await expect.poll(() => streams.length).toBe(1)
    streams[0]?.chatText(markdown.slice(0, 560))
    await expect(lastAnswer(page).getByRole('table')).toBeVisible()
    await shoot(page, '23-streaming')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(lastAnswer(page)).not.toHaveAttribute('aria-busy', 'true')
    await shoot(page, '24-stopped')

    server.script(chat, ({ error }) =>
      error(429, { message: 'slow', code: 'rate_limit_exceeded' }, { 'retry-after': '45' }),
    )
    await page.getByRole('button', { name: 'New conversation' }).click()
    await ask(page, 'Is anybody there?')
    await expect(page.getByText(/Trying again in/)).toBeVisible()
    await shoot(page, '25-retry')
    await page.getByRole('button', { name: 'Stop' }).click()

    server.script(chat, ({ sse }) => {
      const stream = sse()
      stream.chatTool({ index: 0, id: 'call_1', name: 'generate_image', arguments: '{"prompt":"A ferry"}' })
      stream.chatFinish('tool_calls')
      stream.done()
      stream.end()
    })
    const preview = await paint('A ferry')
    server.script(images, ({ sse }) => sse().imagePartial(preview, 0))
    await page.getByRole('button', { name: 'New conversation' }).click()
    await ask(page, 'Draw a ferry')
    await expect(lastAnswer(page).getByRole('img')).toBeVisible()
    await shoot(page, '28-drawing')
  })
}
