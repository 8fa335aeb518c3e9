import { readdirSync } from 'node:fs'
import { encodePng } from '../../src/main/engines/builtin/png'
import { startFaultServer } from '../../tests/fakes/faultServer'
import { tone } from '../../tests/fakes/tone'
import { makeProfile, type Page, type Running, start, within } from '../lib/app'
import { calm } from '../lib/calm'
import { memoryByKind, processTree, quiet, sumOf } from '../lib/processTree'
import type { Figure } from '../lib/report'
import { pressEnter } from './answers'
import type { Benchmark } from './benchmark'

const conversations = 50
/** What is loaded on first need is there after so many, and what the engines compile. */
const early = 200
/** One answer in so many is a picture, and one is read aloud. */
const pictureEvery = 10
const speechEvery = 20

interface Held {
  readonly memory: number
  /** Open files, sockets and pipes of all processes. */
  readonly handles: number
  readonly byKind: ReadonlyMap<string, number>
}

/** Eight hours of use in some minutes: what a day leaves behind, once its beginning is over. */
export const hours: Benchmark = {
  name: 'hours',
  title: 'Eight hours compressed: memory and handles over 2,000 answers, pictures and speech among them',
  isLong: true,
  async run({ say, isQuick }): Promise<readonly Figure[]> {
    const answers = isQuick ? 2 * early : 2_000
    const server = await startFaultServer()
    const picture = Buffer.from(await encodePng(256, 256, noise(256 * 256 * 3)))
    server.script('/v1/chat/completions', ({ sse }) => sse().chatAnswer(answer))
    server.script('/v1/images/generations', ({ json }) =>
      json(200, { created: 1, data: [{ b64_json: picture.toString('base64') }] }),
    )
    server.script('/v1/audio/speech', ({ raw: { response } }) => {
      response.writeHead(200, { 'content-type': 'audio/pcm' })
      response.end(tone({ hertz: 440, seconds: 0.3 }))
    })
    await calm()
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'bench' }
    const app = await start('app', { profile: makeProfile(), environment })
    const seen: { readonly answers: number; readonly held: Held }[] = []
    try {
      await app.page.send('Performance.enable')
      for (let index = 0; index < answers; index += 1) {
        if (index % (answers / conversations) === 0) await beginConversation(app.page)
        await askOnce(app.page, index)
        if ((index + 1) % early !== 0) continue
        const held = await heldBy(app)
        seen.push({ answers: index + 1, held })
        say(`after ${index + 1}: ${held.memory.toFixed(0)} MB, ${held.handles} handles (${inWords(held)})`)
      }
    } finally {
      await app.stop()
      await server.stop()
    }
    const [first, last] = [seen[0], seen.at(-1)]
    if (!first || !last) throw new Error('nothing to compare with')
    const thousands = (last.answers - first.answers) / 1_000
    return [
      {
        what: `memory gained for 1,000 answers, from the ${early}th to the ${last.answers}th`,
        unit: '%',
        value: ((last.held.memory / first.held.memory - 1) * 100) / thousands,
        budget: 2,
        note: `${first.held.memory.toFixed(0)} MB, then ${last.held.memory.toFixed(0)} MB; ${inWords(first.held)}; then ${inWords(last.held)}`,
        samples: { app: seen.map(({ held }) => held.memory) },
      },
      {
        what: '  handles gained in all',
        unit: 'handles',
        value: last.held.handles - first.held.handles,
        budget: 0,
        note: `${first.held.handles}, then ${last.held.handles}`,
        samples: { app: seen.map(({ held }) => held.handles) },
      },
    ]
  },
}

const answer = [
  'Some **words** first, with `code` and a [link](https://example.org).',
  '- one\n- two\n- three',
  '```ts\nexport const half = (value: number): number => value / 2\n```',
  '| a | b |\n| - | - |\n| 1 | 2 |',
  'And a formula: $e^{i\\pi} = -1$. '.repeat(4),
].join('\n\n')

const noise = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 2_654_435_761) >>> 24)

const beginConversation = async (page: Page): Promise<void> => {
  await page.callFunction(click, 'New conversation')
  await within(60_000, page.callFunction(isEmpty), 'an empty conversation')
}

const askOnce = async (page: Page, index: number): Promise<void> => {
  const isPicture = index % pictureEvery === pictureEvery - 1
  const before = await page.callFunction(newest)
  await page.type(`${isPicture ? '/image ' : ''}question ${index}`)
  await pressEnter(page)
  await within(60_000, page.callFunction(answeredSince, before), `answer ${index}`)
  if (index % speechEvery !== speechEvery - 2) return
  await page.callFunction(click, 'Read aloud')
  await within(60_000, page.callFunction(hasRead), 'the end of reading aloud')
}

// Functions of the page, called by their text: however often, they stay one script each (Page.callFunction).

const click = `(name) => [...document.querySelectorAll('button')]
  .findLast((button) => (button.ariaLabel ?? button.textContent).trim() === name)
  .click()`

const newest = `() =>
  [...document.querySelectorAll('[role="log"] article.from-assistant')].at(-1)?.dataset.message ?? null`

const once = (condition: string) => `(input) => new Promise((done) => {
  const look = () => (${condition} ? done(true) : requestAnimationFrame(look))
  look()
})`

const isEmpty = once(`!document.querySelector('[role="log"] article')`)
const answeredSince = once(`((article) =>
  article?.classList.contains('from-assistant') && article.dataset.message !== input &&
  !article.hasAttribute('aria-busy'))([...document.querySelectorAll('[role="log"] article')].at(-1))`)
const hasRead = `() => new Promise((done) => {
  let hasBegun = false
  const look = () => {
    const isReading = document.querySelector('.reading-bar') !== null
    if (hasBegun && !isReading) return done(true)
    hasBegun ||= isReading
    requestAnimationFrame(look)
  }
  look()
})`

const heldBy = async ({ page, pid }: Running): Promise<Held> => {
  await quiet(pid, 20_000)
  for (let round = 0; round < 2; round += 1) await page.send('HeapProfiler.collectGarbage')
  await quiet(pid, 10_000)
  const byKind = memoryByKind(pid)
  return { memory: sumOf(byKind), handles: handlesOf(pid), byKind }
}

const handlesOf = (root: number): number =>
  processTree(root).reduce((sum, { id }) => {
    try {
      return sum + readdirSync(`/proc/${id}/fd`).length
    } catch {
      // It ended meanwhile.
      return sum
    }
  }, 0)

const inWords = ({ byKind }: Held): string =>
  [...byKind].map(([kind, megabytes]) => `${kind} ${megabytes.toFixed(0)}`).join(', ')
