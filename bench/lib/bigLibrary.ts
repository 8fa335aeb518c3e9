import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Conversation } from '@shared/model/conversation'
import type { Message } from '@shared/model/message'
import { cacheFolder } from '../../scripts/lib/paths.mjs'
import { BackupFolder } from '../../src/library/backups/BackupFolder'
import { writeConversation } from '../../src/library/conversations'
import { Database } from '../../src/library/Database'
import { createLibrary } from '../../src/library/library'
import { writeMessage } from '../../src/library/messages'
import { migrate } from '../../src/library/migrate'
import { migrations } from '../../src/library/migrations'
import { randomFrom } from './random'
import { type Language, makeVocabulary, Writer } from './writing'

/** The amount of history. The longest conversation is one of `longest` messages. */
export interface Size {
  readonly conversations: number
  readonly messages: number
  readonly longest: number
  /** Libraries that are to be put together have different ids. */
  readonly idSeed?: number
}

export const sizes = {
  full: { conversations: 100_000, messages: 2_000_000, longest: 5_000 },
  middle: { conversations: 5_000, messages: 100_000, longest: 2_000 },
  quick: { conversations: 2_500, messages: 50_000, longest: 2_000 },
  /** What another machine has of its own. */
  own: { conversations: 1_000, messages: 20_000, longest: 1_000, idSeed: 45 },
} as const satisfies Readonly<Record<string, Size>>

/** Raised with every change of what is written. */
const generation = 2
const minute = 60_000
/** The last thing that was ever said. Fixed, so that the same seed gives the same library on any day. */
const lastMoment = Date.UTC(2026, 9, 1, 18)

/** The title of the longest conversation, and the last word of its last message. */
export const longestTitle = 'Zzlongest of all'
export const longestEnd = 'zzlongestend'

/**
 * A folder with a library of this size, made at most once: it lies in the user's cache folder, by what it
 * holds and by the schema that it was written with. Others may not write into it: see `copyLibrary`.
 */
export const ensureLibrary = (size: Size, say: (text: string) => void): string => {
  const shelf = join(cacheFolder(), 'bench')
  const name = `library-${size.conversations}x${size.messages}-${generation}-${schemaMark()}`
  const folder = join(shelf, name)
  if (existsSync(folder)) return folder
  mkdirSync(shelf, { recursive: true })
  // What an older schema or generation left, and what was interrupted: no run uses it again.
  for (const old of readdirSync(shelf))
    if (old.startsWith('.making-') || old.startsWith(`library-${size.conversations}x${size.messages}-`))
      rmSync(join(shelf, old), { recursive: true, force: true })
  const unfinished = mkdtempSync(join(shelf, '.making-'))
  try {
    writeLibrary(unfinished, size, say)
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw error
  }
  return folder
}

/** Into a profile, to be written to. A copy by reference where the disk can do that. */
export const copyLibrary = (folder: string, profile: string): void =>
  cpSync(folder, profile, { recursive: true, mode: 0x2 /* COPYFILE_FICLONE */ })

/**
 * Says that today's backup was made: copying gigabytes a minute after the start is not what is measured here.
 */
export const pretendBackup = (profile: string): void => {
  const backups = new BackupFolder(profile)
  const { id, part } = backups.begin(Date.now())
  writeFileSync(join(part, 'library.db'), '')
  backups.writeManifest(part, {
    format: 1,
    number: 1,
    takenAt: Date.now(),
    reason: 'daily',
    schemaVersion: 0,
    conversations: 0,
    messages: 0,
    pictures: 0,
    files: 0,
    sha256: null,
    kept: [],
    missing: [],
    requestId: null,
  })
  backups.finish(id, part)
}

