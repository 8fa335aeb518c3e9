import { describe, expect, test } from 'vitest'
import {
  leadSeconds,
  PlaybackSchedule,
  sentenceGapSeconds,
} from '../../../../../src/renderer/features/speech/PlaybackSchedule'

const rate = 1_000
const close = (value: number) => expect.closeTo(value, 6)

describe('when each piece of sound begins', () => {
  test('the first one after a short lead', () => {
    expect(new PlaybackSchedule(rate).place(5, 100)).toEqual(close(5 + leadSeconds))
  })

  test('pieces of a sentence follow without a gap', () => {
    const schedule = new PlaybackSchedule(rate)
    const starts = [schedule.place(0, 100), schedule.place(0.05, 50), schedule.place(0.2, 10)]
    expect(starts).toEqual([close(0.08), close(0.18), close(0.23)])
  })

  test('between sentences there is the gap', () => {
    const schedule = new PlaybackSchedule(rate)
    schedule.place(0, 100)
    schedule.endSentence()
    expect(schedule.place(0.1, 100)).toEqual(close(leadSeconds + 0.1 + sentenceGapSeconds))
  })

  test('ends stay on samples however many pieces there are', () => {
    const schedule = new PlaybackSchedule(48_000)
    const first = schedule.place(0.0123, 7)
    let last = first
    for (let count = 1; count <= 10_000; count++) last = schedule.place(0, 7)
    expect(Math.round((last - first) * 48_000)).toBe(70_000)
    expect((last * 48_000) % 1).toEqual(expect.closeTo(0, 3))
  })

  test('a piece that comes too late goes on from now, after a reserve that grows', () => {
    const schedule = new PlaybackSchedule(rate)
    expect(schedule.needed(0)).toBe(0.04)
    schedule.place(0, 100)
    expect(schedule.needed(0.1)).toBe(0)
    expect(schedule.needed(1)).toBe(0.25)
    expect(schedule.needed(2)).toBe(0.25)
    expect(schedule.place(2, 250)).toEqual(close(2 + leadSeconds))
    expect(schedule.needed(2.1)).toBe(0)
    expect(schedule.needed(3)).toBe(0.5)
    for (let time = 4; time < 10; time++) {
      schedule.place(time, 10)
      schedule.needed(time + 0.9)
    }
    expect(schedule.needed(10)).toBe(2)
  })

  test('a late sentence is no stutter: it needs no reserve', () => {
    const schedule = new PlaybackSchedule(rate)
    schedule.place(0, 100)
    schedule.endSentence()
    expect(schedule.needed(9)).toBe(0.04)
    expect(schedule.place(9, 100)).toEqual(close(9 + leadSeconds))
  })

  test('says how much is left', () => {
    const schedule = new PlaybackSchedule(rate)
    expect(schedule.ahead(3)).toBe(0)
    schedule.place(3, 1_000)
    expect(schedule.ahead(3.5)).toEqual(close(0.58))
    expect(schedule.ahead(9)).toBe(0)
  })
})
