import type { Page } from '@playwright/test'
import { answered, ask } from '../e2e/fixtures'
import { expect, inMain, test } from './fixtures'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('Alt with an arrow goes from question to question, and leaves the caret where it is', async ({
  open,
}) => {
  const page = await open()
  await inMain(page, (fake) => {
    let round = 0
    fake.script = () => {
      round += 1
      return [{ type: 'text', text: `${'A long answer.\n\n'.repeat(50)}End of answer ${round}.` }]
    }
  })
  for (const [index, question] of ['One', 'Two', 'Three'].entries()) {
    await ask(page, question)
    // The answer before is complete as well: wait for this one's own words.
    await expect(page.getByRole('log')).toContainText(`End of answer ${index + 1}.`)
    await answered(page)
  }
  const question = (name: string) => page.locator('.from-user', { hasText: name })
  const go = async (key: string, name: string) => {
    await page.keyboard.press(key)
    await expect(question(name)).toBeInViewport()
    await expect(question(name)).toHaveClass(/is-marked/)
  }
  // Where a jump starts from is what is in view: the view must have followed the answer to its end first.
  await expect(page.getByRole('log').getByText('End of answer 3.')).toBeInViewport()
  await composer(page).focus()
  await go('Alt+ArrowUp', 'Three')
  await go('Alt+ArrowUp', 'Two')
  await go('Alt+ArrowUp', 'One')
  await go('Alt+ArrowDown', 'Two')
  await go('Alt+ArrowDown', 'Three')
  await expect(composer(page)).toBeFocused()
})

test('an answer is said by sentence, and how it ended', async ({ open }) => {
  const page = await open()
  await inMain(page, (fake) => {
    fake.script = (prompt) =>
      prompt === 'Say it'
        ? [{ type: 'text', text: 'The **first** sentence. The second one is here. And a third' }]
        : [
            {
              type: 'fail',
              state: 'failed',
              failure: { type: 'failure', code: 'engine/bad-key', data: {} },
            },
          ]
  })
  await expect(page.locator('[data-announcer]')).toBeAttached()
  await page.evaluate(() => {
    const said: string[] = []
    ;(globalThis as unknown as { said: string[] }).said = said
    const region = document.querySelector('[data-announcer]')
    if (region) {
      new MutationObserver(() => region.textContent && said.push(region.textContent)).observe(region, {
        childList: true,
      })
    }
  })
  const said = () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said.join(' '))
  await ask(page, 'Say it')
  await expect
    .poll(said)
    .toBe('Answering The first sentence. The second one is here. And a third Answer complete')
  await ask(page, 'And fail')
  await expect.poll(said).toContain('Answer failed: ')
  await expect(page.getByRole('log')).toHaveAttribute('aria-live', 'off')
})

test('a link whose words name another host shows where it leads, and only its words are copied', async ({
  open,
}) => {
  const page = await open()
  await inMain(page, (fake) => {
    fake.script = () => [
      {
        type: 'text',
        text: 'Go to [https://bank.com](https://evil.example/login) or [the guide](https://ok.example).',
      },
    ]
  })
  await ask(page, 'Where to?')
  await answered(page)
  const shownBehind = (name: string) =>
    page.getByRole('link', { name }).evaluate((link) => getComputedStyle(link, '::after').content)
  expect(await shownBehind('bank.com')).toContain('evil.example')
  expect(await shownBehind('the guide')).toBe('none')
  await expect(page.getByRole('article', { name: /^Assistant/ })).toContainText(
    'https://bank.com or the guide',
  )
})

test('a diagram without an end holds up no window, gives way to its source, and the next one is drawn', async ({
  open,
}) => {
  const page = await open()
  await page.clock.install()
  await page.route('**/diagram.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<script>onmessage = () => { for (;;); }; parent.postMessage({ type: 'ready' }, '*')</script>`,
    }),
  )
  await inMain(page, (fake) => {
    fake.script = (prompt) => [
      { type: 'text', text: `\`\`\`mermaid\nflowchart LR\n  A[${prompt}] --> B\n\`\`\`` },
    ]
  })
  const frame = page.locator('.md-diagram-frame')
  await ask(page, 'Endless')
  await answered(page)
  await expect(frame).toBeAttached()
  await composer(page).fill('the window goes on')
  await expect(composer(page)).toHaveValue('the window goes on')
  await page.clock.fastForward(10_000)
  await expect(frame).toHaveCount(0)
  await expect(page.getByRole('log')).toContainText('A[Endless] --> B')

  await page.unroute('**/diagram.html')
  await ask(page, 'Quick')
  await answered(page)
  await expect(page.getByRole('img', { name: 'Diagram' })).toBeVisible()
  await expect(frame).toHaveAttribute('sandbox', 'allow-scripts')
})