/** Changes with every change of the tables: a cached library must be what today's code would have written. */
const schemaMark = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-schema-'))
  const database = Database.open(join(folder, 'library.db'))
  try {
    migrate(database, migrations)
    const rows = database.all('SELECT sql FROM sqlite_schema ORDER BY name')
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 12)
  } finally {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const conversationsATransaction = 200

const writeLibrary = (folder: string, size: Size, say: (text: string) => void): void => {
  // As a user's began: empty, with nothing to catch up with.
  tidyUp(folder)
  // The library's own code does the writing, without its process and with few transactions.
  const database = Database.open(join(folder, 'library.db'))
  try {
    database.all('PRAGMA synchronous = OFF')
    const lengths = lengthsOf(size)
    const random = randomFrom(42)
    const writer = new Writer(random, makeVocabulary(randomFrom(41)))
    const newId = idsFrom(randomFrom(size.idSeed ?? 44))
    let at = lastMoment - (size.messages + size.conversations * 2) * minute
    for (let first = 0; first < lengths.length; first += conversationsATransaction) {
      database.transaction(() => {
        lengths.slice(first, first + conversationsATransaction).forEach((length) => {
          at = writeOne(database, { writer, random, newId }, { length, begin: at }, size)
        })
      })
      if ((first / conversationsATransaction) % 50 === 0)
        say(`making the library, once: ${first} of ${lengths.length} conversations`)
    }
  } finally {
    database.close()
  }
  tidyUp(folder)
}

/** Leaves it as the app would: opened, tidied up and closed. */
const tidyUp = (folder: string): void => {
  const library = createLibrary({ folder })
  library.open()
  while (library.maintain());
  library.close()
}

/**
 * How many messages each conversation has: most are short, a few are very long; together exactly `messages`.
 */
const lengthsOf = ({ conversations, messages, longest }: Size): readonly number[] => {
  const random = randomFrom(43)
  const raw = Array.from({ length: conversations }, () => Math.exp(1.1 * normal(random)))
  const sum = raw.reduce((total, value) => total + value, 0)
  const room = messages - longest - 2 * conversations
  const lengths = raw.map((value) => 2 + 2 * Math.floor(((value / sum) * room) / 2))
  // The longest is recent, as a conversation of a year would be.
  const place = Math.floor(conversations * 0.999)
  lengths[place] = longest
  let missing = messages - lengths.reduce((total, length) => total + length, 0)
  for (let index = 0; missing !== 0; index = (index + 1) % conversations) {
    if (index === place) continue
    const change = missing > 0 ? Math.min(2, missing) : (lengths[index] ?? 0) > 2 ? -2 : 0
    lengths[index] = (lengths[index] ?? 0) + change
    missing -= change
  }
  return lengths
}

/** Standard normal, by Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

const languageOf = (chance: number): Language =>
  chance < 0.82 ? 'latin' : chance < 0.9 ? 'chinese' : chance < 0.96 ? 'japanese' : 'korean'

interface Hand {
  readonly writer: Writer
  readonly random: () => number
  readonly newId: () => string
}

/** As the app's own are: in no order, so that each row has a place of its own in the indexes of ids. */
const idsFrom = (random: () => number) => (): string =>
  [8, 4, 4, 4, 12]
    .map((length) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join(''))
    .join('-')

const writeOne = (
  database: Database,
  { writer, random, newId }: Hand,
  { length, begin }: { readonly length: number; readonly begin: number },
  { longest }: Size,
): number => {
  const id = newId()
  const isLongest = length === longest
  const language = languageOf(random())
  const isAboutCode = random() < 0.25
  let at = begin + minute
  let parentId: string | null = null
  const messages = Array.from({ length }, (_, place): Message => {
    at += minute
    const isQuestion = place % 2 === 0
    const end = isLongest && place === length - 1 ? `\n\n${longestEnd}` : ''
    const above = parentId
    parentId = newId()
    return {
      id: parentId,
      conversationId: id,
      parentId: above,
      role: isQuestion ? 'user' : 'assistant',
      state: 'complete',
      parts: [{ type: 'text', text: textOf(writer, random, language, isQuestion, isAboutCode) + end }],
      createdAt: at,
      finishedAt: at + minute / 2,
      ...(isQuestion
        ? {}
        : {
            engineId: 'builtin',
            model: 'bench',
            usage: { inputTokens: 900, cachedInputTokens: 0, outputTokens: 300, reasoningTokens: 0 },
          }),
    }
  })
  const conversation: Conversation = {
    id,
    title: isLongest ? longestTitle : titleOf(writer, language),
    createdAt: begin,
    updatedAt: at,
    leafId: messages.at(-1)?.id ?? null,
    choices: {},
  }
  const key = writeConversation(database, conversation)
  for (const message of messages) writeMessage(database, key, message)
  return at
}

const titleOf = (writer: Writer, language: Language): string => writer.sentence(language).slice(0, 48)

const textOf = (
  writer: Writer,
  random: () => number,
  language: Language,
  isQuestion: boolean,
  isAboutCode: boolean,
): string => {
  // Half of all questions have up to 16 words, half of all answers up to 110; some have thousands.
  const words = Math.min(
    4_000,
    Math.round(isQuestion ? 16 * Math.exp(0.9 * normal(random)) : 110 * Math.exp(0.85 * normal(random))),
  )
  const prose = writer.prose(language, words)
  if (!isAboutCode || random() > (isQuestion ? 0.15 : 0.6)) return prose
  return `${prose}\n\n${writer.code(Math.round(3 + 12 * random()))}`
}
