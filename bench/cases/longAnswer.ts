import {
  type MainThread,
  makeProfile,
  type Page,
  type Running,
  type Subject,
  start,
  within,
} from '../lib/app'
import { calm } from '../lib/calm'
import { cpuByKind, memoryByKind, quiet, sumOf } from '../lib/processTree'
import type { Figure } from '../lib/report'
import type { Server } from '../lib/server'
import { median } from '../lib/statistics'
import { type AnswerSpec, questionFor } from '../server/answerSpec'
import { pressEnter, specWith, startConnected, writeQuestion } from './answers'
import type { Benchmark } from './benchmark'

const tokens = 20_000
const rate = 300
/** Widths of the two stretches that are compared; the text is the same in both. */
const early = [250, 750] as const
const late = [19_250, 19_750] as const

interface Outcome {
  /** CPU seconds of the window's process while the answer was written. */
  readonly windowCpu: number
  readonly wholeCpu: number
  readonly longTasks: readonly number[]
  readonly mainThread: MainThread
  /** Seconds of the page's main thread in the two stretches. */
  readonly early: number
  readonly late: number
}

/** An answer of 20,000 tokens as it is written, against a bare text node that is fed the same. */
export const longAnswer: Benchmark = {
  name: 'long',
  title: `${tokens} tokens at ${rate} a second`,
  async run({ server, isFull, say }) {
    const rounds = isFull ? 3 : 1
    const outcomes: Record<Subject, Outcome[]> = { floor: [], app: [] }
    const memory: Record<Subject, number[]> = { floor: [], app: [] }
    let kinds = ''
    for (let round = 1; round <= rounds; round += 1) {
      const spec = specWith({ kind: 'mixed', size: tokens, rate, seed: round })
      await calm()
      const floor = await start('floor', {
        profile: makeProfile(),
        environment: { FLOOR_STREAM: server.baseUrl },
        hasComposer: false,
      })
      await floor.page.evaluate('new Promise((done) => setTimeout(done, 500))')
      outcomes.floor.push(
        await watch(server, floor, () =>
          floor.page.evaluate(`floor.begin(${JSON.stringify(questionFor(spec))})`),
        ),
      )
      await floor.stop()

      // Memory is compared with the empty floor, as at rest.
      const empty = await start('floor', { profile: makeProfile() })
      await quiet(empty.pid)
      memory.floor.push(sumOf(memoryByKind(empty.pid)))
      await empty.stop()

      await calm()
      const app = await startConnected(server)
      outcomes.app.push(await watch(server, app, () => askFor(app.page, spec)))
      await app.page.probe('idle')
      await quiet(app.pid)
      const byKind = memoryByKind(app.pid)
      memory.app.push(sumOf(byKind))
      kinds = [...byKind].map(([kind, size]) => `${kind} ${size.toFixed(0)}`).join(', ')
      await app.stop()
      const { windowCpu, longTasks } = outcomes.app.at(-1) as Outcome
      say(`${round} of ${rounds}: window ${windowCpu.toFixed(1)} CPU s, ${longTasks.length} tasks over 50 ms`)
    }
    return [...figuresOf(outcomes), memoryFigure(memory, kinds)]
  },
}

const askFor = async (page: Page, spec: AnswerSpec): Promise<void> => {
  await writeQuestion(page, spec)
  await pressEnter(page)
}

