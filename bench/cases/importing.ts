import { fork } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import type { TransferResult } from '@shared/model/transfer'
import type { ChildPort } from '../../src/main/library/childPort'
import { LibraryClient } from '../../src/main/library/LibraryClient'
import { makeProfile, projectRoot } from '../lib/app'
import { calm } from '../lib/calm'
import { writeChatgptFile } from '../lib/chatgptFile'
import type { Figure } from '../lib/report'
import { quantile } from '../lib/statistics'
import type { Benchmark } from './benchmark'

const megabytes = 500
/** The interval at which an answer in progress is saved. */
const appendEveryMs = 150

/**
 * The library process and its memory while a large export comes in, and how long an answer in progress waits
 * to be saved.
 */
export const importing: Benchmark = {
  name: 'import',
  title: `Importing a ChatGPT export of ${megabytes} MB`,
  async run({ say }) {
    const profile = makeProfile()
    const path = join(profile, 'conversations.json')
    const made = await writeChatgptFile(path, megabytes)
    say(`${made.conversations} conversations with ${made.messages} messages are written`)
    await calm()
    const library = startLibrary(profile)
    try {
      await library.client.open()
      const before = peakMegabytes(library.pid)
      const idle = await appendUntil(library.client, 'idle', wait(appendEveryMs * 20))
      const begun = performance.now()
      const importing = runImport(library.client, 'first', path)
      const busy = await appendUntil(library.client, 'busy', importing)
      const result = await importing
      const seconds = (performance.now() - begun) / 1_000
      if (result.end !== 'complete' || result.added.conversations !== made.conversations)
        throw new Error(`Not all came in: ${JSON.stringify({ ...result, leftOut: [] })}`)
      const peak = peakMegabytes(library.pid)
      say(`${JSON.stringify(result.added)} in ${seconds.toFixed(0)} s`)
      const again = performance.now()
      const second = await runImport(library.client, 'second', path)
      const againSeconds = (performance.now() - again) / 1_000
      if (second.added.messages !== 0) throw new Error(`Doubles: ${JSON.stringify(second.added)}`)
      const size = statSync(join(profile, 'library.db')).size / 1024 / 1024
      const figures: Figure[] = [
        {
          what: `the library's memory at its highest, importing ${megabytes} MB`,
          unit: 'MB',
          value: peak,
          budget: 300,
          note: `before: ${before.toFixed(0)} MB; the library's file is ${size.toFixed(0)} MB afterwards`,
        },
        {
          what: 'saving a piece of an answer meanwhile, 95th percentile',
          unit: 'ms',
          value: quantile(busy, 0.95),
          budget: 250,
          note: `without an import ${quantile(idle, 0.95).toFixed(0)} ms; longest ${Math.max(...busy).toFixed(0)} ms`,
          samples: { idle, busy },
        },
        {
          what: 'importing 1 MB',
          unit: 'ms',
          value: (seconds * 1_000) / megabytes,
          note: `${seconds.toFixed(0)} s for ${made.messages} messages in ${made.conversations} conversations`,
        },
        {
          what: 'importing 1 MB again, with nothing new in it',
          unit: 'ms',
          value: (againSeconds * 1_000) / megabytes,
        },
      ]
      return figures
    } finally {
      await library.client.close()
      rmSync(path, { force: true })
    }
  },
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The built library as a process by itself, in the app's own runtime. */
const startLibrary = (folder: string): { readonly client: LibraryClient; readonly pid: number } => {
  let pid = 0
  const spawn = (): ChildPort => {
    const child = fork(join(projectRoot, 'out/main/library.js'), [folder], {
      execPath: process.env.PARLEY_ELECTRON_PATH ?? process.execPath,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    pid = child.pid ?? 0
    return {
      post: (message) => void child.send(message as object),
      onMessage: (listener) => child.on('message', listener),
      onExit: (listener) => child.once('exit', (code) => listener(code ?? -1)),
      kill: () => void child.kill('SIGKILL'),
    }
  }
  const client = new LibraryClient({ spawn })
  client.start()
  return { client, pid }
}

/** The most that the process ever had in memory at a time. */
const peakMegabytes = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

const runImport = async (client: LibraryClient, importId: string, path: string): Promise<TransferResult> => {
  await client.beginImport({ importId, path })
  for (;;) {
    const { result } = await client.stepImport({ importId })
    if (result) return result
  }
}

/** Saves an answer as it is written until something is over; how long each piece took. */
const appendUntil = async (
  client: LibraryClient,
  name: string,
  over: Promise<unknown>,
): Promise<readonly number[]> => {
  const at = Date.now()
  const conversation: Conversation = {
    id: `answering-${name}`,
    title: name,
    createdAt: at,
    updatedAt: at,
    leafId: `answer-${name}`,
    choices: {},
  }
  const answer: Message = {
    id: `answer-${name}`,
    conversationId: conversation.id,
    parentId: null,
    role: 'assistant',
    state: 'streaming',
    parts: [{ type: 'text', text: '' }],
    createdAt: at,
  }
  await client.addMessages({ conversation, messages: [answer] })
  let isOver = false
  void over.finally(() => {
    isOver = true
  })
  const samples: number[] = []
  for (let chunkIndex = 0; !isOver; chunkIndex += 1) {
    const begun = performance.now()
    await client.appendChunks({
      parts: [],
      chunks: [{ messageId: answer.id, partIndex: 0, chunkIndex, text: 'some more words of an answer ' }],
    })
    samples.push(performance.now() - begun)
    await wait(appendEveryMs)
  }
  await client.finishMessage({ message: { ...answer, state: 'complete' } })
  return samples
}
