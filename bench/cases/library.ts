import { searchPageSize } from '@shared/model/search'
import { makeProfile, type Page, type Running, start } from '../lib/app'
import {
  copyLibrary,
  ensureLibrary,
  longestEnd,
  longestTitle,
  pretendBackup,
  type Size,
  sizes,
} from '../lib/bigLibrary'
import { calm } from '../lib/calm'
import { heldSinceLast, loopOptions } from '../lib/loop'
import { memoryByKind, quiet, sumOf } from '../lib/processTree'
import { between, randomFrom } from '../lib/random'
import type { Figure } from '../lib/report'
import type { Server } from '../lib/server'
import { median, quantile } from '../lib/statistics'
import { makeVocabulary } from '../lib/writing'
import { monotonicMs } from '../server/answerSpec'
import { pressEnter, settle, specWith, writeQuestion } from './answers'
import type { Benchmark } from './benchmark'

/** The histories that are compared: one of years, and none. */
type Subject = 'big' | 'empty'
type Both<T> = Readonly<Record<Subject, T>>

const subjects: readonly Subject[] = ['empty', 'big']
const starts = 6
const questions = 8
const queriesOfAKind = 12
const rounds = 3

/**
 * A history of years against none, in the same run: start, list, search, answers, memory, and how long main
 * is held.
 */
export const library: Benchmark = {
  name: 'library',
  title: 'A library of 100,000 conversations and 2,000,000 messages',
  async run({ server, say, attempt, isFull, isNamed, isQuick }) {
    // Making it takes a while the first time, so not unasked.
    const size = !isQuick && (isNamed || isFull) ? sizes.full : sizes.quick
    const folder = ensureLibrary(size, say)
    const profiles: Both<string> = { empty: makeProfile(), big: makeProfile() }
    copyLibrary(folder, profiles.big)
    for (const subject of subjects) pretendBackup(profiles[subject])
    say(`${size.conversations} conversations, ${size.messages} messages`)
    // What was measured until one of them fails is reported all the same.
    return [
      ...(await attempt('starts', () => compareStarts(profiles, say))),
      ...(await attempt('use', async () => {
        const empty = await use('empty', profiles, server, say)
        return figuresOf(size, empty, await use('big', profiles, server, say))
      })),
      ...(await attempt('deletion', () => deleteLongest(profiles.big, say))),
    ]
  },
}

const startOn = (server: Server | null, profile: string): Promise<Running> => {
  const { preload, environment } = loopOptions(profile)
  const engine: Record<string, string> = server
    ? { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'bench' }
    : {}
  return start('app', { profile, preload, environment: { ...environment, ...engine } })
}

const compareStarts = async (profiles: Both<string>, say: (text: string) => void): Promise<Figure[]> => {
  const times: Record<Subject, number[]> = { empty: [], big: [] }
  const listed: Record<Subject, number[]> = { empty: [], big: [] }
  const cpu: Record<Subject, number[]> = { empty: [], big: [] }
  const memory: Record<Subject, number[]> = { empty: [], big: [] }
  for (let round = 0; round <= starts; round += 1) {
    for (const subject of subjects) {
      await calm()
      const program = await start('app', { profile: profiles[subject] })
      const answered = await listedAfter(program)
      if (round > 0 && round <= rounds) {
        await quiet(program.pid, 20_000)
        memory[subject].push(sumOf(memoryByKind(program.pid)))
      }
      await program.stop()
      if (round === 0) continue
      times[subject].push(program.startMs)
      cpu[subject].push(program.startCpuMs)
      listed[subject].push(answered)
    }
    if (round > 0)
      say(
        `start ${round}: empty ${times.empty.at(-1)?.toFixed(0)} ms, big ${times.big.at(-1)?.toFixed(0)} ms`,
      )
  }
  const against = ({ big, empty }: Both<readonly number[]>, unit: string) =>
    `${median(big).toFixed(0)} ${unit} against ${median(empty).toFixed(0)} ${unit}`
  return [
    {
      what: 'start to a usable composer, against an empty library',
      unit: '×',
      value: ratio(times),
      budget: 1.1,
      note: `${against(times, 'ms')}; first rows of the list ${against(listed, 'ms')} after that`,
      samples: times,
    },
    {
      what: '  CPU until then',
      unit: '×',
      value: ratio(cpu),
      budget: 1.1,
      note: against(cpu, 'ms'),
      samples: cpu,
    },
    {
      what: 'memory at rest, above an empty library’s',
      unit: 'MB',
      value: median(memory.big) - median(memory.empty),
      budget: 60,
      note: against(memory, 'MB'),
      samples: memory,
    },
  ]
}

