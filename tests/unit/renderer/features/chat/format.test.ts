import { formatCost } from '@shared/model/cost'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../../../../src/renderer/features/chat/format'

describe('What an answer cost', () => {
  it('is said with the digits that its size needs', () => {
    expect([0, 0.00002, 0.0042, 0.034, 1.5].map(formatCost)).toEqual([
      '$0',
      'less than $0.0001',
      '$0.0042',
      '$0.034',
      '$1.50',
    ])
  })

  it('is said to be unknown where a price is, and not at all where nothing was charged', () => {
    expect(factsOf({ model: 'm', costUsd: null })).toEqual(['m', 'cost unknown'])
    expect(factsOf({ model: 'm', costUsd: 0 })).toEqual(['m', 'costs nothing'])
    expect(factsOf({ model: 'm' })).toEqual(['m'])
    expect(factsOf({})).toEqual([])
  })

  it('comes with the tokens', () => {
    const usage = { inputTokens: 1_200, cachedInputTokens: 0, outputTokens: 40, reasoningTokens: 0 }
    expect(factsOf({ usage, costUsd: 0.01 })).toEqual(['1,200 in, 40 out', '$0.010'])
  })
})
