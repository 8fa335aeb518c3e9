import { beforeEach, expect, test } from 'vitest'
import { LookTimes } from '../../../../src/main/sync/LookTimes'
import { ManualTimers } from '../../../fakes/manualTimers'

let timers: ManualTimers
let now = 0
let looks = 0
let isFocused = true
let times: LookTimes
beforeEach(() => {
  timers = new ManualTimers()
  now = 1_000_000
  looks = 0
  isFocused = true
  times = new LookTimes({
    timers,
    now: () => now,
    isFocused: () => isFocused,
    look: () => {
      looks += 1
    },
  })
})
/** The next look begins; gives how long it was waited for. */
const next = (): number | undefined => {
  const [delay] = timers.delays
  now += delay ?? 0
  timers.fire()
  return delay
}

test('at the beginning at once, then every 30 seconds in focus and every 5 minutes otherwise', () => {
  times.begin()
  expect(next()).toBe(0)
  times.succeeded()
  expect(next()).toBe(30_000)
  isFocused = false
  times.succeeded()
  expect(next()).toBe(300_000)
  expect(looks).toBe(3)
})

test('three seconds after the last change, and not much later where they never pause', () => {
  times.begin()
  next()
  times.succeeded()
  let waited = 0
  for (let at = 0; at < 20_000 && timers.delays[0] !== 0; at += 1_000) {
    times.changed()
    expect(timers.count).toBe(1)
    now += 1_000
    waited += 1_000
  }
  expect(waited).toBe(15_000 + 1_000)
  next()
  times.succeeded()
  expect(timers.delays).toEqual([30_000])
})

test('what changes while a look runs is told by another one', () => {
  times.begin()
  next()
  times.changed()
  expect(timers.count).toBe(0)
  times.succeeded()
  expect(timers.delays).toEqual([3_000])
})

test('failures are tried again less and less often, and as late as the place wishes', () => {
  times.begin()
  const waits: (number | undefined)[] = []
  for (let round = 0; round < 9; round += 1) {
    next()
    times.failed(null)
    waits.push(timers.delays[0])
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600].map((seconds) => seconds * 1_000))
  // A change does not make a place answer.
  times.changed()
  expect(timers.delays).toEqual([600_000])
  next()
  times.failed(3_600_000)
  expect(times.nextTryAt).toBe(now + 3_600_000)
  // Nor does a window that gets the keyboard: the place has asked to be left alone.
  times.nudge()
  expect(timers.delays).toEqual([3_600_000])
  // The user may.
  times.begin()
  expect(timers.delays).toEqual([0])
  expect(times.nextTryAt).toBeNull()
})

test('a wake-up ends the waiting, but two looks are not closer than five seconds', () => {
  times.begin()
  next()
  times.failed(null)
  times.nudge()
  expect(timers.delays).toEqual([5_000])
  now += 60_000
  times.nudge()
  expect(timers.delays).toEqual([0])
})

test('asked for while one runs, another follows it at once', () => {
  times.begin()
  next()
  times.begin()
  expect(timers.count).toBe(0)
  times.succeeded()
  expect(timers.delays).toEqual([0])
})

test('once it has ended, nothing waits, whatever happens', () => {
  times.begin()
  next()
  times.end()
  times.succeeded()
  times.changed()
  times.nudge()
  expect(timers.count).toBe(0)
})

test('what only the user can mend is not tried again by itself', () => {
  times.begin()
  next()
  times.gaveUp()
  expect(timers.count).toBe(0)
  times.begin()
  expect(next()).toBe(0)
})

test('what came into the folder is looked for at once, also right after a look, but not while it fails', () => {
  times.begin()
  next()
  times.came()
  times.succeeded()
  expect(next()).toBe(0)
  times.succeeded()
  times.came()
  expect(next()).toBe(0)
  times.failed(null)
  const [delay] = timers.delays
  times.came()
  expect(timers.delays).toEqual([delay])
})
