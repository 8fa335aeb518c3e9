import { expect, it } from 'vitest'
import { redact } from '../../../../src/main/lib/log'

it.each([
  ['sk-proj-abcdefghijkl', 'sk-…'],
  ['gsk_abcdefghijklmnop', 'gsk_…'],
  ['hf_abcdefghijklmnop', 'hf_…'],
  ['AIzaSyAbcdefghijklmnopqrstu', 'AIza…'],
  ['Authorization: Bearer abcdefghij', 'Authorization: … …'],
  ['https://me:secret@example.org/v1', 'https://…@example.org/v1'],
  ['https://example.org/?api_key=abc', 'https://example.org/?api_key=…'],
])('hides the secret in %s', (text, hidden) => {
  expect(redact(text)).toBe(hidden)
})
