import { expect, it } from 'vitest'
import { noticeWords } from '../../../../../src/renderer/features/notices/noticeWords'

it.each([
  ['openai', 'OpenAI'],
  ['environment', 'The engine of the environment'],
  ['server:http://192.168.1.20:11434/v1', 'The server at 192.168.1.20:11434'],
  ['something else', 'The engine that was chosen'],
])('an engine that is gone (%s) is named as far as it is known', (engine, name) => {
  expect(noticeWords['engine-gone'].say({ engine, next: 'Built-in guide' })).toBe(
    `${name} is no longer set up here, so Built-in guide takes its place.`,
  )
})
