import { errorCodes } from '@shared/ipc/errors'
import { describe, expect, it } from 'vitest'
import { failureWords, wordsFor } from '../../../../../src/renderer/common/failures/failureWords'

describe('Words for failures', () => {
  it.each(errorCodes)('%s has a title and an explanation that stand without any facts', (code) => {
    const { title, explanation } = wordsFor(code)
    expect(title.length).toBeGreaterThan(4)
    expect(explanation).toMatch(/[.!?]$/)
    expect(`${title} ${explanation}`).not.toMatch(/undefined|null|NaN/)
  })

  it('knows no code that does not exist', () => {
    expect(Object.keys(failureWords).sort()).toEqual([...errorCodes].sort())
  })

  it('uses the facts where there are some', () => {
    expect(wordsFor('engine/rate-limited', { retryAfterMs: 12_000, host: 'api.example' }).explanation).toBe(
      'The server at api.example asks for a pause of 12 seconds. Then it can go on.',
    )
    expect(wordsFor('engine/overloaded', { retryAfterMs: 12_000 }).explanation).toContain(
      'busy, 12 seconds by its own word',
    )
    expect(wordsFor('engine/model-not-found', { model: 'old', replacement: 'new' }).explanation).toContain(
      '“new”',
    )
  })

  it.each([
    ['sse-08', 'engine/cut', 'The connection broke', 'again'],
    ['sse-17', 'engine/context-too-long', 'The conversation is too long for this model', 'choose-model'],
    ['sse-23', 'engine/not-found', 'The server does not know this address', 'check-server'],
    ['sse-31', 'engine/answer-limit', 'The answer reached its limit', 'again'],
    ['sse-33', 'engine/refused', 'The engine declined', 'again'],
    ['sse-34', 'engine/empty', 'The answer is empty', 'again'],
  ] as const)('%s: %s reads “%s” and helps by “%s”', (_id, code, title, action) => {
    expect(wordsFor(code)).toMatchObject({ title, action })
  })

  it('leads to the key where the key is the trouble, to the model where the model is', () => {
    expect(wordsFor('engine/bad-key').action).toBe('check-key')
    expect(wordsFor('engine/model-not-found').action).toBe('choose-model')
    expect(wordsFor('engine/cut').action).toBe('again')
  })
})
