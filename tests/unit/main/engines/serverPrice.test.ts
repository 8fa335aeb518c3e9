import { expect, test } from 'vitest'
import { costOf } from '../../../../src/main/engines/serverPrice'
import { priceInUsage } from '../../../../src/main/engines/wire/prices'

test.each([
  [{ cost: 0.0123 }, 0.0123],
  [{ cost: 0 }, 0],
  [{ cost: 0.01, cost_details: { upstream_inference_cost: 0.01 } }, 0.01],
  [{ cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } }, 0.021],
  [{ cost: 0, cost_details: { upstream_inference_cost: 0.02 } }, 0.02],
  [{ cost_details: { upstream_inference_cost: 0.02 } }, 0.02],
  [{ cost: null, prompt_tokens: 3 }, undefined],
  [{ cost: -1 }, undefined],
  [{ cost: '0.5' }, undefined],
  [{ cost: 1e300 }, undefined],
  ['cost', undefined],
])('the price in %j is %s', (usage, price) => {
  expect(priceInUsage(usage)).toBe(price)
})

test.each([
  ['0.00042', 0.00042],
  ['1.2e-05', 0.000_012],
  ['0.0', undefined],
  ['None', undefined],
  ['-1', undefined],
  ['99999999', undefined],
])('the price in a header of %s is %s', (words, price) => {
  const response = new Response('', { headers: { 'x-litellm-response-cost': words } })
  expect(costOf(null, response).costUsd).toBe(price)
})

test('a price in the answer itself comes before the one above it', () => {
  const response = new Response('', { headers: { 'x-litellm-response-cost': '0.5' } })
  expect(costOf({ cost: 0.25 }, response)).toEqual({ costUsd: 0.25 })
})