const watch = async (server: Server, program: Running, begin: () => Promise<unknown>): Promise<Outcome> => {
  const { page, pid } = program
  await page.send('Performance.enable')
  await page.probe('watchTasks')
  const cpu = () => cpuByKind(pid)
  const taskTimes = [...early, ...late].map((count) =>
    server.next('token', count).then(async () => (await page.spent()).task),
  )
  const end = server.next('last-byte')
  const before = cpu()
  const pageBefore = await page.spent()
  await begin()
  await within(((tokens / rate) * 2 + 30) * 1000, end, 'the end of the stream')
  // What is left to draw at the end belongs to it.
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const after = cpu()
  const pageAfter = await page.spent()
  const [earlyBegin = 0, earlyEnd = 0, lateBegin = 0, lateEnd = 0] = await Promise.all(taskTimes)
  const spent = (kind: string) => ((after.get(kind) ?? 0) - (before.get(kind) ?? 0)) / 1000
  return {
    windowCpu: spent('renderer'),
    wholeCpu: (sumOf(after) - sumOf(before)) / 1000,
    mainThread: {
      task: pageAfter.task - pageBefore.task,
      script: pageAfter.script - pageBefore.script,
      layout: pageAfter.layout - pageBefore.layout,
      style: pageAfter.style - pageBefore.style,
    },
    longTasks: await page.probe('longTasks'),
    early: earlyEnd - earlyBegin,
    late: lateEnd - lateBegin,
  }
}

const figuresOf = ({ app, floor }: Readonly<Record<Subject, readonly Outcome[]>>): Figure[] => {
  const of = (outcomes: readonly Outcome[], pick: (outcome: Outcome) => number) => outcomes.map(pick)
  const ratio = (pick: (outcome: Outcome) => number) => median(of(app, pick)) / median(of(floor, pick))
  const both = (pick: (outcome: Outcome) => number) => ({ app: of(app, pick), floor: of(floor, pick) })
  const seconds = (pick: (outcome: Outcome) => number) =>
    `${median(of(app, pick)).toFixed(2)} s against ${median(of(floor, pick)).toFixed(2)} s`
  const longest = ({ longTasks }: Outcome) => Math.max(0, ...longTasks)
  return [
    {
      what: `${tokens} tokens at ${rate}/s: window CPU against a bare text node`,
      unit: '×',
      value: ratio(({ windowCpu }) => windowCpu),
      budget: 1.25,
      note: seconds(({ windowCpu }) => windowCpu),
      samples: both(({ windowCpu }) => windowCpu),
    },
    {
      what: '  all processes, against the same',
      unit: '×',
      value: ratio(({ wholeCpu }) => wholeCpu),
      note: seconds(({ wholeCpu }) => wholeCpu),
      samples: both(({ wholeCpu }) => wholeCpu),
    },
    {
      what: '  main thread of the window',
      unit: 'CPU s',
      value: median(of(app, ({ mainThread }) => mainThread.task)),
      note: `${kindsOf(app)}; floor ${kindsOf(floor)}`,
    },
    {
      what: '  longest task',
      unit: 'ms',
      value: Math.max(...of(app, longest)),
      budget: 80,
      note: `floor ${Math.max(...of(floor, longest)).toFixed(0)} ms`,
    },
    {
      what: '  tasks over 50 ms',
      unit: 'tasks',
      value: median(of(app, ({ longTasks }) => longTasks.length)),
      budget: 5,
      note: `floor ${median(of(floor, ({ longTasks }) => longTasks.length))}`,
      samples: Object.fromEntries(app.map(({ longTasks }, index) => [`app ${index + 1}`, longTasks])),
    },
    {
      what: '  a token at 19,500 against one at 500',
      unit: '×',
      value: median(of(app, ({ early, late }) => late / early)),
      budget: 3,
      note: `${median(of(app, ({ early }) => early)).toFixed(3)} s and ${median(of(app, ({ late }) => late)).toFixed(3)} s of the main thread for 500 tokens; floor ${median(of(floor, ({ early, late }) => late / early)).toFixed(1)} ×`,
    },
  ]
}

const kindsOf = (outcomes: readonly Outcome[]): string =>
  (['script', 'layout', 'style', 'task'] as const)
    .map((kind) => `${kind} ${median(outcomes.map(({ mainThread }) => mainThread[kind])).toFixed(1)}`)
    .join(', ')

const memoryFigure = (memory: Readonly<Record<Subject, readonly number[]>>, kinds: string): Figure => ({
  what: '  memory afterwards, against the floor at rest',
  unit: '×',
  value: median(memory.app) / median(memory.floor),
  budget: 1.8,
  note: `${median(memory.app).toFixed(0)} MB against ${median(memory.floor).toFixed(0)} MB (${kinds})`,
  samples: memory,
})
