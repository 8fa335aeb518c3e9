import { describe, expect, it } from 'vitest'
import {
  type ReadAloudDecision,
  type ReadAloudReason,
  type ReadingWindow,
  readAloudPolicy,
} from '../../../../../src/renderer/features/speech/readAloudPolicy'

type Row = readonly [
  reason: ReadAloudReason,
  window: ReadingWindow,
  readAloud: boolean,
  quickReadAloud: boolean | null,
  decision: ReadAloudDecision,
]

const table: readonly Row[] = [
  ['asked', 'main', false, null, 'no'],
  ['asked', 'main', true, null, 'confirm'],
  ['asked', 'main', false, true, 'no'],
  ['asked', 'main', true, false, 'confirm'],
  ['asked', 'quick', false, null, 'no'],
  ['asked', 'quick', true, null, 'confirm'],
  ['asked', 'quick', false, true, 'now'],
  ['asked', 'quick', true, false, 'no'],
  ['waited', 'main', false, null, 'no'],
  ['waited', 'main', true, null, 'next'],
  ['waited', 'main', true, false, 'next'],
  ['waited', 'quick', false, null, 'no'],
  ['waited', 'quick', true, null, 'next'],
  ['waited', 'quick', false, true, 'next'],
  ['waited', 'quick', true, false, 'no'],
  ['tool', 'main', false, null, 'now'],
  ['tool', 'quick', false, false, 'now'],
  ['hands-free', 'main', false, null, 'now'],
  ['hands-free', 'quick', false, false, 'now'],
]

describe('Is it read aloud by itself', () => {
  it.each(table)(
    '%s in the %s window, settings %s and %s: %s',
    (reason, window, readAloud, quick, decision) => {
      expect(readAloudPolicy(reason, window, { readAloud, quickReadAloud: quick, muted: false })).toBe(
        decision,
      )
    },
  )

  it.each(table)('%s in the %s window, muted: no', (reason, window, readAloud, quickReadAloud) => {
    expect(readAloudPolicy(reason, window, { readAloud, quickReadAloud, muted: true })).toBe('no')
  })

  it.each([
    ['asked', 'no'],
    ['waited', 'no'],
    ['tool', 'now'],
    ['hands-free', 'now'],
  ] as const)('%s before the settings are there: %s', (reason, decision) => {
    expect(readAloudPolicy(reason, 'main', null)).toBe(decision)
  })
})
