import { describe, expect, test } from 'vitest'
import { Upkeep } from '../../../src/library/upkeep'

const minute = 60_000
const hour = 60 * minute

/** A library that has so many steps left, work that runs when the test says so, and a clock. */
const place = () => {
  const state = { tidySteps: 0, sweepSteps: 0, dueAt: null as number | null, isFailing: false }
  const did: string[] = []
  const idle: (() => void)[] = []
  const timers: { readonly work: () => void; readonly delayMs: number }[] = []
  const step = (name: 'tidySteps' | 'sweepSteps', word: string) => () => {
    if (state.isFailing) throw new Error('disk')
    did.push(word)
    if (state[name] === 0) return false
    state[name] -= 1
    return true
  }
  const upkeep = new Upkeep({
    library: {
      tidy: step('tidySteps', 'tidy'),
      sweep: step('sweepSteps', 'sweep'),
      sweepDueAt: () => state.dueAt,
    },
    now: () => 1_000 * hour,
    whenIdle: (work) => idle.push(work),
    later: (work, delayMs) => {
      const timer = { work, delayMs }
      timers.push(timer)
      return () => timers.splice(timers.indexOf(timer), 1)
    },
    onFault: () => did.push('fault'),
  })
  return {
    upkeep,
    state,
    did,
    timers,
    /** Runs what waits for a quiet moment, until nothing does; what was done in words. */
    rest: (): string => {
      for (let work = idle.shift(); work; work = idle.shift()) work()
      return did.splice(0).join(' ')
    },
    once: () => idle.shift()?.(),
    fire: () => {
      for (const { work } of timers.splice(0)) work()
    },
  }
}

describe('Upkeep', () => {
  test('after the start tidies at once and sweeps once, a minute later; then nothing runs', () => {
    const { upkeep, rest, timers, fire } = place()
    upkeep.opened()
    expect(rest()).toBe('tidy')
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([minute])
    fire()
    expect(rest()).toBe('tidy sweep tidy')
    expect(timers).toEqual([])
  })

  test('one step at a time, and what was deleted first', () => {
    const { upkeep, state, rest } = place()
    Object.assign(state, { tidySteps: 2, sweepSteps: 1 })
    upkeep.deleted()
    expect(rest()).toBe('tidy tidy tidy sweep tidy sweep tidy')
  })

  test('comes back once when the first thing’s hour is over, never within a minute', () => {
    const { upkeep, state, rest, timers } = place()
    for (const [dueIn, delayMs] of [
      [20 * minute, 20 * minute],
      [-5, minute],
      [40 * hour, hour],
    ] as const) {
      state.dueAt = 1_000 * hour + dueIn
      upkeep.deleted()
      rest()
      expect(timers.map((timer) => timer.delayMs)).toEqual([delayMs])
    }
  })

  test('what is deleted while a round goes on is looked at by another', () => {
    const { upkeep, state, rest, once } = place()
    state.sweepSteps = 2
    upkeep.deleted()
    once()
    upkeep.deleted()
    expect(rest()).toBe('tidy sweep tidy sweep tidy sweep tidy sweep tidy')
  })

  test('a failure ends it; the next deletion goes on with it', () => {
    const { upkeep, state, rest } = place()
    state.isFailing = true
    upkeep.deleted()
    expect(rest()).toBe('fault')
    state.isFailing = false
    upkeep.deleted()
    expect(rest()).toBe('tidy sweep tidy')
  })
})
