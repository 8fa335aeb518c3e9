import { expect, it } from 'vitest'
import { withInstruction } from '../../../../../src/renderer/features/capture/instruction'

it('puts what is to be done in front of what was brought in', () => {
  expect(withInstruction('Explain this.', '> A river\n\n', 'en-GB')).toBe('Explain this.\n\n> A river')
})

it('asks about a picture without words', () => {
  expect(withInstruction('Explain this.', ' \n', 'en')).toBe('Explain this.')
})

it('knows the language of the system, and leaves what was brought in alone', () => {
  expect(withInstruction('Into {language}. If {language}, ask.', '{language} $&', 'de')).toBe(
    'Into German. If German, ask.\n\n{language} $&',
  )
  expect(withInstruction('Into {language}.', '', 'no such tag!')).toBe('Into no such tag!.')
})
