import { describe, expect, test } from 'vitest'
import { Maintenance } from '../../../src/library/Maintenance'

const minute = 60_000
const hour = 60 * minute

/** A library that has so many steps left, work that runs when the test says so, and a clock. */
const place = () => {
  const state = { maintenanceSteps: 0, retentionSteps: 0, dueAt: null as number | null, isFailing: false }
  const did: string[] = []
  const idle: (() => void)[] = []
  const timers: { readonly work: () => void; readonly delayMs: number }[] = []
  const step = (name: 'maintenanceSteps' | 'retentionSteps', word: string) => () => {
    if (state.isFailing) throw new Error('disk')
    did.push(word)
    if (state[name] === 0) return false
    state[name] -= 1
    return true
  }
  const maintenance = new Maintenance({
    library: {
      maintain: step('maintenanceSteps', 'maintain'),
      applyRetention: step('retentionSteps', 'applyRetention'),
      retentionDueAt: () => state.dueAt,
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
    maintenance,
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

describe('Maintenance', () => {
  test('after the start tidies at once and rounds of retention once, a minute later; then nothing runs', () => {
    const { maintenance, rest, timers, fire } = place()
    maintenance.opened()
    expect(rest()).toBe('maintain')
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([minute])
    fire()
    expect(rest()).toBe('maintain applyRetention maintain')
    expect(timers).toEqual([])
  })

  test('one step at a time, and what was deleted first', () => {
    const { maintenance, state, rest } = place()
    Object.assign(state, { maintenanceSteps: 2, retentionSteps: 1 })
    maintenance.deleted()
    expect(rest()).toBe('maintain maintain maintain applyRetention maintain applyRetention maintain')
  })

  test('comes back once when the first thing’s hour is over, never within a minute', () => {
    const { maintenance, state, rest, timers } = place()
    for (const [dueIn, delayMs] of [
      [20 * minute, 20 * minute],
      [-5, minute],
      [40 * hour, hour],
    ] as const) {
      state.dueAt = 1_000 * hour + dueIn
      maintenance.deleted()
      rest()
      expect(timers.map((timer) => timer.delayMs)).toEqual([delayMs])
    }
  })

  test('what is deleted while a round goes on is looked at by another', () => {
    const { maintenance, state, rest, once } = place()
    state.retentionSteps = 2
    maintenance.deleted()
    once()
    maintenance.deleted()
    expect(rest()).toBe(
      'maintain applyRetention maintain applyRetention maintain applyRetention maintain applyRetention maintain',
    )
  })

  test('a failure ends it; the next deletion goes on with it', () => {
    const { maintenance, state, rest } = place()
    state.isFailing = true
    maintenance.deleted()
    expect(rest()).toBe('fault')
    state.isFailing = false
    maintenance.deleted()
    expect(rest()).toBe('maintain applyRetention maintain')
  })
})
