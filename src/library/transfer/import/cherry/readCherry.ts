import type { ImportedConversation } from '../imported'
import { type JsonListener, type JsonPath, JsonStreamParser, type Verdict } from '../JsonStreamParser'
import { isRecord, lineOf, listOf, momentFrom, recordOf, textOr, textOrNull } from '../values'
import { Spool, type Spooled } from './Spool'
import { convertTopic, type TopicInfo, type TopicSurroundings } from './topic'

/** A block may hold a picture as text. */
const mostPieceBytes = 48 * 1024 * 1024

const settingsKey = 'persist:cherry-studio'

/**
 * The topics of a Cherry Studio backup (`data.json`, up to version 5). Messages and what they consist of are
 * in two tables, in any order, so both are put aside on disk first: memory holds no more than their places.
 */
export async function* readCherry(
  bytes: AsyncIterable<Buffer>,
  surroundings: Omit<TopicSurroundings, 'loadBlock'>,
): AsyncGenerator<ImportedConversation> {
  const spool = await Spool.open()
  try {
    const tables = new Tables()
    const parser = new JsonStreamParser(tables, mostPieceBytes)
    let broken: { readonly error: unknown } | null = null
    try {
      for await (const chunk of bytes) {
        parser.write(chunk)
        for (const { table, id, value } of tables.taken.splice(0)) {
          const places = table === 'topics' ? tables.topics : tables.blocks
          if (!places.has(id)) places.set(id, await spool.add(value))
        }
      }
      parser.end()
    } catch (error) {
      broken = { error }
    }
    for (let count = tables.refused; count > 0; count -= 1) surroundings.leftOut.add('content', 'damaged')
    const loadBlock = async (id: string): Promise<unknown> => {
      const place = tables.blocks.get(id)
      return place ? spool.load(place) : null
    }
    for (const [id, place] of tables.topics) {
      const topic = await spool.load(place)
      const conversation = await convertTopic(topic, tables.infos.get(id), { ...surroundings, loadBlock })
      if (conversation) yield conversation
    }
    // Topics whose blocks came before the place where it broke are whole; others tell what they miss.
    if (broken) throw broken.error
  } finally {
    await spool.close()
  }
}

class Tables implements JsonListener {
  readonly infos = new Map<string, TopicInfo>()
  readonly topics = new Map<string, Spooled>()
  readonly blocks = new Map<string, Spooled>()
  /** What came in since it was last put aside. */
  readonly taken: { readonly table: 'topics' | 'blocks'; readonly id: string; readonly value: unknown }[] = []
  refused = 0

  decide(path: JsonPath): Verdict {
    const [first, second] = path
    if (path.length === 0) return 'enter'
    if (path.length === 1) return first === 'localStorage' || first === 'indexedDB' ? 'enter' : 'skip'
    if (first === 'localStorage') return second === settingsKey ? 'take' : 'skip'
    if (first !== 'indexedDB') return 'skip'
    // The first backups had one list of keys and values instead of tables.
    if (typeof second === 'number') return 'take'
    if (second !== 'topics' && second !== 'message_blocks') return 'skip'
    return path.length === 2 ? 'enter' : 'take'
  }

  take([first, second]: JsonPath, value: unknown): void {
    if (first === 'localStorage') this.readSettings(value)
    else if (typeof second === 'number') this.readPair(value)
    else if (isRecord(value)) {
      const id = textOrNull(value.id)
      if (id === null) this.refused += 1
      else this.taken.push({ table: second === 'topics' ? 'topics' : 'blocks', id, value })
    } else this.refused += 1
  }

  refuse(): void {
    this.refused += 1
  }

  leave(): void {}

  private readPair(pair: unknown): void {
    const { key, value } = recordOf(pair)
    const topic = recordOf(value)
    const id = textOrNull(topic.id)
    if (typeof key === 'string' && key.startsWith('topic:') && id !== null)
      this.taken.push({ table: 'topics', id, value: topic })
  }

  /** The app's state: JSON, whose fields are JSON once more. */
  private readSettings(value: unknown): void {
    const { assistants, defaultAssistant } = recordOf(parse(recordOf(parse(value)).assistants))
    for (const assistant of [...listOf(assistants), defaultAssistant]) {
      if (!isRecord(assistant)) continue
      for (const topic of listOf(assistant.topics)) {
        const id = isRecord(topic) ? textOrNull(topic.id) : null
        if (!isRecord(topic) || id === null || this.infos.has(id)) continue
        this.infos.set(id, {
          name: lineOf(topic.name, 300),
          createdAt: momentFrom(topic.createdAt),
          isPinned: topic.pinned === true,
          prompt: textOr(topic.prompt, '') || textOr(assistant.prompt, ''),
        })
      }
    }
  }
}

const parse = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}
