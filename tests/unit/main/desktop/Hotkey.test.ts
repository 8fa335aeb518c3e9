import type { HotkeyStatus } from '@shared/model/hotkey'
import { describe, expect, test } from 'vitest'
import type { DisplayServer } from '../../../../src/main/desktop/displayServer'
import { Hotkey, type KeyGrabs } from '../../../../src/main/desktop/Hotkey'

const first = 'CmdOrCtrl+Shift+Space'
const second = 'Alt+F9'

/** The system's hotkeys: some are another program's, and some systems say yes and never press. */
class FakeGrabs implements KeyGrabs {
  readonly asked: string[] = []
  readonly held = new Map<string, () => void>()
  answer: 'grabbed' | 'refused' | 'unnameable' = 'grabbed'

  grab(accelerator: string, onPress: () => void) {
    this.asked.push(accelerator)
    if (this.answer === 'grabbed') this.held.set(accelerator, onPress)
    return this.answer
  }
  release(accelerator: string) {
    if (!this.held.delete(accelerator)) throw new Error(`${accelerator} was not held`)
  }
  press(accelerator: string) {
    this.held.get(accelerator)?.()
  }
}

const start = (display: DisplayServer = 'x11') => {
  const grabs = new FakeGrabs()
  let opened = 0
  const hotkey = new Hotkey(grabs, display, () => {
    opened += 1
  })
  const told: HotkeyStatus['state'][] = []
  hotkey.changes.subscribe(({ state }) => told.push(state))
  return { grabs, hotkey, told, opened: () => opened }
}

describe('a hotkey', () => {
  test('works only once a real press has arrived, whatever the system said', () => {
    const { grabs, hotkey, told, opened } = start()
    hotkey.use(first)
    expect(hotkey.status).toEqual({ accelerator: first, state: 'untried' })
    grabs.press(first)
    grabs.press(first)
    expect(hotkey.status).toEqual({ accelerator: first, state: 'works' })
    expect(told).toEqual(['untried', 'works'])
    expect(opened()).toBe(2)
  })

  test('is asked for once a change, and the same one is no change', () => {
    const { grabs, hotkey } = start()
    hotkey.use(first)
    hotkey.use(first)
    hotkey.use(second)
    expect(grabs.asked).toEqual([first, second])
    expect([...grabs.held.keys()]).toEqual([second])
    expect(hotkey.status.state).toBe('untried')
  })

  test('that another program has is taken, and can be asked for again', () => {
    const { grabs, hotkey } = start()
    grabs.answer = 'refused'
    hotkey.use(first)
    expect(hotkey.status.state).toBe('taken')
    grabs.answer = 'grabbed'
    hotkey.tryAgain()
    expect(hotkey.status.state).toBe('untried')
    expect(grabs.asked).toEqual([first, first])
  })

  test('that a Wayland desktop refuses is not called taken: it cannot be known', () => {
    const { grabs, hotkey } = start('wayland')
    grabs.answer = 'refused'
    hotkey.use(first)
    expect(hotkey.status).toEqual({ accelerator: first, state: 'unsupported', reason: 'refused' })
  })

  test('is not even asked for by X11 within Wayland, where it would work over some windows only', () => {
    const { grabs, hotkey } = start('x11-in-wayland')
    hotkey.use(first)
    expect(grabs.asked).toEqual([])
    expect(hotkey.status).toEqual({ accelerator: first, state: 'unsupported', reason: 'display' })
    hotkey.letGo()
  })

  test('whose keys reach a page does not work, however often the system says so', () => {
    const { hotkey } = start()
    hotkey.use(first)
    hotkey.goneAstray()
    expect(hotkey.status).toEqual({ accelerator: first, state: 'unsupported', reason: 'unheard' })
  })

  test('that has no name is reported as such', () => {
    const { grabs, hotkey } = start()
    grabs.answer = 'unnameable'
    hotkey.use('CmdOrCtrl+é')
    expect(hotkey.status).toEqual({ accelerator: 'CmdOrCtrl+é', state: 'unsupported', reason: 'key' })
  })

  test('is off and lets go', () => {
    const { grabs, hotkey } = start()
    hotkey.use(first)
    hotkey.use(null)
    expect(hotkey.status).toEqual({ accelerator: null, state: 'off' })
    expect(grabs.held.size).toBe(0)
    hotkey.goneAstray()
    expect(hotkey.status.state).toBe('off')
  })

  test('lets go once at the end, also when it never got anything', () => {
    const { grabs, hotkey } = start()
    hotkey.letGo()
    hotkey.use(first)
    hotkey.letGo()
    hotkey.letGo()
    expect(grabs.held.size).toBe(0)
  })

  test('goes to the field that chooses another, and opens nothing meanwhile', async () => {
    const { grabs, hotkey, opened } = start()
    hotkey.use(first)
    const choosing = new AbortController()
    const presses = hotkey.takePresses(choosing.signal)[Symbol.asyncIterator]()
    grabs.press(first)
    expect(await presses.next()).toEqual({ done: false, value: 'pressed' })
    expect(hotkey.status.state).toBe('works')
    expect(opened()).toBe(0)
    choosing.abort()
    expect((await presses.next()).done).toBe(true)
    grabs.press(first)
    expect(opened()).toBe(1)
  })

  test('that was on its way when another was set does nothing', () => {
    const { grabs, hotkey, opened } = start()
    hotkey.use(first)
    const late = grabs.held.get(first)
    hotkey.use(second)
    late?.()
    expect(hotkey.status).toEqual({ accelerator: second, state: 'untried' })
    expect(opened()).toBe(0)
  })
})
