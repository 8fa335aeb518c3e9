import { expect, it } from 'vitest'
import { readQuery } from '../../../../src/library/search/query'
import { countMatches } from '../../../../src/library/search/textMatches'

it('reads a line of megabytes once, not once a letter', () => {
  const text = `${'x-—'.repeat(1_000_000)}\n${'x-x'.repeat(1_000_000)}\na pin, a needle`
  expect(countMatches(text, readQuery('needle pin'))).toBe(2)
})
