import { makeProfile, type Page, start, within } from '../lib/app'
import { calm } from '../lib/calm'
import { writeHistory } from '../lib/history'
import { memoryByKind, quiet } from '../lib/processTree'
import type { Benchmark } from './benchmark'

const messagesEach = 24
/**
 * What is loaded on first need is there after so many, and most of what the engine compiles: between the 20th
 * and the 200th, two thirds of what a window gains is machine code for functions that have become hot.
 */
const early = 60
/** 200 more. */
const conversations = early + 200

interface Held {
  readonly heap: number
  readonly whole: number
  readonly nodes: number
}

/** Opens one conversation after the other, and compares what the window holds early on and at the end. */
export const memory: Benchmark = {
  name: 'memory',
  title: `Memory over ${conversations - early} opened conversations`,
  async run({ say }) {
    const profile = makeProfile()
    const plans = Array.from({ length: conversations }, (_, index) => ({
      id: `kept-${index}`,
      title: `Kept ${String(index).padStart(3, '0')}`,
      messages: messagesEach,
      last: `zzkept${String(index).padStart(3, '0')}`,
      isRich: true,
    }))
    writeHistory(profile, plans)
    say('the history is written')
    await calm()
    const { page, pid, stop } = await start('app', { profile })
    try {
      await page.send('Performance.enable')
      await quiet(pid, 20_000)
      const [oldest, newest] = [plans[0], plans.at(-1)]
      if (!oldest || !newest) throw new Error('no conversations')
      const open = ({ title, last }: { title: string; last: string }) => openConversation(page, title, last)
      // Like is compared with like: all rows of the list loaded, its beginning and the same conversation in
      // view.
      await open(oldest)
      const look = async () => {
        await open(newest)
        return held(page, pid)
      }
      let opened = 0
      let first: Held | undefined
      // The newest stands first in the list.
      for (const plan of plans.toReversed()) {
        await open(plan)
        opened += 1
        if (opened !== early) continue
        first = await look()
        say(`after ${opened}: ${inWords(first)}`)
      }
      const final = await look()
      say(`after ${opened}: ${inWords(final)}`)
      if (!first) throw new Error('nothing to compare with')
      const note = (key: 'heap' | 'whole') => `${first[key].toFixed(1)} MB, then ${final[key].toFixed(1)} MB`
      return [
        {
          what: `memory after ${conversations} opened conversations against after ${early}: the page's objects`,
          unit: '×',
          value: final.heap / first.heap,
          budget: 1.1,
          note: `${note('heap')}; DOM nodes ${first.nodes}, then ${final.nodes}`,
        },
        {
          what: '  the whole process of the window',
          unit: '×',
          value: final.whole / first.whole,
          budget: 1.1,
          note: note('whole'),
        },
      ]
    } finally {
      await stop()
    }
  },
}

const openConversation = async (page: Page, title: string, last: string): Promise<void> => {
  if (!(await page.callFunction(follow, title))) throw new Error(`no link ${title}`)
  try {
    await within(15_000, page.callFunction(shows, last), `to see ${last}`)
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}: ${await page.probe('state', last)}`)
  }
}

/**
 * Only links near the view are there, the last made first: scrolls until this one is. It is followed by its
 * own click, since the list may still be moving under a pointer.
 */
const follow = `async (title) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  const links = () => [...document.querySelectorAll('nav a, [role="navigation"] a')]
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const link = links().find((each) => each.textContent.includes(title))
    if (link) {
      link.click()
      return true
    }
    const isAbove = links()[0]?.textContent.localeCompare(title) < 0
    links().at(isAbove ? 0 : -1)?.scrollIntoView({ block: 'center' })
    await frame()
  }
  return false
}`

const shows = `(last) => new Promise((done) => {
  const look = () => {
    if (document.querySelector('[role="log"]')?.textContent.includes(last)) done(true)
    else requestAnimationFrame(look)
  }
  look()
})`

/** What is left once nothing more is under way and the page's rubbish is gone. */
const held = async (page: Page, pid: number): Promise<Held> => {
  await quiet(pid, 20_000)
  // What the first round finalizes, the second can free.
  for (let round = 0; round < 2; round += 1) await page.send('HeapProfiler.collectGarbage')
  await quiet(pid, 10_000)
  const { metrics } = (await page.send('Performance.getMetrics')) as {
    metrics: readonly { name: string; value: number }[]
  }
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN
  return {
    heap: metric('JSHeapUsedSize') / 2 ** 20,
    whole: memoryByKind(pid).get('renderer') ?? Number.NaN,
    nodes: metric('Nodes'),
  }
}

const inWords = ({ heap, whole, nodes }: Held): string =>
  `${heap.toFixed(1)} MB of objects, ${whole.toFixed(0)} MB the process, ${nodes} DOM nodes`
