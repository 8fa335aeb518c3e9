import { describe, expect, it } from 'vitest'
import { limitFrom } from '../../../../../src/renderer/features/costs/CostSettings'
import { detailWords, totalWords } from '../../../../../src/renderer/features/costs/costWords'
import { monthOf } from '../../../../../src/renderer/features/costs/useCosts'

const usage = { inputTokens: 1200, cachedInputTokens: 200, outputTokens: 1, reasoningTokens: 0 }
const sum = { costUsd: 1.5, unknownCount: 0, usage, answers: 1, pictures: 2, speechUsd: 0.25 }

describe('A sum of costs', () => {
  it('says what it leaves out', () => {
    expect(totalWords(sum)).toBe('$1.50')
    expect(totalWords({ ...sum, unknownCount: 2 })).toBe('$1.50 and 2 costs unknown')
    expect(totalWords({ ...sum, costUsd: 0, unknownCount: 1 })).toBe('1 cost unknown')
  })

  it('says what it is made of', () => {
    expect(detailWords(sum)).toEqual([
      '1 answer',
      '2 pictures',
      '$0.250 for speech',
      '1,200 tokens in, 200 of them cached',
      '1 token out',
    ])
  })

  it('is asked for by the month of this computer’s calendar', () => {
    expect(monthOf(new Date(2026, 0, 31, 23, 59).getTime())).toBe('2026-01')
  })
})

describe('A monthly limit', () => {
  it('is an amount above nothing, or none', () => {
    expect(limitFrom(' $20 ')).toBe(20)
    expect(limitFrom('0,5')).toBe(0.5)
    expect(limitFrom('')).toBeNull()
    for (const wrong of ['0', '-1', 'a lot', '1e9']) expect(limitFrom(wrong)).toBeUndefined()
  })
})
