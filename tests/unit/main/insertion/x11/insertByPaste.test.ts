import { expect, test } from 'vitest'
import { behind } from '../../../../../src/main/insertion/x11/insertByPaste'

test.each([
  ['', 'new', 'new'],
  ['word', 'new', 'word new'],
  ['word ', 'new', 'word new'],
  ['a\nb', 'new', 'a\nb\nnew'],
  ['word', 'one\ntwo', 'word\none\ntwo'],
])('behind %j comes %j as %j', (selected, text, words) => {
  expect(behind(selected, text)).toBe(words)
})
