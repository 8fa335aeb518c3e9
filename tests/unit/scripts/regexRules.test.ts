import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findingsIn, findingsOf, growthOf } from '../../../scripts/regexRules.mjs'

describe('the rules of regular expressions', () => {
  it.each([
    ['(a+)+$', 'exponential'],
    ['\\s+$', 'polynomial'],
    ['a+b', 'polynomial'],
    ['a*a*b', 'polynomial'],
    ['\\[([^\\]]*)\\]\\(', 'polynomial'],
  ])('tell that /%s/ is %s', (source, growth) => {
    expect(growthOf(source, '')).toBe(growth)
  })

  it.each([['^\\s+'], ['(?<!\\s)\\s+$'], ['\\[([^[\\]]{0,100})\\]\\(']])('let /%s/ pass', (source) => {
    expect(growthOf(source, '')).toBeNull()
  })

  it('name the place of what they refuse', () => {
    expect(
      findingsOf(
        'src/one.ts',
        "const one = 1\nexport const bare = (text: string) => text.replace(/(a+)+$/, '')\n",
      ),
    ).toEqual(['src/one.ts:2 /(a+)+$/ takes exponential time'])
  })
})

it('no regular expression takes the square of a hostile text, but those that a stated bound keeps from it', () => {
  expect(findingsIn(resolve(import.meta.dirname, '../../..'))).toEqual({ findings: [], stale: [] })
})
