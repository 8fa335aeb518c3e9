import type { Page } from '@playwright/test'
import type { FaultServer } from '../fakes/faultServer'
import { answered, ask, connectTo, expect, lastAnswer, test } from './fixtures'
import { violationsOf } from './helpers/accessibility'

const chat = '/v1/chat/completions'

/** Answers in these blocks, to whatever is asked in the window. */
const answerAt = async (page: Page, server: FaultServer, ...blocks: readonly string[]) => {
  server.script(chat, ({ sse }) => sse().chatAnswer(blocks.join('\n\n')))
  await connectTo(page, server)
}

const askFor = async (page: Page) => {
  await ask(page, 'Show me')
  await answered(page)
}

/** What the page's policy refused, from now on. */
const watchPolicy = (page: Page) =>
  page.evaluate(() => {
    const refused: string[] = []
    ;(globalThis as unknown as { refused: string[] }).refused = refused
    document.addEventListener('securitypolicyviolation', (event) =>
      refused.push(`${event.violatedDirective} ${event.blockedURI}`),
    )
  })
const refusedBy = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { refused: string[] }).refused)

test('formulas are set in every way of writing them; a wrong one, prices and code stay as written', async ({
  parley,
  server,
}) => {
  const { page } = parley
  await answerAt(
    page,
    server,
    'Euler wrote $e^{i\\pi} + 1 = 0$ and \\(a^2\\), it cost $5 or $10, and `$code$`.',
    '$$\n\\int_0^1 x^2\\,dx = \\frac13\n$$',
    '\\[\n\\sum_{k=1}^n k\n\\]',
    'Wrong: $\\frac{1$ and $\\href{javascript:alert(1)}{x}$.',
  )
  await watchPolicy(page)
  await askFor(page)
  const answer = lastAnswer(page)
  await expect(answer.locator('.md-math.is-set')).toHaveCount(5)
  await expect(answer.locator('.katex-display')).toHaveCount(2)
  await expect(answer.locator('.md-math.is-source')).toHaveText('$\\frac{1$')
  await expect(answer.locator('a')).toHaveCount(0)
  await expect(answer).toContainText('it cost $5 or $10')
  await expect(answer.locator('code')).toHaveText('$code$')
  const fonts = await page.evaluate(async () => {
    await document.fonts.ready
    return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family)
  })
  expect(fonts.join()).toContain('KaTeX')
  expect(await refusedBy(page)).toEqual([])
  expect(await violationsOf(page)).toEqual([])
})

test('a diagram is drawn, follows the theme, gives its source back, and can neither run nor load anything', async ({
  parley,
  server,
}) => {
  const { page } = parley
  await answerAt(
    page,
    server,
    '```mermaid\nflowchart LR\n  A[Ask] --> B{Known?}\n  B -->|yes| C[Answer]\n  click A "javascript:alert(1)"\n  D["<img src=x onerror=alert(1)>"] --> A\n```',
    '```mermaid\nthis is no diagram\n```',
    '```mermaid\nsequenceDiagram\n  Ann->>Bob: Hello\n```',
  )
  await watchPolicy(page)
  await askFor(page)
  const answer = lastAnswer(page)
  const diagrams = answer.getByRole('img', { name: 'Diagram' })
  await expect(diagrams).toHaveCount(2)
  await expect(diagrams.first()).toBeVisible()
  const insides = () =>
    diagrams.first().evaluate((host) => {
      const inside = host.shadowRoot
      return {
        words: inside?.textContent?.includes('Known?') ?? false,
        harmful: inside?.querySelectorAll('script, a, img, image, iframe, foreignObject, [onerror]').length,
        style: inside?.querySelector('style')?.textContent ?? '',
      }
    })
  const light = await insides()
  expect(light).toMatchObject({ words: true, harmful: 0 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(async () => (await insides()).style).not.toBe(light.style)
  await expect(answer.locator('.md-pre', { hasText: 'this is no diagram' })).toBeVisible()
  await expect(answer.locator('.md-pre', { hasText: 'Known?' })).toBeHidden()
  await answer.getByRole('button', { name: 'Show source' }).first().click()
  await expect(answer.locator('.md-pre', { hasText: 'Known?' })).toBeVisible()
  expect(await refusedBy(page)).toEqual([])
  expect(await violationsOf(page)).toEqual([])
})

test('footnotes lead there and back within their own message, and lines of code wrap on request', async ({
  parley,
  server,
}) => {
  const { page } = parley
  await answerAt(
    page,
    server,
    'A claim[^1] and another[^long]; nothing behind this[^none].',
    `\`\`\`js\nconst long = '${'word '.repeat(60)}'\n\`\`\``,
    '[^1]: The proof is *here*.\n[^long]: Longer.\n\n    With more.',
  )
  await askFor(page)
  await askFor(page)
  const answer = lastAnswer(page)
  await expect(answer).toContainText('[^none]')
  await answer.locator('a[aria-label="Footnote 1"]').click()
  const note = answer.locator('.md-footnote').first()
  await expect(note).toBeFocused()
  await note.locator('.md-footnote-back').click()
  await expect(answer.locator('a[aria-label="Footnote 1"]')).toBeFocused()
  const ids = await page.locator('.md-footnote').evaluateAll((notes) => notes.map(({ id }) => id))
  expect(new Set(ids).size).toBe(4)
  const wrap = answer.getByRole('button', { name: 'Wrap lines' })
  const pre = answer.locator('.md-pre')
  const isWide = () => pre.evaluate((element) => element.scrollWidth > element.clientWidth)
  expect(await isWide()).toBe(true)
  await wrap.click()
  await expect(wrap).toHaveAttribute('aria-pressed', 'true')
  expect(await isWide()).toBe(false)
  expect(await violationsOf(page)).toEqual([])
})
test('a list and a table of 3,000 members are whole, counted rightly, and laid out in parts', async ({
  parley,
  server,
}) => {
  const members = Array.from({ length: 3_000 }, (_, index) => index)
  const text = [
    'A list:',
    members.map((index) => `${index + 1}. item ${index} with **words**`).join('\n'),
    'And a table:',
    `| a | b |\n|---|---|\n${members.map((index) => `| ${index} | row |`).join('\n')}`,
    'The end.',
  ].join('\n\n')
  server.script(chat, ({ sse }) => {
    const stream = sse()
    for (let at = 0; at < text.length; at += 4_000) stream.chatText(text.slice(at, at + 4_000))
    stream.chatFinish('stop')
    stream.done()
    stream.end()
  })
  const { page } = parley
  await askFor(page)
  const answer = lastAnswer(page)
  // Much is laid out, on a machine that may be busy.
  await expect(answer).toContainText('The end.', { timeout: 60_000 })
  await expect(answer.locator('li')).toHaveCount(3_000)
  await expect(answer.locator('.md-table tr')).toHaveCount(3_001)
  await expect(answer.locator('.md-group').nth(1).locator('li').first()).toHaveJSProperty('value', 201)
  const skipped = await answer.evaluate(
    (article) =>
      [...article.querySelectorAll('li')].filter(
        (item) => !item.checkVisibility({ contentVisibilityAuto: true }),
      ).length,
  )
  expect(skipped).toBeGreaterThan(2_000)
  expect(await violationsOf(page)).toEqual([])
})
