import { makeProfile, type Page, type Running, start, within } from '../lib/app'
import { calm } from '../lib/calm'
import { activeTitle, focusTitled, pressAndType, pressKeys } from '../lib/keys'
import type { Figure } from '../lib/report'
import { median, quantile } from '../lib/statistics'
import { monotonicMs } from '../server/answerSpec'
import type { Benchmark } from './benchmark'

const presses = 40
const hotkey = 'ctrl+shift+space'

/**
 * Typed on and on right behind the hotkey, by the same program. A page may think it has the keys before the
 * display agrees, so what counts is the first of these that arrives in the field.
 */
const letters = 'abcdefghijklmnopqrstuvwxyz'.repeat(4)
const letterMs = 8

/** Runs in the page: reports the first key that arrives in the field, and the window being left. */
const watchKeys = () => {
  const field = document.querySelector<HTMLTextAreaElement>('textarea[aria-label="Ask anything"]')
  const watch = {
    taken: () =>
      new Promise((resolve) =>
        field?.addEventListener('input', () => resolve({ at: performance.now(), first: field.value[0] }), {
          once: true,
        }),
      ),
    left: () =>
      new Promise<void>((resolve) => window.addEventListener('blur', () => resolve(), { once: true })),
    clear: () => {
      if (field) field.value = ''
    },
  }
  Object.assign(globalThis, { quickWatch: watch })
}

/** Begins to wait in the page, and resolves once it does. */
const waiting = async (page: Page, what: 'taken' | 'left') => {
  await page.evaluate(`globalThis.quickWaiting = quickWatch.${what}(); 0`)
  return () => within(15_000, page.evaluate('quickWaiting'), `the quick-ask window: ${what}`)
}

/** One press: milliseconds until a key was in the field, and how many before it went elsewhere. */
const pressOnce = async (page: Page) => {
  await page.compareClocks()
  const taken = await waiting(page, 'taken')
  const began = monotonicMs()
  await pressAndType(hotkey, letters, letterMs)
  const { at, first } = (await taken()) as { at: number; first: string }
  await page.evaluate('quickWatch.clear()')
  const left = await waiting(page, 'left')
  await pressKeys('Escape')
  await left()
  await within(5_000, isInFront('Parley'), 'the keys to go back to the main window')
  return { ms: page.ours(at) - began, lost: letters.indexOf(first) }
}

/** Its page may still be loading. */
const hasField = async (page: Page): Promise<void> => {
  const look = `document.querySelector('textarea[aria-label="Ask anything"]') !== null`
  while ((await page.evaluate(look).catch(() => false)) !== true)
    await new Promise((resolve) => setTimeout(resolve, 50))
}

const isInFront = async (title: string): Promise<void> => {
  while ((await activeTitle()) !== title) await new Promise((resolve) => setTimeout(resolve, 20))
}

/**
 * How long the pressing program takes by itself, with a key that does nothing alone. It must be on the
 * keyboard: for one that is not, the program changes the layout, and the window manager is busy with that for
 * seconds.
 */
const idlePress = async (): Promise<number> => {
  const took: number[] = []
  for (let round = 0; round < 15; round += 1) {
    const began = monotonicMs()
    await pressKeys('Shift_L')
    took.push(monotonicMs() - began)
  }
  return median(took)
}

/**
 * From the hotkey, pressed on the display while another window has the keys, to the first key that the caret
 * takes.
 */
export const quick: Benchmark = {
  name: 'quick',
  title: 'Hotkey to a caret that takes keys',
  async run({ say }): Promise<readonly Figure[]> {
    await calm()
    const app: Running = await start('app', { profile: makeProfile() })
    const samples: number[] = []
    const lost: number[] = []
    try {
      const page = await app.secondPage()
      await within(15_000, hasField(page), 'the field of the quick-ask window')
      await page.evaluate(`(${watchKeys})()`)
      await focusTitled('Parley')
      const idle = await idlePress()
      // The first one is drawn for the first time.
      const began = monotonicMs()
      await pressKeys(hotkey)
      await within(15_000, isInFront('Quick ask'), 'the first press')
      say(`the first press: ${(monotonicMs() - began).toFixed(0)} ms until it is in front`)
      await pressKeys('Escape')
      await within(5_000, isInFront('Parley'), 'the keys to go back to the main window')
      for (let index = 0; index < presses; index += 1) {
        const took = await pressOnce(page)
        samples.push(took.ms)
        lost.push(took.lost)
      }
      return [
        {
          what: 'hotkey to a key in the field, 95th percentile',
          unit: 'ms',
          value: quantile(samples, 0.95),
          budget: 100,
          note: `median ${median(samples).toFixed(0)} ms, with about ${idle.toFixed(0)} ms of the program that presses; typed every ${letterMs} ms from the hotkey on, ${median(lost)} keys came before the caret`,
          samples: { ms: samples, lost },
        },
      ]
    } finally {
      await app.stop()
    }
  },
}
