import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clockSchema, deviceOf, HybridClock, makeClock, msOf } from '../../../../src/shared/sync/clock'

const hour = 3_600_000

it('is later than everything it gave or saw, whatever the computer’s clock says', () => {
  const times = fc.array(fc.integer({ min: -hour, max: 253_402_300_799_999 }), { minLength: 1 })
  fc.assert(
    fc.property(times, fc.array(fc.integer({ min: 0, max: 4e12 })), (ours, theirs) => {
      let now = 0
      const clock = new HybridClock('a', () => now, null)
      let latest = ''
      for (const [index, time] of ours.entries()) {
        const seen = theirs[index]
        if (seen !== undefined) clock.see(makeClock(seen, 1_048_575, 'b'))
        now = time
        const given = clock.tick()
        expect(given > latest).toBe(true)
        if (seen !== undefined) expect(given > makeClock(seen, 1_048_575, 'b')).toBe(true)
        expect(clockSchema.safeParse(given).success).toBe(true)
        latest = given
      }
    }),
  )
})

it('keeps the time where the clock goes on, and counts where it stands still or is set back', () => {
  let now = 5_000
  const clock = new HybridClock('a', () => now, null)
  const first = clock.tick()
  now = 4_000
  const [second, third] = [clock.tick(), clock.tick()]
  now = 6_000
  const fourth = clock.tick()
  expect([first, second, third, fourth].map(msOf)).toEqual([5_000, 5_000, 5_000, 6_000])
  expect([first, second, third, fourth]).toEqual([first, second, third, fourth].sort())
  expect(deviceOf(fourth)).toBe('a')
})

it('orders an edit after one that was seen from a machine hours ahead, and goes on after a restart', () => {
  const ahead = makeClock(10 * hour, 0, 'b')
  const clock = new HybridClock('a', () => hour, null)
  clock.see(ahead)
  const given = clock.tick()
  expect(given > ahead).toBe(true)
  expect(new HybridClock('a', () => hour, clock.last).tick() > given).toBe(true)
})

it.each(['', 'x', makeClock(253_403_300_800_000, 0, 'a'), `${makeClock(1, 1, 'a')}\n`, makeClock(1, 1, 'A')])(
  'a moment that is none is refused: %j',
  (text) => expect(clockSchema.safeParse(text).success).toBe(false),
)
