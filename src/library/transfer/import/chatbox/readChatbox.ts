import type { ImportedConversation } from '../imported'
import { type JsonListener, type JsonPath, JsonStreamParser, type Verdict } from '../JsonStreamParser'
import { type ImportSource, readWhole, type SourceFile } from '../sources/source'
import { isRecord, listOf, recordOf, textOrNull } from '../values'
import { convertSession, type SessionSurroundings } from './session'

/** A session with its threads. Pictures are not in it, so that is a great deal of text. */
const mostSessionBytes = 64 * 1024 * 1024

const sessionFile = /^sessions\/[^/]+\/session\.json$/
const manifestFile = 'manifest.json'

/** The sessions of a Chatbox archive; none where it is something else. */
export const chatboxTexts = ({ files }: ImportSource): readonly SourceFile[] =>
  files.some(({ name }) => name === manifestFile) ? files.filter(({ name }) => sessionFile.test(name)) : []

/** Which file of the archive holds what Chatbox keeps under a storage key, by its manifest. */
export const chatboxAssets = async ({ files }: ImportSource): Promise<ReadonlyMap<string, string>> => {
  const manifest = files.find(({ name }) => name === manifestFile)
  const places = new Map(files.map(({ name }, index) => [name, String(index)]))
  const assets = new Map<string, string>()
  if (!manifest) return assets
  const { resources } = recordOf(parse(await readWhole(manifest, mostSessionBytes)))
  for (const resource of listOf(resources)) {
    if (!isRecord(resource)) continue
    const place = places.get(textOrNull(resource.path) ?? '')
    if (place === undefined) continue
    for (const key of listOf(resource.originalStorageKeys))
      if (typeof key === 'string') assets.set(key, place)
  }
  return assets
}

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}

/** The session in a file of an archive. */
export async function* readChatboxSession(
  file: SourceFile,
  bytes: AsyncIterable<Buffer>,
  surroundings: SessionSurroundings,
): AsyncGenerator<ImportedConversation> {
  const whole = await readWhole({ ...file, read: () => bytes }, mostSessionBytes)
  yield* convertSession(parse(whole), surroundings)
}

/** The sessions of the one large JSON that Chatbox exported until it wrote archives. */
export async function* readChatboxJson(
  bytes: AsyncIterable<Buffer>,
  surroundings: SessionSurroundings,
): AsyncGenerator<ImportedConversation> {
  const ready: ImportedConversation[] = []
  const listener = new SessionListener(surroundings, (conversation) => ready.push(conversation))
  const parser = new JsonStreamParser(listener, mostSessionBytes)
  try {
    for await (const chunk of bytes) {
      parser.write(chunk)
      yield* ready.splice(0)
    }
    parser.end()
  } finally {
    // What came before it broke was whole.
    yield* ready.splice(0)
  }
}

/** `session:ID` is a session; earlier versions had a list of them under `chat-sessions`. */
export const isChatboxKey = (key: string | number | undefined): boolean =>
  typeof key === 'string' &&
  (key.startsWith('session:') || key === 'chat-sessions' || key === 'chat-sessions-list')

class SessionListener implements JsonListener {
  constructor(
    private readonly surroundings: SessionSurroundings,
    private readonly onConversation: (conversation: ImportedConversation) => void,
  ) {}

  decide([key, ...rest]: JsonPath): Verdict {
    if (key === undefined || (key === 'chat-sessions' && rest.length === 0)) return 'enter'
    return key === 'chat-sessions' || (typeof key === 'string' && key.startsWith('session:'))
      ? 'take'
      : 'skip'
  }

  take(_path: JsonPath, value: unknown): void {
    for (const conversation of convertSession(value, this.surroundings)) this.onConversation(conversation)
  }

  refuse(_path: JsonPath, reason: 'damaged' | 'too-large'): void {
    this.surroundings.leftOut.add('conversation', reason)
  }

  leave(): void {}
}
