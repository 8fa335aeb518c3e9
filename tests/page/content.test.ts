import { answered, ask, lastAnswer } from '../e2e/fixtures'
import { contentRows } from '../unit/reports/contentRows'
import { expect, inMain, test } from './fixtures'

/** `a href="x"` as a selector. */
const selectorOf = (start: string): string => {
  const [name = '', ...attributes] = start.split(' ')
  return `${name === 'katex' ? '.katex' : name}${attributes.map((each) => `[${each}]`).join('')}`
}

test(`answers that users reported are drawn as they are meant: ${contentRows.map(({ id }) => id).join(' ')}`, async ({
  open,
}) => {
  const page = await open()
  for (const { id, input, has } of contentRows) {
    await inMain(
      page,
      (fake, text) => {
        fake.script = () => [{ type: 'text', text: `${text}\n\nEnd.` }]
      },
      input,
    )
    await ask(page, `Row ${id}`)
    await expect(page.locator('.from-user', { hasText: `Row ${id}` })).toBeVisible()
    await answered(page)
    const answer = lastAnswer(page).locator('.markdown')
    await expect(answer).toContainText('End.')
    for (const [start, count] of Object.entries(has)) {
      const drawn = answer.locator(selectorOf(start))
      // The last paragraph is the test's own.
      const own = start === 'p' || start === 'p dir="auto"' ? 1 : 0
      await expect.soft(drawn, `${id}: ${start}`).toHaveCount(count + own)
    }
  }
})

test('numbers of sources lead to them, and other numbers in brackets stay text', async ({ open }) => {
  const page = await open()
  await inMain(page, (fake) => {
    const sources = [
      { url: 'https://ferries.example/times', title: 'Times' },
      { url: 'https://harbour.example/news', title: '' },
    ]
    const text =
      'It leaves at nine.[1] On Sundays at ten [1, 2], see `rows[1]` and [3].\n\nA second paragraph [2].'
    fake.script = () => [
      { type: 'part', part: { type: 'sources', sources } },
      { type: 'text', text },
    ]
  })
  await ask(page, 'When does it leave?')
  await answered(page)
  const answer = lastAnswer(page).locator('.markdown')
  await expect(answer).toContainText('nine.[1] On Sundays at ten [1, 2], see rows[1] and [3].')
  const links = answer.getByRole('link')
  await expect(links).toHaveText(['1', '1', '2', '2'])
  await expect(answer.getByRole('link', { name: 'Source 2' }).last()).toHaveAttribute(
    'href',
    'https://harbour.example/news',
  )
  await expect(lastAnswer(page).getByRole('list', { name: 'Sources' }).getByRole('listitem')).toHaveText([
    /Times.*ferries\.example/,
    /harbour\.example/,
  ])
})
