import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { textOf } from '@shared/model/message'
import { call, engineAt, expect, test } from './fixtures'
import { byHand } from './helpers/answers'
import { killAll, killTree, treeOf } from './helpers/processes'

const chat = '/v1/chat/completions'

/** A small generator with a seed (mulberry32), so that a failing run can be repeated. */
const randomFrom = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

// The bench has the 200 rounds of the promise; these find what is broken by a change.
test('kill -9 at random moments of a stream loses at most the last second and never a message', async ({
  launch,
  server,
}) => {
  // Six starts; for what hangs only.
  test.setTimeout(600_000)
  const rounds = 5
  // Written down so that a failure can be repeated.
  const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 1_000_000)
  test.info().annotations.push({ type: 'seed', description: String(seed) })
  const random = randomFrom(seed)

  /** Words of the running answer with the time when each was sent. */
  let sent: { readonly word: string; readonly at: number }[] = []
  let onWord = (_count: number) => {}
  server.script(chat, ({ sse, raw }) => {
    const stream = sse()
    const timer = setInterval(() => {
      const word = `w${sent.length} `
      stream.chatText(word)
      sent.push({ word, at: performance.now() })
      onWord(sent.length)
    }, 4)
    raw.response.on('close', () => clearInterval(timer))
  })

  const expected: { readonly question: string; readonly atLeast: string }[] = []
  for (let round = 0; round < rounds; round += 1) {
    sent = []
    const { app, page } = await launch({ env: engineAt(server) })
    await checkKept(page, expected)
    const question = `Question ${round}`
    await call(page, 'runs.start', { conversationId: null, prompt: question })
    const killAfter = 1 + Math.floor(random() * 450)
    await new Promise<void>((resolve) => {
      onWord = (count) => {
        if (count >= killAfter) resolve()
      }
    })
    const ended = new Promise<void>((resolve) => app.once('close', () => resolve()))
    const main = app.process().pid ?? 0
    // Any one of its processes first. Where that can be replaced, the answer goes on for a while.
    const tree = treeOf(main)
    const victim = tree[Math.floor(random() * tree.length)] ?? main
    const killedAt = performance.now()
    process.kill(victim, 'SIGKILL')
    const goesOn = new Promise<void>((resolve) => {
      const before = sent.length
      onWord = (count) => {
        if (count >= before + 25) resolve()
      }
    })
    await Promise.race([goesOn, ended])
    killAll(tree)
    killTree(main)
    await ended
    const atLeast = sent.filter(({ at }) => at < killedAt - 1_000).map(({ word }) => word)
    expected.push({ question, atLeast: atLeast.join('') })
  }
  const { page } = await launch({ env: engineAt(server) })
  await checkKept(page, expected)
})

test('kill -9 of main while two answers are written in one conversation keeps both', async ({
  launch,
  folder,
  server,
}) => {
  const [here, there] = [byHand(), byHand()]
  server.script(chat, here.handler)
  const { app, page } = await launch({ env: engineAt(server) })
  const first = await call(page, 'runs.start', { conversationId: null, prompt: 'Tea or coffee?' })
  const { conversationId } = first
  ;(await here.stream).chatText('Tea, of course ')
  server.script(chat, there.handler)
  const [asked] = await call(page, 'messages.load', { ids: [first.messageId] })
  const by = { engineId: asked?.engineId ?? '', model: 'second-model' }
  const second = await call(page, 'runs.alsoAsk', { messageId: first.messageId, ...by })
  ;(await there.stream).chatText('Coffee, surely ')
  await call(page, 'runs.enqueue', { conversationId, prompt: 'How strong?' })
  const isOnDisk = (words: string) => readFileSync(join(folder, 'library.db-wal')).includes(words)
  await expect.poll(() => isOnDisk('Tea, of course ') && isOnDisk('Coffee, surely ')).toBe(true)

  const ended = new Promise<void>((resolve) => app.once('close', () => resolve()))
  const main = app.process().pid ?? 0
  // The others end by themselves, or not at all: the next start must get along with both.
  process.kill(main, 'SIGKILL')
  await ended
  const again = await launch({ env: engineAt(server) })
  const messages = await call(again.page, 'messages.load', { ids: [first.messageId, second.messageId] })
  expect(messages.map((message) => [message.state, textOf(message).trim(), message.model])).toEqual([
    ['interrupted', 'Tea, of course', 'test-model'],
    ['interrupted', 'Coffee, surely', 'second-model'],
  ])
  await again.page.getByRole('link', { name: 'Tea or coffee?' }).click()
  await expect(again.page.getByRole('article', { name: /^Assistant/ })).toHaveText(/Tea, of course/)
  await expect(again.page.getByText('How strong?')).toBeVisible()
})

/**
 * Every question is there, and under each an interrupted answer with at least the words that it must have.
 */
const checkKept = async (
  page: Page,
  expected: readonly { readonly question: string; readonly atLeast: string }[],
): Promise<void> => {
  const { conversations } = await call(page, 'conversations.list', { limit: 200 })
  expect(conversations.map(({ title }) => title).sort()).toEqual(
    expected.map(({ question }) => question).sort(),
  )
  for (const { question, atLeast } of expected) {
    const leafId = conversations.find(({ title }) => title === question)?.leafId ?? ''
    const [message] = await call(page, 'messages.load', { ids: [leafId] })
    expect(message?.state).toBe('interrupted')
    expect(message && textOf(message).startsWith(atLeast)).toBe(true)
  }
}
