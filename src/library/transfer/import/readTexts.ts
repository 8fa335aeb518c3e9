import { AppError } from '@shared/ipc/errors'
import type { LeftOutTally } from '@shared/model/LeftOutTally'
import type { TransferSource } from '@shared/model/transfer'
import { chatboxAssets, readChatboxJson, readChatboxSession } from './chatbox/readChatbox'
import { readChatgpt } from './chatgpt/readChatgpt'
import { readCherry } from './cherry/readCherry'
import type { Detected, DetectedText } from './detect'
import { type Around, build } from './formats/format'
import { formatOf } from './formats/formats'
import { type Activity, conversationsOf, readActivity } from './formats/gemini'
import { cellsOf, readCell } from './formats/geminiPage'
import { readRecords } from './formats/readRecords'
import { readSides } from './formats/sides'
import type { ImportedConversation } from './imported'
import { JsonBroken } from './JsonStreamParser'
import { linesOf } from './lines'
import type { ImportSource, SourceFile } from './sources/source'
import { isRecord } from './values'

const mostLineBytes = 64 * 1024 * 1024
/** Exchanges of a log, which are only conversations once all of it was read. Characters. */
const mostActivityCharacters = 64_000_000

export interface TextSurroundings {
  readonly source: ImportSource
  readonly leftOut: LeftOutTally
  readonly now: number
  /** A file of the source by what messages call it, or the bytes of a `data:` address. */
  findAsset(pointer: string): string | null
  keepText(text: string): string | null
  read(file: SourceFile): AsyncIterable<Buffer>
  /** Tells what it is, as far as it is known by now. */
  readonly onSource: (source: TransferSource) => void
}

/** All conversations of what was detected. */
export async function* readTexts(
  detected: Detected,
  surroundings: TextSurroundings,
): AsyncGenerator<ImportedConversation> {
  const sides = await readSides(detected, surroundings)
  const storage = detected.source === 'chatbox' ? await chatboxAssets(surroundings.source) : null
  const findAsset = (pointer: string) =>
    storage ? (storage.get(pointer) ?? null) : surroundings.findAsset(pointer)
  for (const text of detected.texts) {
    const around: Around = { ...surroundings, ...sides, findAsset, file: text.file.name }
    try {
      yield* readText(text, around, surroundings)
    } catch (error) {
      await surroundings.source.assertUnchanged()
      if (!(error instanceof JsonBroken)) throw error
      const { name } = text.file
      // One conversation of many: the others are read all the same.
      if (detected.texts.length > 1 && text.shape.type === 'single')
        surroundings.leftOut.add('conversation', 'damaged', name)
      else throw new AppError('file/damaged', error.message, { name, at: error.at })
    }
  }
}

async function* readText(
  text: DetectedText,
  around: Around,
  surroundings: TextSurroundings,
): AsyncGenerator<ImportedConversation> {
  const bytes = surroundings.read(text.file)
  surroundings.onSource(text.source)
  if (text.form === 'page' || text.source === 'gemini') yield* readLog(text, bytes, around)
  else if (text.source === 'jan') yield* readThread(text, bytes, around, surroundings)
  else if (text.form === 'json') yield* readJson(text, bytes, around, surroundings)
  else
    for await (const line of linesOf(bytes, mostLineBytes)) {
      try {
        if (line === null) around.leftOut.add('conversation', 'too-large', around.file)
        else yield* readJson(text, once(line), around, surroundings)
      } catch (error) {
        if (!(error instanceof JsonBroken)) throw error
        around.leftOut.add('conversation', 'damaged', around.file)
      }
    }
}

async function* once(line: Buffer): AsyncGenerator<Buffer> {
  yield line
}

async function* readJson(
  { source, shape, file }: DetectedText,
  bytes: AsyncIterable<Buffer>,
  around: Around,
  surroundings: TextSurroundings,
): AsyncGenerator<ImportedConversation> {
  if (source === 'cherry-studio') yield* readCherry(bytes, around)
  else if (source === 'chatbox')
    yield* surroundings.source.files.length === 1
      ? readChatboxJson(bytes, around)
      : readChatboxSession(file, bytes, around)
  else if (source === 'chatgpt' || source === 'parley')
    yield* readChatgpt(bytes, { ...around, onOwn: () => surroundings.onSource('parley') })
  else {
    const format = formatOf(source)
    for await (const record of readRecords(bytes, shape, around))
      for (const found of format?.convert(record, around) ?? []) {
        const conversation = build(source, found, around)
        if (conversation) yield conversation
      }
  }
}

/** Takeout's log of Gemini, as JSON or as the page that it also gives. */
async function* readLog(
  { form, shape }: DetectedText,
  bytes: AsyncIterable<Buffer>,
  around: Around,
): AsyncGenerator<ImportedConversation> {
  const activities: Activity[] = []
  let characters = 0
  const add = (activity: Activity | null) => {
    if (!activity) return
    characters += activity.question.length + activity.answer.length
    if (characters > mostActivityCharacters) around.leftOut.add('message', 'too-large', around.file)
    else activities.push(activity)
  }
  try {
    if (form === 'page') for await (const cell of cellsOf(bytes, mostLineBytes)) add(readCell(cell, around))
    else for await (const record of readRecords(bytes, shape, around)) add(readActivity(record, around))
  } finally {
    // What came before it broke was whole.
    for (const found of conversationsOf(activities, around)) {
      const conversation = build('gemini', found, around)
      if (conversation) yield conversation
    }
  }
}

/** The lines of one thread of Jan's, with what the file beside them says of it. */
async function* readThread(
  { file }: DetectedText,
  bytes: AsyncIterable<Buffer>,
  around: Around,
  { source }: TextSurroundings,
): AsyncGenerator<ImportedConversation> {
  const messages: unknown[] = []
  for await (const line of linesOf(bytes, mostLineBytes)) {
    const message = line && parse(line)
    if (isRecord(message)) messages.push(message)
    else around.leftOut.add('message', 'damaged', around.file)
  }
  const folder = file.name.slice(0, file.name.length - 'messages.jsonl'.length)
  const about = source.files.find(({ name }) => name === `${folder}thread.json`)
  const thread = about && about.byteLength < mostLineBytes ? parse(await wholeOf(about)) : null
  for (const found of formatOf('jan')?.convert({ thread, messages }, around) ?? []) {
    const conversation = build('jan', found, around)
    if (conversation) yield conversation
  }
}

const wholeOf = async (file: SourceFile): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of file.read()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}
