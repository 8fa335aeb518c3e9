import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HybridClock } from '@shared/sync/clock'
import { writeConversation } from '../../src/library/conversations'
import { Database } from '../../src/library/Database'
import { writeMessage } from '../../src/library/messages'
import { migrate } from '../../src/library/migrate'
import { migrations } from '../../src/library/migrations'
import { beginSync } from '../../src/library/sync/schema'
import { projectRoot } from '../lib/app'
import { copyLibrary, ensureLibrary, sizes } from '../lib/bigLibrary'
import { calm } from '../lib/calm'
import { randomFrom } from '../lib/random'
import type { Figure } from '../lib/report'
import { median, quantile } from '../lib/statistics'
import { makeVocabulary } from '../lib/writing'
import { Calls, startProcess } from '../sync/calls'
import type { Benchmark } from './benchmark'

/**
 * A history goes to a folder and from there to a machine with some history of its own: the library and the
 * sync process are processes by themselves, as in the app. What the app's windows show meanwhile is left out.
 */
export const sync: Benchmark = {
  name: 'sync',
  title: 'Sync: a history goes out and comes to another machine',
  async run({ say, attempt, isFull, isQuick }) {
    const size = isFull ? sizes.full : isQuick ? sizes.quick : sizes.middle
    const history = ensureLibrary(size, say)
    const own = ensureLibrary(sizes.own, say)
    const base = mkdtempSync(join(tmpdir(), 'parley-bench-sync-'))
    const place = join(base, 'place')
    mkdirSync(place)
    const devices: Device[] = []
    const start = (name: string, library: string): Device => {
      const folder = join(base, name)
      copyLibrary(library, folder)
      const device = new Device(folder, name, place)
      devices.push(device)
      return device
    }
    try {
      return [
        ...(await attempt('inserts', async () => inserts(base))),
        ...(await attempt('sync', async () => {
          await calm()
          const a = start('a', history)
          const sent = await sending(a, place, size.messages)
          say('the history is in the place')
          const b = start('b', own)
          const joined = await joining(b, sizes.own.messages, size.messages, say)
          say('it is on the other machine')
          return [...sent, ...joined, ...(await oneMessage(a, b))]
        })),
      ]
    } finally {
      for (const device of devices) device.close()
      rmSync(base, { recursive: true, force: true })
    }
  },
}

interface Round {
  readonly sentPacks: number
  readonly sentRecords: number
  readonly takenRecords: number
  /** Characters that the records have as JSON. */
  readonly json: number
}

class Device {
  private readonly child: ChildProcess
  readonly calls: Calls

  constructor(folder: string, name: string, place: string) {
    this.child = startProcess(join(projectRoot, 'out/bench/syncLibrary.js'), [folder, name, place])
    this.calls = new Calls(this.child)
  }

  async round(): Promise<Round & { readonly seconds: number }> {
    const begun = performance.now()
    const done = await this.calls.call<Round>('round')
    return { ...done, seconds: (performance.now() - begun) / 1_000 }
  }

  /** The library's process, and the sync process. */
  pids(): Promise<readonly [number, number]> {
    return this.calls.call('pids')
  }

  close(): void {
    this.child.kill()
  }
}

const megabytes = (pid: number, name: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) /
  1024

const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name)
    return sum + (entry.isDirectory() ? sizeOf(path) : statSync(path).size)
  }, 0)

interface Step {
  readonly wall: number
  readonly cpu: number
}

const stepFigure = (what: string, steps: readonly Step[]): Figure => {
  const wall = steps.map((step) => step.wall)
  const cpu = steps.map((step) => step.cpu)
  const words = (values: readonly number[]) =>
    `median ${median(values).toFixed(1)}, 95th ${quantile(values, 0.95).toFixed(1)}, longest ${Math.max(...values).toFixed(0)} ms`
  return {
    what: `  the library’s steps, ${what}: 95th percentile`,
    unit: 'ms',
    value: quantile(wall, 0.95),
    budget: 10,
    note: `${words(wall)} of ${steps.length}; CPU of each: ${words(cpu)}`,
  }
}

