import { pictureFileName } from '@shared/model/pictureNames'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const picture = {
  prompt: 'Rome / at: night?',
  model: 'gpt-image-2',
  width: 1536,
  height: 1024,
  // Of this machine's own clock, as the name is.
  createdAt: new Date(2026, 10, 5, 9, 3, 7).getTime(),
}

it('puts what is known of a picture in the places of a pattern', () => {
  const pattern = '{date} {time} {prompt} ({model}, {size}) {number}'
  expect(pictureFileName(pattern, picture, 'jpeg', 7, 120)).toBe(
    '2026-11-05 09-03-07 Rome at night (gpt-image-2, 1536x1024) 007.jpg',
  )
})

it('keeps what stands around a long prompt, and shortens the prompt by whole characters', () => {
  const prompt = '👩‍👩‍👧‍👦'.repeat(40)
  const name = pictureFileName('{prompt} {number}', { ...picture, prompt }, 'png', 3, 100)
  expect(name).toMatch(/^(👩‍👩‍👧‍👦)+ 003\.png$/u)
})

it.each([
  ['a prompt without a letter', '{prompt}', '///', 'Picture.png'],
  ['an empty pattern', '', 'Rome', 'Picture.png'],
  ['a word that stands for nothing', '{prompt} {mood}', 'Rome', 'Rome {mood}.png'],
  ['a prompt that looks like a pattern', '{prompt}', '{date}', '{date}.png'],
  ['a way out of the folder', '../{prompt}', 'Rome', 'Rome.png'],
  ['a device of Windows', '{prompt}', 'con', 'con -.png'],
  ['marks of Devanagari, which belong to their letters', '{prompt}', 'नमस्ते', 'नमस्ते.png'],
])('gives a name for %s', (_case, pattern, prompt, name) => {
  expect(pictureFileName(pattern, { ...picture, prompt }, 'png')).toBe(name)
})

it('gives a name that every file system takes, whatever the prompt and the pattern', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{prompt}',
      '{date}',
      '{model}',
      '{number}',
      '/',
      '\\',
      '..',
      'NUL',
      '\u0000',
      '\n',
      '\u202e',
      '. ',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(text, text, (pattern, prompt) => {
      const name = pictureFileName(pattern, { ...picture, prompt }, 'webp', 1, 9)
      expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}]+\.webp$/u)
      expect(name).not.toMatch(/^[\s.]|[\s.]\.webp$/)
      expect(new TextEncoder().encode(name).length).toBeLessThan(220)
    }),
    { numRuns: 40 },
  )
})
