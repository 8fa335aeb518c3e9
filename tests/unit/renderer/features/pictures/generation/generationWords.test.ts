import { abilitiesOf } from '@shared/model/pictureAbilities'
import { expect, it } from 'vitest'
import {
  leftOutSentence,
  quoteWords,
  sizeWords,
} from '../../../../../../src/renderer/features/pictures/generation/generationWords'
import { moved } from '../../../../../../src/renderer/features/pictures/generation/mask'

const abilities = abilitiesOf('openai', 'gpt-image-2')

it('says what a picture will cost, and on what that rests; unknown is never nothing', () => {
  const quote = { model: 'gpt-image-2', abilities, costUsd: null, costFrom: null }
  expect(quoteWords(quote, 1)).toBe('A picture by gpt-image-2: cost unknown')
  expect(quoteWords({ ...quote, costUsd: 0.25, costFrom: 'last' }, 2)).toBe(
    '2 pictures by gpt-image-2: about $0.250, as the last one like it',
  )
  expect(quoteWords({ ...quote, model: 'builtin', costUsd: 0, costFrom: 'free' }, 1)).toBe(
    'A picture by Built-in guide: costs nothing',
  )
})

it('names shapes, and what a server would not take', () => {
  expect(['auto', '1024x1024', '1536x864', '16x48'].map(sizeWords)).toEqual([
    'Automatic',
    'Square, 1024 × 1024',
    'Wide, 1536 × 864',
    'Tall, 16 × 48',
  ])
  expect(leftOutSentence(['quality', 'output_format'])).toContain('the quality and the file format')
  expect(leftOutSentence([])).toBeNull()
})

it('keeps the keyboard’s brush on the picture', () => {
  const size = { width: 100, height: 50 }
  expect(moved({ x: 95, y: 10 }, 'ArrowRight', 20, size)).toEqual({ x: 100, y: 10 })
  expect(moved({ x: 5, y: 10 }, 'ArrowUp', 20, size)).toEqual({ x: 5, y: 0 })
  expect(moved({ x: 5, y: 10 }, 'Enter', 20, size)).toBeNull()
})
