import { makeProfile, type Page } from '../lib/app'
import { processTree } from '../lib/processTree'
import { randomFrom } from '../lib/random'
import { questionFor } from '../server/answerSpec'
import { specWith, startConnected } from './answers'
import type { Benchmark } from './benchmark'

/** The number of kills, fewer for a quicker look or to repeat a finding. */
const rounds = Number(process.env.PARLEY_KILL_ROUNDS ?? 200)
const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 1_000_000)
/** What is younger than this may be lost. */
const promisedMs = 1_000

interface Expected {
  readonly conversationId: string
  /** The answer as it was a second before the kill. */
  readonly atLeast: string
}

/**
 * `kill -9` of one process at random, and a moment later of all, while an answer is written; then the app is
 * started again.
 */
export const kill: Benchmark = {
  name: 'kill',
  title: `kill -9 of every process at random moments, ${rounds} rounds`,
  isLong: true,
  async run({ server, say }) {
    const random = randomFrom(seed)
    const profile = makeProfile()
    const expected: Expected[] = []
    let lostMessages = 0
    let lostWords = 0
    let notices = 0
    say(`seed ${seed}`)
    for (let round = 0; round <= rounds; round += 1) {
      const app = await startConnected(server, profile)
      const found = await check(app.page, expected)
      lostMessages += found.lostMessages
      lostWords += found.lostWords
      notices += found.troubles
      if (round === rounds) {
        await app.stop()
        break
      }
      const spec = specWith({ kind: 'mixed', size: 4_000, rate: 500, seed: round + 1 })
      const { conversationId } = (await call(app.page, 'runs.start', {
        conversationId: null,
        prompt: questionFor(spec),
      })) as { conversationId: string }
      await pause(random() * 600)
      const atLeast = await answerIn(app.page, conversationId)
      await pause(promisedMs)
      expected.push({ conversationId, atLeast })
      const tree = processTree(app.pid).map(({ id }) => id)
      killProcess(tree[Math.floor(random() * tree.length)] ?? app.pid)
      await pause(random() * 400)
      // Those that came in its place as well.
      for (const id of new Set([...tree, ...processTree(app.pid).map(({ id }) => id)])) killProcess(id)
      await app.stop()
      if ((round + 1) % 20 === 0) say(`${round + 1} of ${rounds}: ${lostMessages} messages lost`)
    }
    const note = `seed ${seed}`
    return [
      { what: `messages lost in ${rounds} kill -9`, unit: '%', value: share(lostMessages), budget: 0, note },
      {
        what: 'answers that lost words older than a second',
        unit: '%',
        value: share(lostWords),
        budget: 0,
        note,
      },
      { what: 'starts after it that told of damage', unit: '%', value: share(notices), budget: 0, note },
    ]
  },
}

const share = (count: number): number => (count / rounds) * 100

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const killProcess = (id: number): void => {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

const call = (page: Page, name: string, input: unknown): Promise<unknown> =>
  page.evaluate(`(async () => {
    const reply = await window.parley.call(${JSON.stringify(name)}, ${JSON.stringify(input)})
    if (!reply.ok) throw new Error(JSON.stringify(reply.failure))
    return reply.value
  })()`)

interface Seen {
  readonly state: string
  readonly parts: readonly { readonly type: string; readonly text?: string }[]
}
const textOf = ({ parts }: Seen): string => parts.map(({ text }) => text ?? '').join('')

const leafOf = async (page: Page, conversationId: string): Promise<Seen | null> => {
  const list = (await call(page, 'conversations.list', { limit: 200 })) as {
    conversations: readonly { id: string; leafId: string | null }[]
  }
  const leafId = list.conversations.find(({ id }) => id === conversationId)?.leafId
  if (!leafId) return null
  const [message] = (await call(page, 'messages.load', { ids: [leafId] })) as readonly Seen[]
  return message ?? null
}

const answerIn = async (page: Page, conversationId: string): Promise<string> => {
  const message = await leafOf(page, conversationId)
  return message ? textOf(message) : ''
}

/** What the last start must have, and whether anything was said to be damaged. */
const check = async (page: Page, expected: readonly Expected[]) => {
  let lostMessages = 0
  let lostWords = 0
  // The newest in full; of the others that they are there.
  const newest = expected.at(-1)
  if (newest) {
    const message = await leafOf(page, newest.conversationId)
    if (!message) lostMessages += 1
    else if (!textOf(message).startsWith(newest.atLeast)) lostWords += 1
  }
  const list = (await call(page, 'conversations.list', { limit: 200 })) as {
    conversations: readonly { id: string }[]
  }
  const ids = new Set(list.conversations.map(({ id }) => id))
  lostMessages += expected.slice(-200).filter(({ conversationId }) => !ids.has(conversationId)).length
  const troubles = (await page.evaluate(
    `/damaged|set aside|disappeared/.test(document.querySelector('.notices')?.textContent ?? '') ? 1 : 0`,
  )) as number
  return { lostMessages, lostWords, troubles }
}