/** The median of each start's ratio to the empty library's just before it. */
const ratio = ({ big, empty }: Both<readonly number[]>): number =>
  median(big.map((value, index) => value / (empty[index] ?? Number.NaN)))

/**
 * From the usable composer to the first page of conversations; it is asked once more, behind the page's own
 * request.
 */
const listedAfter = async ({ page }: Running): Promise<number> =>
  ((await page.evaluate(timed(`window.parley.call('conversations.list', { limit: 1 })`))) as Timed).ms

interface Used {
  readonly searches: Readonly<Record<string, readonly number[]>>
  /** The time from the focus of the search field to a library that has done its first search. */
  readonly preparing: number
  readonly found: number
  readonly frames: readonly number[]
  readonly leaving: readonly number[]
  readonly painting: readonly number[]
  readonly ending: readonly number[]
  readonly opening: readonly number[]
  /** The longest that main was held in each round, by what was done meanwhile. */
  readonly held: Readonly<Record<string, readonly number[]>>
  readonly memory: number
  readonly kinds: string
}

/** The same for both: what the big one costs more is the library's. */
const use = async (
  subject: Subject,
  profiles: Both<string>,
  server: Server,
  say: (text: string) => void,
): Promise<Used> => {
  await calm()
  const profile = profiles[subject]
  const app = await startOn(server, profile)
  try {
    await quiet(app.pid, 20_000)
    const held: Record<string, number[]> = {}
    const watched = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      await heldSinceLast(app.pid, profile)
      const result = await work()
      const { max } = await heldSinceLast(app.pid, profile)
      held[what] = [...(held[what] ?? []), max]
      return result
    }
    const searches: Record<string, number[]> = {}
    const preparing = await prepareSearching(app.page)
    let found = 0
    let frames: number[] = []
    const opening: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const some = await watched('searching', () => searchAll(app.page, round))
      for (const [kind, { times, hits }] of Object.entries(some)) {
        searches[kind] = [...(searches[kind] ?? []), ...times]
        found += hits
      }
      await watched('reading the list', () => readList(app.page))
      if (subject === 'big')
        opening.push(await watched('opening 5,000 messages', () => openLongest(app.page)))
    }
    say(`${subject}: searched, ${found} hits`)
    if (subject === 'big') frames = [...(await wheelList(app))]
    const asked: Asked[] = []
    for (let round = 0; round < rounds; round += 1)
      asked.push(await watched('asking', () => askSome(app.page, server)))
    say(`${subject}: asked`)
    await quiet(app.pid, 20_000)
    const byKind = memoryByKind(app.pid)
    return {
      searches,
      preparing,
      found,
      frames,
      opening,
      held,
      leaving: asked.flatMap(({ leaving }) => leaving),
      painting: asked.flatMap(({ painting }) => painting),
      ending: asked.flatMap(({ ending }) => ending),
      memory: sumOf(byKind),
      kinds: [...byKind].map(([kind, amount]) => `${kind} ${amount.toFixed(0)}`).join(', '),
    }
  } finally {
    await app.stop()
  }
}

const timed = (call: string): string => `(async () => {
  const begin = performance.now()
  const reply = await ${call}
  const ms = performance.now() - begin
  if (!reply.ok) throw new Error(JSON.stringify(reply.failure))
  const { value } = reply
  return { ms, count: Array.isArray(value) ? value.length : (value?.hits ?? value?.conversations ?? []).length, next: value?.next ?? null }
})()`

interface Timed {
  readonly ms: number
  readonly count: number
  readonly next: unknown
}

