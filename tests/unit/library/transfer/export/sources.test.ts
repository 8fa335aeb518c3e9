import { expect, it } from 'vitest'
import { answered, conversation, exportPlace, said } from './place'

const place = exportPlace()

/** Found by two tools, in two parts: one list with one count. */
const rested = {
  conversations: [conversation('c', { leafId: 'a' })],
  messages: [
    said('q', null, 'How is it there?'),
    answered('a', 'q', [
      {
        type: 'sources',
        sources: [{ url: 'https://weather.example/a_(b)?day=1', title: 'Rain in [Spain] <b>' }],
      },
      { type: 'text', text: 'It rains [1].' },
      {
        type: 'sources',
        sources: [
          { url: 'https://other.example/', title: '' },
          { url: 'javascript:alert(1)', title: 'Damaged by hand' },
        ],
      },
    ]),
  ],
}

it('Markdown ends an answer with its numbered sources', async () => {
  await place.run(rested, { format: 'markdown' })
  const text = place.read('out')
  expect(text).toMatch(
    /It rains \[1\]\.\n\n\*\*Sources\*\*\n\n1\. \[Rain in .*Spain.*\]\(<https:\/\/weather\.example\/a_\(b\)\?day=1>\)\n2\. /,
  )
  expect(text).toContain('2. [https://other.example/](<https://other.example/>)')
  expect(text).not.toContain('javascript:')
})

it('HTML, from which PDF is made, has them as a list with hosts, and nothing of theirs as markup', async () => {
  await place.run(rested, { format: 'html' })
  const html = place.read('out')
  const list = /<section class="sources" aria-label="Sources">.*<\/section>/s.exec(html)?.[0] ?? ''
  expect(list).toContain(
    '<a href="https://weather.example/a_(b)?day=1" rel="noreferrer">Rain in [Spain] &lt;b&gt;</a>',
  )
  expect(list).toContain('<span>weather.example</span>')
  expect(list.match(/<li/g)).toHaveLength(3)
  expect(html).not.toContain('javascript:')
})

it('JSON has them as they are kept', async () => {
  await place.run(rested, { format: 'json' })
  expect(JSON.stringify(JSON.parse(place.read('out')))).toContain('"title":"Rain in [Spain] <b>"')
})
