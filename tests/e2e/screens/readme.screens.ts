import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { createLibrary } from '../../../src/library/library'
import { costOfAnswer, costOfPicture } from '../../../src/shared/model/catalog'
import { type FaultServer, modelList } from '../../fakes/faultServer'
import { expect, lastAnswer, test } from '../fixtures'
import { focusWindow, pressKeys, typeText } from '../helpers/keys'
import { callQuickAsk, quickPage } from '../helpers/quick'
import { desktop, drawPage, mountains } from './scenes'

// The pictures of the README: `npm run screens readme`. They show what Parley is good for.

const folder = resolve(import.meta.dirname, '../../../resources/readme')
const model = 'gpt-6.2-sol'
const hour = 60 * 60_000

const savings = `At **5 % a year**, your savings double in about **14 years** if you leave the interest in.

$$t = \\frac{\\ln 2}{\\ln(1 + r)}$$

| Interest | Years to double | 10,000 after 20 years |
| :-- | --: | --: |
| 2 % | 35.0 | 14,859 |
| 5 % | 14.2 | 26,533 |
| 7 % | 10.2 | 38,697 |

\`\`\`python
from math import log

def years_to_double(rate: float) -> float:
    return log(2) / log(1 + rate)

print(f"{years_to_double(0.05):.1f} years")  # 14.2 years
\`\`\`

A rule of thumb for the back of an envelope: divide **72** by the rate.`

const sourdough = `Feed the starter[^1] twice a day, and bake when it doubles within six hours[^rise].

[^1]: Equal weights of flour and water.
[^rise]: At about 24 °C.`

const sumIf = `Use **SUMIF**:

\`\`\`text
=SUMIF(A:A, "paid", B:B)
\`\`\`

It adds up every amount in column B whose row says *paid* in column A. For several conditions, take \`SUMIFS\`.`

const picture = {
  prompt: 'Misty mountain ridges at sunrise, three birds, screen print in warm colours',
  model: 'gpt-image-2.6-flare',
}
const answerUsage = { inputTokens: 64, cachedInputTokens: 0, outputTokens: 380, reasoningTokens: 0 }
const pictureUsage = { textInputTokens: 16, imageInputTokens: 0, imageOutputTokens: 1_372 }

interface Told {
  readonly title: string
  readonly hoursAgo: number
  readonly isPinned?: boolean
  readonly answer?: string
}

const told: readonly Told[] = [
  { title: 'How long until my savings double?', hoursAgo: 0.02, answer: savings },
  { title: 'Sourdough for beginners', hoursAgo: 0.4, answer: sourdough },
  { title: 'Reply to the school about Tuesday', hoursAgo: 0.9 },
  { title: 'A poster for the hiking club', hoursAgo: 1.2 },
  { title: 'Why is the sky dark at night?', hoursAgo: 25 },
  { title: 'SQL: customers without orders', hoursAgo: 26 },
  { title: '日本語のメールを直して', hoursAgo: 28 },
  { title: 'Birthday speech for Anna', hoursAgo: 75 },
  { title: 'Compare heat pumps for an old house', hoursAgo: 98 },
  { title: 'Python: rename 300 photos', hoursAgo: 121 },
  { title: 'Trip to Lisbon in May', hoursAgo: 30, isPinned: true },
]

/** The history that a user has after a week. */
const fillHistory = (profile: string, painted: Uint8Array): void => {
  let now = Date.now()
  const end = now
  const answerUsd = costOfAnswer(model, answerUsage)
  const pictureUsd = costOfPicture(picture.model, pictureUsage)
  const library = createLibrary({ folder: profile, now: () => now })
  library.open()
  for (const [index, { title, hoursAgo, isPinned, answer }] of told.entries()) {
    now = end - hoursAgo * hour
    const conversationId = `c${index}`
    const drawn =
      title === 'A poster for the hiking club'
        ? library.addPicture({
            ...picture,
            bytes: painted,
            costUsd: pictureUsd,
            messageId: `a${index}`,
            conversationId,
            parentId: null,
          })
        : null
    library.addMessages({
      conversation: {
        id: conversationId,
        title,
        createdAt: now,
        updatedAt: now,
        leafId: `a${index}`,
        choices: {},
        ...(isPinned ? { pinnedAt: now } : {}),
      },
      messages: [
        {
          id: `q${index}`,
          conversationId,
          parentId: null,
          role: 'user',
          state: 'complete',
          parts: [{ type: 'text', text: title }],
          createdAt: now,
          finishedAt: now,
        },
        {
          id: `a${index}`,
          conversationId,
          parentId: `q${index}`,
          role: 'assistant',
          state: 'complete',
          parts: drawn
            ? [
                {
                  type: 'picture',
                  prompt: picture.prompt,
                  pictureId: drawn.id,
                  width: drawn.width,
                  height: drawn.height,
                },
              ]
            : [{ type: 'text', text: answer ?? 'Gladly.' }],
          createdAt: now,
          finishedAt: now,
          model,
          usage: answerUsage,
          costUsd: drawn ? pictureUsd : answerUsd,
        },
      ],
    })
  }
  library.close()
}

