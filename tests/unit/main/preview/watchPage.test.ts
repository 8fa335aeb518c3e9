import { expect, it } from 'vitest'
import { type PageState, type RunningPage, watchPage } from '../../../../src/main/preview/watchPage'
import { ManualTimers } from '../../../fakes/manualTimers'

/** A page whose state the test sets. */
const watched = () => {
  const timers = new ManualTimers()
  const leaving = new AbortController()
  let state: PageState = 'none'
  let bytes = 0
  const page: RunningPage & { answer: () => Promise<unknown> } = {
    answer: () => Promise.resolve(0),
    memoryBytes: () => bytes,
  }
  const outcome = watchPage(() => state, timers, leaving.signal)
  return {
    page,
    grow: (to: number) => {
      bytes = to
    },
    timers,
    outcome,
    leave: () => leaving.abort(),
    set: (next: PageState) => {
      state = next
    },
    beats: async (count: number) => {
      for (let beat = 0; beat < count; beat += 1) {
        timers.fire()
        // What the page answers is heard between two beats.
        await Promise.resolve()
        await Promise.resolve()
      }
    },
  }
}
const isOver = (outcome: Promise<unknown>) =>
  Promise.race([outcome.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))])

it('a page that answers and stays small is left alone, and nothing ticks once it is closed', async () => {
  const { page, set, beats, leave, outcome, timers } = watched()
  await beats(5)
  set(page)
  await beats(200)
  expect(await isOver(outcome)).toBe(false)
  leave()
  expect(await outcome).toBeNull()
  expect(timers.count).toBe(0)
})

it('a page that does not answer for long is ended; one that answers in between is not', async () => {
  const { page, set, beats, outcome } = watched()
  set(page)
  await beats(3)
  let answerLate = (_answer: number) => {}
  page.answer = () =>
    new Promise((resolve) => {
      answerLate = resolve
    })
  await beats(8)
  answerLate(0)
  await beats(8)
  expect(await isOver(outcome)).toBe(false)
  page.answer = () => new Promise(() => {})
  answerLate(0)
  await beats(13)
  expect(await outcome).toBe('unresponsive')
})

it('a page that takes too much memory is ended, also while it loops', async () => {
  const { page, set, beats, grow, outcome } = watched()
  set(page)
  page.answer = () => new Promise(() => {})
  await beats(2)
  grow(1_100 * 1_024 * 1_024)
  await beats(1)
  expect(await outcome).toBe('memory')
})

it.each([
  ['gone', 'ended'],
  ['none', 'ended'],
  ['elsewhere', 'left'],
] as const)('a page that is %s is told as %s', async (state, reason) => {
  const { page, set, beats, outcome } = watched()
  set(page)
  await beats(2)
  set(state)
  await beats(2)
  expect(await outcome).toBe(reason)
})

it('a frame without a process between two pages ends nothing; one that crashed at once is told soon', async () => {
  const { page, set, beats, outcome } = watched()
  set('gone')
  await beats(1)
  set(page)
  await beats(2)
  set('gone')
  await beats(1)
  set(page)
  await beats(2)
  expect(await isOver(outcome)).toBe(false)
  const crashed = watched()
  crashed.set('gone')
  await crashed.beats(2)
  expect(await crashed.outcome).toBe('ended')
})

it('a page that left before it was first looked at is told, and so is one that never comes', async () => {
  const early = watched()
  early.set('elsewhere')
  await early.beats(1)
  expect(await early.outcome).toBe('left')
  const never = watched()
  await never.beats(39)
  expect(await isOver(never.outcome)).toBe(false)
  await never.beats(2)
  expect(await never.outcome).toBe('ended')
})
