import { Channel } from '@shared/lib/Channel'
import { describe, expect, test } from 'vitest'
import { HotkeyHold } from '../../../../src/main/desktop/HotkeyHold'
import type { HeldKeyEvent, HeldKeys } from '../../../../src/main/desktop/heldKeys/HeldKeys'
import { ManualTimers } from '../../../fakes/manualTimers'

/** The keyboard: the test says when keys come up. */
class FakeKeys implements HeldKeys {
  readonly watches: Channel<HeldKeyEvent>[] = []

  watch(signal: AbortSignal): AsyncIterable<HeldKeyEvent> {
    const channel = new Channel<HeldKeyEvent>().until(signal)
    this.watches.push(channel)
    return channel
  }

  get last(): Channel<HeldKeyEvent> {
    const last = this.watches.at(-1)
    if (!last) throw new Error('Nothing is watched')
    return last
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

const start = (keys: HeldKeys | null = new FakeKeys()) => {
  const told: string[] = []
  const clock = { ms: 1_000 }
  const timers = new ManualTimers()
  const hold = new HotkeyHold({
    keys,
    now: () => clock.ms,
    timers,
    onPress: () => told.push('press'),
    onRelease: (isTap) => told.push(isTap ? 'tap' : 'let go'),
  })
  return { hold, told, clock, timers, keys: keys as FakeKeys }
}

describe('a hotkey that is held', () => {
  test('is let go when the first of its keys comes up, however often it repeated itself', async () => {
    const { hold, told, clock, keys } = start()
    hold.press()
    keys.last.push('held')
    await settled()
    for (let repeat = 0; repeat < 40; repeat++) {
      clock.ms += 33
      hold.press()
    }
    keys.last.push('released')
    await settled()
    expect(told).toEqual(['press', 'let go'])
    expect(keys.watches).toHaveLength(1)
  })

  test('is a tap where it comes up at once', async () => {
    const { hold, told, clock, keys } = start()
    hold.press()
    keys.last.push('held')
    await settled()
    clock.ms += 120
    keys.last.push('released')
    await settled()
    expect(told).toEqual(['press', 'tap'])
  })

  test('is a tap where it was up before it could be looked at, which may take long', async () => {
    const { hold, told, clock, keys } = start()
    hold.press()
    clock.ms += 900
    keys.last.push('released')
    keys.last.push('clear')
    await settled()
    expect(told).toEqual(['press', 'tap'])
  })

  test('is pressed again while its modifiers stay down', async () => {
    const { hold, told, clock, keys } = start()
    hold.press()
    keys.last.push('held')
    clock.ms += 100
    keys.last.push('released')
    await settled()
    clock.ms += 200
    hold.press()
    expect(told).toEqual(['press', 'tap', 'press'])
  })

  test('tells when none of its keys is down any more', async () => {
    const { hold, clock, keys } = start()
    hold.press()
    let isClear = false
    void hold.untilClear().then(() => {
      isClear = true
    })
    keys.last.push('held')
    clock.ms += 1_000
    keys.last.push('released')
    await settled()
    expect(isClear).toBe(false)
    keys.last.push('clear')
    keys.last.end()
    await settled()
    expect(isClear).toBe(true)
  })

  test('is not waited for where its keys are held on and on', async () => {
    const { hold, timers, keys } = start()
    hold.press()
    keys.last.push('held')
    const until = hold.untilClear()
    await settled()
    timers.fire()
    await until
  })

  test('is pressed to begin and pressed to end where this system does not tell', async () => {
    const { hold, told, clock } = start(null)
    expect(hold.seesRelease).toBe(false)
    hold.press()
    for (let repeat = 0; repeat < 10; repeat++) {
      clock.ms += 33
      hold.press()
    }
    expect(told).toEqual(['press', 'tap'])
    clock.ms += 3_000
    hold.press()
    expect(told).toEqual(['press', 'tap', 'press', 'tap'])
  })

  test('goes on by presses once looking has failed', async () => {
    const broken: HeldKeys = {
      // biome-ignore lint/correctness/useYield: it fails before there is anything to tell
      async *watch() {
        throw new Error('No display')
      },
    }
    const { hold, told, clock } = start(broken)
    hold.press()
    await settled()
    expect(told).toEqual(['press', 'tap'])
    expect(hold.seesRelease).toBe(false)
    clock.ms += 3_000
    hold.press()
    expect(told).toEqual(['press', 'tap', 'press', 'tap'])
  })
})
