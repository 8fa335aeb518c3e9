import { titleFrom } from '@shared/model/conversation'
import { describe, expect, it } from 'vitest'

describe('a title from the first question', () => {
  it.each([
    ['Where  is\nthe ferry?', 'Where is the ferry?'],
    ['/image A ferry at night', 'A ferry at night'],
    ['/imagery is a word', '/imagery is a word'],
    ['  \n ', 'New conversation'],
    [`${'word '.repeat(20)}`, `${'word '.repeat(12).trim()}…`],
  ])('%j is called %j', (question, title) => {
    expect(titleFrom(question)).toBe(title)
  })
})