const sending = async (a: Device, place: string, messages: number): Promise<Figure[]> => {
  await a.calls.call('begin')
  const [libraryPid, syncPid] = await a.pids()
  const before = megabytes(libraryPid, 'VmRSS')
  const [libraryCpu, syncCpu] = [cpuSeconds(libraryPid), cpuSeconds(syncPid)]
  const done = await a.round()
  const bytes = sizeOf(place)
  const steps = await a.calls.call<Step[]>('takeSteps')
  return [
    {
      what: `${messages} messages read, packed, sealed and in a folder: each`,
      unit: 'ms',
      value: (done.seconds * 1_000) / done.sentRecords,
      note: `${done.seconds.toFixed(0)} s for ${done.sentRecords} records in ${done.sentPacks} packs; CPU: library ${(cpuSeconds(libraryPid) - libraryCpu).toFixed(0)} s, sync process ${(cpuSeconds(syncPid) - syncCpu).toFixed(0)} s`,
    },
    {
      what: '  the place, against the records as JSON',
      unit: '%',
      value: (100 * bytes) / done.json,
      note: `${(bytes / 1e6).toFixed(0)} MB against ${(done.json / 1e6).toFixed(0)} MB`,
    },
    stepFigure('sending', steps),
    {
      what: '  the library’s memory at its highest, above before',
      unit: 'MB',
      value: megabytes(libraryPid, 'VmHWM') - before,
      budget: 60,
      note: `sync process at its highest ${megabytes(syncPid, 'VmHWM').toFixed(0)} MB`,
    },
  ]
}

/** What users type: words of all ranks, whole and in part. */
const queries = (): readonly string[] => {
  const { words } = makeVocabulary(randomFrom(41))
  const random = randomFrom(7)
  const word = (most: number) => words[Math.floor(random() * most)] ?? ''
  return Array.from({ length: 60 }, (_, index) => {
    if (index % 4 === 0) return word(60)
    if (index % 4 === 1) return word(50_000)
    if (index % 4 === 2) return word(20_000).slice(0, 4)
    return `${word(3_000)} ${word(50_000)}`
  })
}