const wordKinds = [
  'a frequent word',
  'a rare word',
  'a word that is nowhere',
  'two words',
  'frequent and rare',
  'a pasted sentence',
]

/** What users type, with all beginnings of words on the way; other queries in every round. */
const queriesOf = (round: number): Readonly<Record<string, readonly string[]>> => {
  const { words, han, hangul } = makeVocabulary(randomFrom(41))
  const random = randomFrom(100 + round)
  const word = (least: number, most: number) => words[between(random, least, most)] ?? ''
  const zipf = <T>(from: readonly T[]): T => from[Math.floor(from.length ** random()) - 1] as T
  const some = (make: () => string) => Array.from({ length: queriesOfAKind }, make)
  return {
    'one letter': some(() => word(0, 5_000).slice(0, 1)),
    'two letters': some(() => word(0, 20_000).slice(0, 2)),
    'three letters': some(() => word(0, 20_000).slice(0, 3)),
    'one character of CJK': some(() => zipf(han)),
    'two characters of CJK': some(() => zipf(han) + zipf(han)),
    'three characters of CJK': some(() => zipf(han) + zipf(han) + zipf(han)),
    Hangul: some(() => zipf(hangul) + zipf(hangul)),
    'half a word': some(() => word(0, 59_999).slice(0, 5)),
    'a frequent word': some(() => word(0, 60)),
    'a rare word': some(() => word(20_000, 59_999)),
    'a word that is nowhere': some(() => `qx${word(20_000, 59_999)}`),
    'two words': some(() => `${word(0, 3_000)} ${word(0, 59_999)}`),
    'frequent and rare': some(() => `${word(0, 60)} ${word(20_000, 59_999)}`),
    'a pasted sentence': some(() => Array.from({ length: 12 }, () => zipf(words)).join(' ')),
  }
}

/**
 * As a user does: the field first, then the words. Asked behind what the page asks then, which is the slow
 * first one.
 */
const prepareSearching = async (page: Page): Promise<number> => {
  await page.evaluate(`document.querySelector('nav input[type=search]').focus()`)
  const { ms } = (await page.evaluate(
    timed(`window.parley.call('conversations.list', { limit: 1 })`),
  )) as Timed
  return ms
}

const searchAll = async (page: Page, round: number) => {
  const all: Record<string, { times: number[]; hits: number }> = {}
  for (const [kind, queries] of Object.entries(queriesOf(round))) {
    const kept = { times: [] as number[], hits: 0 }
    for (const query of queries) {
      const input = JSON.stringify({ query, limit: searchPageSize })
      const { ms, count } = (await page.evaluate(
        timed(`window.parley.call('conversations.search', ${input})`),
      )) as Timed
      kept.times.push(ms)
      kept.hits += count
    }
    all[kind] = kept
  }
  return all
}

/** Reads page after page, as a user who scrolls far back. */
const readList = async (page: Page): Promise<void> => {
  let after: unknown = null
  for (let count = 0; count < 20; count += 1) {
    const input = JSON.stringify({ limit: 200, after })
    const { next } = (await page.evaluate(
      timed(`window.parley.call('conversations.list', ${input})`),
    )) as Timed
    if (next === null) return
    after = next
  }
}

/** Opens as the window does: snapshot and outline, from the call to the last message in the page. */
const openLongest = async (page: Page): Promise<number> => {
  await newConversation(page)
  const clicked = (await page.evaluate(followSearch(longestTitle))) as number
  const seen = (await page.evaluate(showsInLog(longestEnd))) as number
  await newConversation(page)
  return seen - clicked
}

const newConversation = async (page: Page): Promise<void> => {
  await page.evaluate(
    `[...document.querySelectorAll('nav button')].find((each) => /New conversation/.test(each.textContent + each.ariaLabel)).click()`,
  )
  await settle(page)
}

