import { expect, it } from 'vitest'
import { answered, conversation, exportPlace, said } from './place'

const place = exportPlace()
const result = {
  type: 'tool-result',
  callId: '1',
  output: 'Booked.',
  isError: false,
  questions: [
    {
      serverName: 'Trains',
      message: 'Who travels?\u200b',
      answer: 'sent',
      values: [
        { label: 'Name', value: '<b>Ada</b>' },
        { label: 'Password', value: null },
      ],
    },
  ],
  links: [{ name: 'Ticket', uri: 'https://trains.test/1' }],
} as const
const tree = {
  conversations: [conversation('c', { title: 'Rome', leafId: 'a1' })],
  messages: [
    said('q1', null, 'Book it'),
    answered('a1', 'q1', [{ type: 'tool-call', callId: '1', name: 'book', input: '{}' }, result]),
  ],
  pictures: [],
}

it('what a tool’s server asked, and what its result points at, go along with its answer', async () => {
  await place.run(tree, { format: 'markdown', tools: true })
  const markdown = place.read('out')
  expect(markdown).toContain(
    '**The tool asked**\n\n```\nTrains: Who travels?\\u{200B}\nSent\nName: <b>Ada</b>\nPassword: (not kept)\n```',
  )
  expect(markdown).toContain('**The tool’s links**\n\n```\nTicket: https://trains.test/1\n```')
})

it('an HTML page has them, too, as text', async () => {
  await place.run(tree, { format: 'html', tools: true })
  const html = place.read('out')
  expect(html).toContain('The tool asked</summary>')
  expect(html).toContain('Name: &lt;b&gt;Ada&lt;/b&gt;\nPassword: (not kept)</pre>')
  expect(html).toContain('Ticket: https://trains.test/1</pre>')
})

it('without tools nothing of them goes along', async () => {
  await place.run(tree, { format: 'markdown' })
  expect(place.read('out')).not.toContain('Trains')
})
