import { formatCost } from '@shared/model/cost'
import { describe, expect, it } from 'vitest'
import { detailsOf, factsOf } from '../../../../../src/renderer/features/chat/format'

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

it('details tell what the cache saved, or what filling it took, and nothing where that is not known', () => {
  const usage = { inputTokens: 9, cachedInputTokens: 3, outputTokens: 1, reasoningTokens: 0 }
  const savedIn = (cacheSavedUsd?: number) =>
    detailsOf({
      createdAt: 0,
      usage: { ...usage, ...(cacheSavedUsd === undefined ? {} : { cacheSavedUsd }) },
    })
  expect(savedIn(0.0123)).toContain('the cache saved $0.012')
  expect(savedIn(-0.2)).toContain('filling the cache took $0.200')
  expect(savedIn(0).join()).not.toContain('the cache')
  expect(savedIn().join()).not.toContain('the cache')
})
