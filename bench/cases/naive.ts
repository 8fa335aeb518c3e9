import { makeProfile, type Page, type Running, start, within } from '../lib/app'
import { calm } from '../lib/calm'
import { cpuByKind } from '../lib/processTree'
import type { Figure } from '../lib/report'
import type { Server } from '../lib/server'
import { median } from '../lib/statistics'
import { type AnswerSpec, questionFor } from '../server/answerSpec'
import { pressEnter, specWith, startConnected, writeQuestion } from './answers'
import type { Benchmark } from './benchmark'

const tokens = 8_000
const rate = 300

type Renderer = 'app' | 'naive'

interface Outcome {
  /** CPU seconds of the window's process, until the whole answer was shown. */
  readonly windowCpu: number
  readonly longTasks: readonly number[]
  /** The time from the server's last byte until the end of the answer was on the screen. */
  readonly lag: number
}

/** The same answer drawn by the app, and by react-markdown over the whole message at each step. */
export const naive: Benchmark = {
  name: 'naive',
  title: `${tokens} tokens at ${rate} a second, against react-markdown over the whole message`,
  async run({ server, isFull, say }) {
    const rounds = isFull ? 3 : 1
    const outcomes: Record<Renderer, Outcome[]> = { app: [], naive: [] }
    for (let round = 1; round <= rounds; round += 1) {
      for (const renderer of ['naive', 'app'] as const) {
        await calm()
        const program = await (renderer === 'app' ? startConnected(server) : startNaive(server))
        try {
          const spec = specWith({ kind: 'mixed', size: tokens, rate, seed: round })
          const ask = renderer === 'app' ? askApp : askNaive
          const outcome = await watch(server, program, spec, ask)
          outcomes[renderer].push(outcome)
          say(
            `${renderer}: window ${outcome.windowCpu.toFixed(1)} CPU s, ${outcome.longTasks.length} tasks over 50 ms, ${outcome.lag.toFixed(0)} ms behind`,
          )
        } finally {
          await program.stop()
        }
      }
    }
    return figuresOf(outcomes)
  },
}

const startNaive = (server: Server): Promise<Running> =>
  start('floor', {
    profile: makeProfile(),
    environment: { FLOOR_STREAM: server.baseUrl, FLOOR_PAGE: 'naive.html' },
  })

const askNaive = async (page: Page, spec: AnswerSpec): Promise<void> => {
  await page.evaluate(`floor.begin(${JSON.stringify(questionFor(spec))})`)
}

const askApp = async (page: Page, spec: AnswerSpec): Promise<void> => {
  await writeQuestion(page, spec)
  await pressEnter(page)
}

const watch = async (
  server: Server,
  { page, pid }: Running,
  spec: AnswerSpec,
  ask: (page: Page, spec: AnswerSpec) => Promise<void>,
): Promise<Outcome> => {
  const windowCpu = () => (cpuByKind(pid).get('renderer') ?? 0) / 1000
  await page.probe('watchTasks')
  const streamMs = (tokens / rate) * 1000
  const painted = page.painted(spec.last, streamMs * 4 + 30_000)
  const lastByte = server.next('last-byte')
  const before = windowCpu()
  await ask(page, spec)
  const { at } = await within(streamMs * 2 + 30_000, lastByte, 'the end of the stream')
  const seen = await painted
  // What is left to do at the end belongs to it.
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  return {
    windowCpu: windowCpu() - before,
    longTasks: await page.probe('longTasks'),
    lag: seen.at - at,
  }
}

const figuresOf = ({ app, naive }: Readonly<Record<Renderer, readonly Outcome[]>>): Figure[] => {
  const figure = (
    what: string,
    unit: Figure['unit'],
    pick: (outcome: Outcome) => number,
    digits: number,
    summary: (values: readonly number[]) => number = median,
  ): Figure => {
    const samples = { app: app.map(pick), naive: naive.map(pick) }
    const [ours, theirs] = [summary(samples.app), summary(samples.naive)]
    const ratio = theirs === 0 ? 'no ratio' : `ratio ${(ours / theirs).toFixed(2)} ×`
    return { what, unit, value: ours, note: `naive ${theirs.toFixed(digits)} ${unit}; ${ratio}`, samples }
  }
  const longest = (values: readonly number[]) => Math.max(...values)
  return [
    figure(
      `${tokens} tokens at ${rate}/s, against react-markdown: window CPU`,
      'CPU s',
      ({ windowCpu }) => windowCpu,
      2,
    ),
    figure('  longest task', 'ms', ({ longTasks }) => Math.max(0, ...longTasks), 0, longest),
    figure('  tasks over 50 ms', 'tasks', ({ longTasks }) => longTasks.length, 0),
    figure('  last byte to the end on the screen', 'ms', ({ lag }) => lag, 0),
  ]
}