/** Types into the search field and clicks the first result; the time of the click. */
const followSearch = (title: string): string => `(async () => {
  const field = document.querySelector('nav input[type=search]')
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
  const type = (text) => {
    set.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  type(${JSON.stringify(title)})
  const link = await new Promise((done) => {
    const look = () => {
      const found = [...document.querySelectorAll('nav a')].find((each) => each.textContent.includes(${JSON.stringify(title)}))
      if (found) done(found)
      else requestAnimationFrame(look)
    }
    look()
  })
  await new Promise((done) => setTimeout(done, 300))
  const at = performance.now()
  link.click()
  setTimeout(() => type(''), 3000)
  return at
})()`

const showsInLog = (text: string): string => `new Promise((done) => {
  const look = () => {
    if (document.querySelector('[role="log"]')?.textContent.includes(${JSON.stringify(text)})) done(performance.now())
    else requestAnimationFrame(look)
  }
  look()
})`

/** Scrolls two thousand rows down, at a user's quick pace; milliseconds from frame to frame. */
const wheelList = async ({ page, pid }: Running): Promise<readonly number[]> => {
  await quiet(pid, 20_000)
  const box = (await page.evaluate(listBox)) as { x: number; y: number; top: number }
  await page.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x: box.x, y: box.y })
  await page.probe('watchFrames')
  const turns: Promise<unknown>[] = []
  for (let done = 0; done < 400; done += 1) {
    turns.push(
      page.send('Input.dispatchMouseEvent', {
        type: 'mouseWheel',
        x: box.x,
        y: box.y,
        deltaX: 0,
        deltaY: 160,
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  await Promise.all(turns)
  const frames = await page.probe('frames')
  const { top } = (await page.evaluate(listBox)) as { top: number }
  if (top - box.top < 20_000)
    throw new Error(`the list was scrolled by ${(top - box.top).toFixed(0)} px only`)
  return frames
}

const listBox = `(() => {
  const list = document.querySelector('.conversation-list')
  const { left, top, width, height } = list.getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2, top: list.scrollTop }
})()`

interface Asked {
  readonly leaving: readonly number[]
  readonly painting: readonly number[]
  readonly ending: readonly number[]
}

/** Questions with answers that stream for a second. */
const askSome = async (page: Page, server: Server): Promise<Asked> => {
  const leaving: number[] = []
  const painting: number[] = []
  const ending: number[] = []
  await newConversation(page)
  for (let index = 0; index <= questions; index += 1) {
    const spec = specWith({ kind: 'line', size: 60, rate: 60, delayMs: 100 })
    await writeQuestion(page, spec)
    await settle(page)
    const request = server.next('request')
    const firstByte = server.next('first-byte')
    const lastByte = server.next('last-byte')
    const painted = page.painted(spec.last)
    const pressed = monotonicMs()
    await pressEnter(page)
    const [asked, sent, seen, last] = [await request, await firstByte, await painted, await lastByte]
    await page.probe('idle')
    const ended = monotonicMs()
    if (index === 0) continue
    leaving.push(asked.at - pressed)
    painting.push(seen.at - sent.at)
    // Written, indexed and told.
    ending.push(ended - last.at)
  }
  return { leaving, painting, ending }
}

const figuresOf = (size: Size, empty: Used, big: Used): Figure[] => {
  const inWords = (values: readonly number[]) => median(values).toFixed(1)
  const byKind = (isWord: boolean) =>
    Object.entries(big.searches).filter(([kind]) => wordKinds.includes(kind) === isWord)
  const searchFigure = (what: string, isWord: boolean, budget: number): Figure => ({
    what: `first page of a search in ${size.messages} messages: ${what}, 95th percentile`,
    unit: 'ms',
    value: quantile(
      byKind(isWord).flatMap(([, times]) => times),
      0.95,
    ),
    budget,
    note: `medians: ${byKind(isWord)
      .map(([kind, times]) => `${kind} ${inWords(times)}`)
      .join(', ')}`,
    samples: Object.fromEntries(byKind(isWord)),
  })
  const both = (key: 'leaving' | 'painting' | 'ending', budget: number, what: string): Figure => ({
    what,
    unit: '×',
    value: median(big[key]) / median(empty[key]),
    budget,
    note: `${inWords(big[key])} ms against ${inWords(empty[key])} ms`,
    samples: { big: big[key], empty: empty[key] },
  })
  // Once in a round anything may hold a shared machine: what comes in every round is ours. What holds main
  // while it asks an engine does so without any library as well.
  const held = Object.entries(big.held).map(([what, values]) => [what, median(values)] as const)
  const [worst] = held.filter(([what]) => what !== 'asking').sort(([, a], [, b]) => b - a)
  return [
    searchFigure('words', true, 50),
    searchFigure('short prefixes and CJK', false, 100),
    {
      what: '  the search field focused to a first search that is done',
      unit: 'ms',
      value: big.preparing,
      note: `${inWords([empty.preparing])} ms with an empty library`,
    },
    {
      what: 'scrolling the list: frame time, 95th percentile',
      unit: 'ms',
      value: quantile(big.frames, 0.95),
      budget: 17.5,
      note: `longest ${Math.max(...big.frames).toFixed(0)} ms of ${big.frames.length}; a screen shows one every 16.7 ms`,
      samples: { app: big.frames },
    },
    {
      what: `open a conversation of ${size.longest} messages, first after a start`,
      unit: 'ms',
      value: big.opening[0] ?? Number.NaN,
      budget: 200,
      note: `then ${big.opening
        .slice(1)
        .map((ms) => ms.toFixed(0))
        .join(', ')} ms`,
      samples: { app: big.opening },
    },
    both('leaving', 1.1, 'Enter to the request at the server, against an empty library'),
    both('painting', 1.1, '  first byte to pixels'),
    both('ending', 1.1, '  last byte to an answer that is written and indexed'),
    {
      what: 'main held at a time by the library, at most',
      unit: 'ms',
      value: worst?.[1] ?? Number.NaN,
      budget: 10,
      note: `${held.map(([what, ms]) => `${what} ${ms.toFixed(1)}`).join(', ')}; empty: ${Object.entries(
        empty.held,
      )
        .map(([what, values]) => `${what} ${median(values).toFixed(1)}`)
        .join(', ')}`,
      samples: big.held,
    },
    {
      what: 'memory after all that, above an empty library’s',
      unit: 'MB',
      value: big.memory - empty.memory,
      budget: 60,
      note: `${big.memory.toFixed(0)} MB (${big.kinds}) against ${empty.memory.toFixed(0)} MB (${empty.kinds})`,
    },
  ]
}

/** The longest conversation goes while the list is read on and on. */
const deleteLongest = async (profile: string, say: (text: string) => void): Promise<Figure[]> => {
  await calm()
  const app = await startOn(null, profile)
  try {
    await quiet(app.pid, 20_000)
    const { deleted, waits } = (await app.page.evaluate(deleteMeanwhile)) as {
      deleted: number
      waits: readonly number[]
    }
    say(`deleted in ${deleted.toFixed(0)} ms`)
    return [
      {
        what: 'delete the longest conversation',
        unit: 'ms',
        value: deleted,
        budget: 50,
        note: `whoever asks the library within the next three seconds waits ${median(waits).toFixed(1)} ms, at most ${Math.max(...waits).toFixed(0)}`,
        samples: { waits },
      },
    ]
  } finally {
    await app.stop()
  }
}

const deleteMeanwhile = `(async () => {
  const call = async (name, input) => {
    const reply = await window.parley.call(name, input)
    if (!reply.ok) throw new Error(name + ' ' + JSON.stringify(reply.failure))
    return reply.value
  }
  const { hits } = await call('conversations.search', { query: ${JSON.stringify(longestEnd)}, limit: 1 })
  const [hit] = hits
  const { conversationId } = hit
  await call('conversations.arrange', { conversationIds: [conversationId], change: { type: 'trash' } })
  const begin = performance.now()
  await call('conversations.delete', { conversationId })
  const deleted = performance.now() - begin
  const waits = []
  while (performance.now() - begin < 3000) {
    const asked = performance.now()
    await call('conversations.list', { limit: 20 })
    waits.push(performance.now() - asked)
    await new Promise((done) => setTimeout(done, 10))
  }
  return { deleted, waits }
})()`
