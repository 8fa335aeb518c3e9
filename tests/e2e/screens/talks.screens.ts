import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { startFaultServer } from '../../fakes/faultServer'
import { answered, ask, call, connectTo, expect, test } from '../fixtures'
import { answersOf } from '../helpers/answers'

// `npm run screens`: temporary conversations, and two answers side by side.

const folder = resolve(import.meta.dirname, '../../../out/screens')
const chat = '/v1/chat/completions'

test.beforeAll(() => mkdir(folder, { recursive: true }))

/** `isHeld`: the mouse stays where it is, on a menu that would close. */
const both = async (page: Page, name: string, isHeld = false) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    if (!isHeld) await page.mouse.move(0, 0)
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  }
}

const short = `For a **first** espresso machine I would look at three things:

1. A thermoblock that is hot within a minute
2. A steam wand with a single hole: slower, but you learn to texture milk
3. A grinder in the same budget. It matters more than the machine

If you drink two cups a day, the second-hand market is full of good ones.`

const long = `It depends on what you want to learn.

| | Lever | Pump |
| --- | --- | --- |
| Price | from €450 | from €150 |
| Effort | high | low |
| Repair | by yourself | service |

A lever machine forgives nothing and teaches everything. A pump machine makes a decent cup on the first morning.

> Spend a third of the budget on the grinder.

So: **pump**, if mornings are short.`

test('temporary conversations and two answers', async ({ launch, server }) => {
  test.setTimeout(180_000)
  const { page } = await launch()
  const elsewhere = await startFaultServer()
  try {
    elsewhere.script('/v1/models', ({ json }) => json(200, { object: 'list', data: [{ id: 'qwen3-30b' }] }))
    elsewhere.script(chat, answersOf(long))
    server.script(chat, answersOf(short))
    await call(page, 'engines.connect', { kind: 'compatible', baseUrl: elsewhere.baseUrl, name: 'Workshop' })
    await connectTo(page, server)
    await page.getByRole('button', { name: 'Temporary conversation' }).click()
    await expect(page.getByText('Gone when you leave it')).toBeVisible()
    await both(page, '80-temporary-start')
    await ask(page, 'Which espresso machine should I buy for my sister? It is a surprise.')
    await answered(page)
    await both(page, '81-temporary')
    await page.setViewportSize({ width: 640, height: 780 })
    await both(page, '81-temporary-narrow')
    await page.setViewportSize({ width: 1120, height: 780 })
    await page.getByRole('button', { name: 'New conversation' }).click()
    await expect(page.getByText('Temporary conversation closed')).toBeVisible()
    await both(page, '82-temporary-closed')

    await ask(page, 'Which espresso machine should I begin with?')
    await answered(page)
    const answers = page.getByRole('article', { name: /^Assistant/ })
    await answers.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Also ask…' }).click()
    const model = page.getByRole('menuitem', { name: 'qwen3-30b' })
    await expect(model).toBeVisible()
    await both(page, '83-also-ask-menu', true)
    await model.click()
    await expect(answers).toHaveCount(2)
    await answered(page)
    await both(page, '84-two-answers')
    await page.setViewportSize({ width: 1500, height: 900 })
    await both(page, '84-two-answers-wide')
    await page.setViewportSize({ width: 640, height: 780 })
    await both(page, '85-two-answers-narrow')
  } finally {
    await elsewhere.stop()
  }
})