/** Searches again and again until something is over; how long each took. */
const searchUntil = async (device: Device, over: Promise<unknown>): Promise<readonly number[]> => {
  let isOver = false
  const end = () => {
    isOver = true
  }
  void over.then(end, end)
  const samples: number[] = []
  for (const all = queries(); !isOver; ) {
    const query = all[samples.length % all.length] as string
    const begun = performance.now()
    await device.calls.call('search', query)
    samples.push(performance.now() - begun)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return samples
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const joining = async (
  b: Device,
  messagesBefore: number,
  messages: number,
  say: (text: string) => void,
): Promise<Figure[]> => {
  await b.calls.call('begin')
  await b.calls.call('wasTold')
  const [libraryPid, syncPid] = await b.pids()
  // The first searches read what later ones have at hand.
  await searchUntil(b, wait(3_000))
  const rest = await searchUntil(b, wait(10_000))
  const before = megabytes(libraryPid, 'VmRSS')
  const [libraryCpu, syncCpu] = [cpuSeconds(libraryPid), cpuSeconds(syncPid)]
  const round = b.round()
  const during = await searchUntil(b, round)
  const done = await round
  const [library, process] = [cpuSeconds(libraryPid) - libraryCpu, cpuSeconds(syncPid) - syncCpu]
  const peak = megabytes(libraryPid, 'VmHWM')
  const steps = await b.calls.call<Step[]>('takeSteps')
  const counts = await b.calls.call<{ messages: number }>('counts')
  if (counts.messages !== messages + messagesBefore)
    throw new Error(`Not all came: ${JSON.stringify(counts)}`)
  say(`joined in ${done.seconds.toFixed(0)} s; the search index follows`)
  const begun = performance.now()
  await b.calls.call('maintain')
  const seconds = (performance.now() - begun) / 1_000
  const perTwoMillion = (2_000_000 / messages) * done.seconds
  return [
    {
      what: `${messages} messages joined to ${messagesBefore}: for 2,000,000 that is`,
      unit: 's',
      value: perTwoMillion,
      budget: 180,
      note: `${done.seconds.toFixed(1)} s for ${done.takenRecords} records; CPU: library ${library.toFixed(1)} s, sync process ${process.toFixed(1)} s`,
    },
    stepFigure('joining', steps),
    {
      what: '  a search meanwhile against the same at rest: 95th percentile',
      unit: '×',
      value: quantile(during, 0.95) / quantile(rest, 0.95),
      budget: 2,
      note: `${quantile(during, 0.95).toFixed(1)} ms of ${during.length} against ${quantile(rest, 0.95).toFixed(1)} ms of ${rest.length}; medians ${median(during).toFixed(1)} and ${median(rest).toFixed(1)} ms`,
      samples: { during, rest },
    },
    {
      what: '  the library’s memory at its highest, above before',
      unit: 'MB',
      value: peak - before,
      budget: 60,
      note: `before ${before.toFixed(0)} MB; sync process at its highest ${megabytes(syncPid, 'VmHWM').toFixed(0)} MB`,
    },
    {
      what: '  the search index, which follows between requests: each message',
      unit: 'ms',
      value: (seconds * 1_000) / messages,
      note: `${seconds.toFixed(0)} s, if nothing else were asked for`,
    },
  ]
}

/** Said on one, there on the other: two looks at the place, one after the other. */
const oneMessage = async (a: Device, b: Device): Promise<Figure[]> => {
  await a.round()
  await b.round()
  const samples: number[] = []
  for (let count = 0; count < 20; count += 1) {
    const begun = performance.now()
    await a.calls.call('say', Date.now())
    await a.round()
    const { takenRecords } = await b.round()
    samples.push(performance.now() - begun)
    if (takenRecords === 0) throw new Error('It did not come')
  }
  return [
    {
      what: 'one message: written, sealed, in the folder, taken and written there; median',
      unit: 'ms',
      value: median(samples),
      note: `95th percentile ${quantile(samples, 0.95).toFixed(0)} ms; without the wait between looks`,
      samples: { samples },
    },
  ]
}

const insertsARound = 500

/** The same messages into two libraries, one of which notes what changes. By turns. */
const inserts = (base: string): Figure[] => {
  const open = (name: string, isSyncing: boolean): Database => {
    const database = Database.open(join(base, `${name}.db`))
    migrate(database, migrations)
    if (isSyncing) beginSync(database, 'a', new HybridClock('a', Date.now, null).tick())
    return database
  }
  const [off, on] = [open('off', false), open('on', true)]
  const times: { off: number[]; on: number[] } = { off: [], on: [] }
  const random = randomFrom(3)
  try {
    for (let round = 0; round < 21; round += 1) {
      const at = Math.floor(random() * 1e12)
      for (const [name, database] of round % 2
        ? ([
            ['off', off],
            ['on', on],
          ] as const)
        : ([
            ['on', on],
            ['off', off],
          ] as const)) {
        const us = insertSome(database, `${round}`, at)
        if (round > 0) times[name].push(us)
      }
    }
    return [
      {
        what: 'a message written with sync on, against off; median',
        unit: '×',
        value: median(times.on.map((value, index) => value / (times.off[index] ?? Number.NaN))),
        note: `${median(times.on).toFixed(0)} µs against ${median(times.off).toFixed(0)} µs, by turns`,
        samples: times,
      },
    ]
  } finally {
    off.close()
    on.close()
  }
}

/** Microseconds for each, without the wait for the disk. */
const insertSome = (database: Database, name: string, at: number): number => {
  let spent = 0
  database.transaction(() => {
    const begun = performance.now()
    const id = `c${name}-${at}`
    const key = writeConversation(database, {
      id,
      title: 'T',
      createdAt: at,
      updatedAt: at,
      leafId: null,
      choices: {},
    })
    for (let index = 0; index < insertsARound; index += 1)
      writeMessage(database, key, {
        id: `${(index * 7919) % insertsARound}-${id}`,
        conversationId: id,
        parentId: null,
        role: 'user',
        state: 'complete',
        parts: [
          { type: 'text', text: 'Some words of a message, as they are said every day, with nothing rare.' },
        ],
        createdAt: at + index,
      })
    spent = performance.now() - begun
  })
  return (spent * 1_000) / insertsARound
}
