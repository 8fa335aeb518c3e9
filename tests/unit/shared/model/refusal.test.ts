import { isOtherVersion, learntSchema, mostRefusals, type Refusal, withRefusals } from '@shared/model/refusal'
import { expect, test } from 'vitest'

const refusal = (what: string): Refusal => ({ scope: 'answers', what, model: null })

test('the same refusal is kept once, and the oldest go where there are too many', () => {
  expect(withRefusals([refusal('a'), refusal('b')], [refusal('a')])).toEqual([refusal('b'), refusal('a')])
  const many = Array.from({ length: mostRefusals }, (_, index) => refusal(`${index}`))
  const kept = withRefusals(many, [refusal('new')])
  expect([kept.length, kept[0]?.what, kept.at(-1)?.what]).toEqual([mostRefusals, '1', 'new'])
})

test('what a server does not say now is no other version', () => {
  expect(isOtherVersion({ server: 'a' }, {})).toBe(false)
  expect(isOtherVersion({}, { server: 'a' })).toBe(false)
  expect(isOtherVersion({ server: 'a', build: '1' }, { build: '2' })).toBe(true)
})

test('kept refusals that are none are not read', () => {
  expect(learntSchema.safeParse({ refusals: [{ scope: 'elsewhere', what: 'x', model: null }] }).success).toBe(
    false,
  )
})
