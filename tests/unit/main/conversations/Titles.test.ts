import { expect, it } from 'vitest'
import { cleanTitle } from '../../../../src/main/conversations/Titles'

it.each([
  ['Kites', 'Kites'],
  ['  "Building a kite."  ', 'Building a kite'],
  ['**Title:** Building a kite', 'Building a kite'],
  ['Title: Kites', 'Kites'],
  ['# Kites\n\nHere is why', 'Kites'],
  ['<think>Hm, kites.\nYes.</think>\n\nKites', 'Kites'],
  ['<think>never ends', ''],
  ['„Drachen bauen“', 'Drachen bauen'],
  ['凧の作り方', '凧の作り方'],
  ['To be continued...', 'To be continued...'],
  ['Evil \u202egnp.exe', 'Evil gnp.exe'],
  ['What is C++?', 'What is C++?'],
  ['C#', 'C#'],
  ['', ''],
  ['""', ''],
])('makes %j to %j', (said, title) => {
  expect(cleanTitle(said)).toBe(title)
})

it('cuts what is too long at a word', () => {
  const title = cleanTitle('a kite that flies higher than all of the others in the whole town')
  expect(title).toBe('a kite that flies higher than all of the others in the…')
  expect([...cleanTitle('💬'.repeat(200))]).toHaveLength(60)
})