/** OpenAI at the fake server's address: the app prices what it is answered as it prices OpenAI's answers. */
const settingsWith = (server: FaultServer) => ({
  makeTitles: false,
  welcomed: true,
  engineId: 'openai',
  model,
  engines: [{ id: 'openai', kind: 'openai', name: 'OpenAI', baseUrl: server.baseUrl, capabilities: {} }],
})

test('the pictures of the README', async ({ launch, server, folder: profile }) => {
  test.setTimeout(180_000)
  await mkdir(folder, { recursive: true })
  const shoot = (page: Page, name: string) =>
    page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
  const resize = (page: Page, width: number, height: number) => page.setViewportSize({ width, height })
  server.script('/v1/models', ({ json }) => json(200, modelList([model])))
  await writeFile(join(profile, 'settings.json'), JSON.stringify(settingsWith(server)))
  const first = await launch()
  const painted = await drawPage(first.app, `<body style="margin:0">${mountains()}`, {
    width: 1_536,
    height: 1_024,
  })
  await first.quit()
  fillHistory(profile, painted)

  const { app, page } = await launch()
  await page.emulateMedia({ colorScheme: 'light' })
  await resize(page, 1_280, 860)
  await page.getByRole('link', { name: told[0]?.title ?? '' }).click()
  await expect(page.locator('.katex').first()).toBeVisible()
  await expect(page.getByText('back of an envelope')).toBeVisible()
  await page.getByRole('textbox', { name: 'Message' }).focus()
  await page.mouse.move(0, 0)
  await shoot(page, 'conversation')
  // A footnote's number, which was once cut off at its top.
  await page.getByRole('link', { name: 'Sourdough for beginners' }).click()
  await expect(page.locator('.md-footnote-mark sup').first()).toBeVisible()
  await page.screenshot({ path: resolve(folder, '../../out/screens/66-footnote.png') })

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByRole('button', { name: 'Gallery' }).click()
  await page.getByRole('region', { name: 'Gallery' }).getByRole('img', { name: picture.prompt }).click()
  const dialog = page.getByRole('dialog', { name: 'Image' })
  await expect(dialog).toContainText('1536 × 1024')
  await page.mouse.move(0, 0)
  await shoot(page, 'picture')
  await page.keyboard.press('Escape')

  server.script('/v1/chat/completions', ({ sse }) => {
    const stream = sse()
    stream.chatText(sumIf)
    stream.chatFinish('stop')
    stream.chatUsage(64, 72)
    stream.done()
    stream.end()
  })
  const quick = await quickPage(app, page)
  await quick.emulateMedia({ colorScheme: 'light' })
  await focusWindow()
  await callQuickAsk()
  await typeText('Sum column B only where column A says paid?')
  await pressKeys('Return')
  await expect(lastAnswer(quick).getByText('several conditions')).toBeVisible()
  await expect(lastAnswer(quick)).not.toHaveAttribute('aria-busy', 'true')
  await expect(lastAnswer(quick)).toContainText('64 in, 72 out · $')
  const window = await quick.screenshot({ animations: 'disabled' })
  const width = await quick.evaluate(() => innerWidth)
  await writeFile(
    join(folder, 'quick.png'),
    await drawPage(app, desktop(window, width), { width: 1_280, height: 800 }),
  )
})
