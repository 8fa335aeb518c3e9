import type { MessageState, OutlineEntry } from '@shared/model/message'
import { letterOfState, unpackOutline } from '@shared/model/outline'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packOutline } from '../../../fakes/packOutline'

const states = Object.keys(letterOfState) as MessageState[]

const entry: fc.Arbitrary<OutlineEntry> = fc.record({
  id: fc.string(),
  parentId: fc.option(fc.string()),
  role: fc.constantFrom('user', 'assistant'),
  state: fc.constantFrom(...states),
  createdAt: fc.integer(),
})

it('An outline that was packed is the same after it was unpacked', () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(unpackOutline(packOutline(entries))).toEqual(entries)
    }),
  )
})

it('Every state has a letter of its own', () => {
  expect(new Set(states.map((state) => letterOfState[state])).size).toBe(states.length)
})
