import { expect, test } from 'vitest'
import { insertionOf, replacementOf } from '../../../../../src/renderer/features/quick/insertText'

test.each([
  ['Corrected text.', 'Corrected text.'],
  ['\n  Corrected text.\n', 'Corrected text.'],
  ['"Corrected text."', 'Corrected text.'],
  ['“Corrected text.”', 'Corrected text.'],
  ['„Richtiger Text.“', 'Richtiger Text.'],
  ['「直した文」', '直した文'],
  ['```\nCorrected text.\n```', 'Corrected text.'],
  ['```text\nOne\n\nTwo\n```', 'One\n\nTwo'],
  ['~~~md\n# One\n~~~', '# One'],
  // What the text itself says is kept.
  ['"Yes," she said, "no."', '"Yes," she said, "no."'],
  ['“Yes”, and “no”', '“Yes”, and “no”'],
  ['He said "no"', 'He said "no"'],
  ['```\na\n```\n\ntext\n\n```\nb\n```', '```\na\n```\n\ntext\n\n```\nb\n```'],
  ['**bold** stays', '**bold** stays'],
  ['"', '"'],
  ['', ''],
])('%j replaces as %j', (answer, text) => {
  expect(replacementOf(answer)).toBe(text)
})

test('an ordinary answer loses the marks of Markdown', () => {
  expect(insertionOf('**Noon**, by `ferry`.')).toBe('Noon, by ferry.')
})
