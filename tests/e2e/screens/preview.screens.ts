import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { answered, ask, connectTo, expect, lastAnswer, test } from '../fixtures'

// `npm run screens preview`: what a block describes, beside the conversation.

const folder = resolve(import.meta.dirname, '../../../out/screens')
const chat = '/v1/chat/completions'

const page = `<!doctype html>
<html lang="en">
<head><title>Tip calculator</title>
<style>
  body { font: 16px/1.5 system-ui; margin: 0; display: grid; place-items: center; min-height: 100vh; background: #eef3f1 }
  form { background: #fff; padding: 2rem; border-radius: 1rem; box-shadow: 0 8px 30px #0002; width: min(20rem, 80vw) }
  label { display: block; margin-top: 1rem } input { width: 100%; font: inherit; padding: .4rem; box-sizing: border-box }
  output { display: block; margin-top: 1.2rem; font-size: 1.6rem; font-weight: 600; color: #17695d }
</style></head>
<body><form oninput="sum.value = (bill.value * (1 + tip.value / 100)).toFixed(2) + ' €'">
<h1>Tip calculator</h1>
<label>Bill <input name="bill" type="number" value="48"></label>
<label>Tip <input name="tip" type="range" value="10" max="30"></label>
<output name="sum">52.80 €</output>
<p><a href="https://example.org/tipping">About tipping</a></p>
</form></body></html>`
const picture = `<svg viewBox="0 0 200 140" xmlns="http://www.w3.org/2000/svg"><title>A lighthouse</title>
<rect width="200" height="140" fill="#bfe0ea"/><circle cx="160" cy="30" r="14" fill="#f9c74f"/>
<path d="M0 110 Q50 95 100 110 T200 110 V140 H0Z" fill="#277da1"/><path d="M88 112 L94 40 H106 L112 112Z" fill="#fff"/>
<path d="M92 64 H108 L109 80 H91Z" fill="#d1495b"/><rect x="92" y="30" width="16" height="10" fill="#333"/></svg>`
const diagram = `flowchart LR
  A[Question] --> B{Known?}
  B -->|yes| C[Answer]
  B -->|no| D[Search]
  D --> E[Read pages]
  E --> C`
const document = `# Packing list

For **three days** in the mountains:

| What | How many |
| :-- | --: |
| Shirts | 3 |
| Socks | 4 |

- [x] tickets
- [ ] rain jacket`
const stuck = '<p>Turning</p><script>setTimeout(() => { for (;;); }, 200)</script>'
const remote = `${'<script src="https://cdn.example/chart.js"></script>'}<h1 style="font-family: sans-serif">Chart</h1>`

const fence = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``
const answer = [
  'Here is a small page that does it:',
  fence('html', page),
  'A picture for it:',
  fence('svg', picture),
  'How it is found:',
  fence('mermaid', diagram),
  'And a list:',
  fence('markdown', document),
  fence('html', stuck),
  fence('html', remote),
].join('\n\n')

test.beforeAll(() => mkdir(folder, { recursive: true }))

const both = async (page: Page, name: string) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }
}

test('previews', async ({ launch, server }) => {
  test.setTimeout(180_000)
  const { app, page } = await launch()
  server.script(chat, ({ sse }) => sse().chatAnswer(answer))
  await connectTo(page, server)
  await ask(page, 'Make me a tip calculator')
  await answered(page)
  const buttons = lastAnswer(page).getByRole('button', { name: 'Preview', exact: true })
  await expect(buttons).toHaveCount(6)
  await lastAnswer(page).getByText('Here is a small page').scrollIntoViewIfNeeded()
  const region = page.getByRole('region', { name: 'Preview', exact: true })
  const inside = region.frameLocator('iframe')
  const show = async (index: number) => {
    await buttons.nth(index).scrollIntoViewIfNeeded()
    await buttons.nth(index).click()
    await expect(region).toBeVisible()
  }
  await both(page, '90-preview-button')
  await show(0)
  await expect(inside.getByRole('heading', { name: 'Tip calculator' })).toBeVisible()
  await both(page, '90-preview-page')
  await inside.getByRole('link', { name: 'About tipping' }).click()
  await both(page, '90-preview-link')
  await region.getByRole('button', { name: 'Cancel' }).click()
  await show(1)
  await expect(inside.locator('svg')).toBeVisible()
  await both(page, '91-preview-picture')
  await show(2)
  await expect(inside.getByText('Search')).toBeVisible()
  await both(page, '92-preview-diagram')
  await page.emulateMedia({ colorScheme: 'dark' })
  await region.getByRole('button', { name: 'Reload' }).click()
  await expect(inside.getByText('Search')).toBeVisible()
  await both(page, '92-preview-diagram-reloaded')
  await show(3)
  await both(page, '93-preview-document')
  await show(5)
  await expect(inside.getByText('Chart')).toBeVisible()
  await both(page, '94-preview-remote')
  await show(4)
  await expect(region.getByRole('alert')).toContainText('stopped responding', { timeout: 30_000 })
  await both(page, '95-preview-stopped')
  await show(0)
  await region.getByRole('button', { name: 'Open large' }).click()
  await both(page, '96-preview-large')
  await region.getByRole('button', { name: 'Make smaller' }).click()
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((each) => each.getTitle() === 'Parley')
      ?.setContentSize(640, 700),
  )
  await expect.poll(() => page.evaluate('innerWidth')).toBe(640)
  await both(page, '97-preview-narrow')
})
