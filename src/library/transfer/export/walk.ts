import type { AsyncLibrary } from '@shared/ipc/library'
import type { Conversation } from '@shared/model/conversation'
import type { ExportOptions } from '@shared/model/exports'
import { type Message, type OutlineEntry, type Part, pathTo, sourcesOf } from '@shared/model/message'

/**
 * The part of the library that an export reads. Each read is short, so that answers in progress are written
 * meanwhile.
 */
export type ConversationReads = Pick<AsyncLibrary, 'openConversation' | 'loadMessages' | 'getPicture'>

/** A stretch of a conversation in reading order. */
export interface Stretch {
  /**
   * The number of the message that it goes on from; null: from the start. The first stretch is what is shown.
   */
  readonly after: number | null
  readonly entries: readonly OutlineEntry[]
}

export interface OutlinedConversation {
  readonly conversation: Conversation
  readonly stretches: readonly Stretch[]
  readonly messageCount: number
}

/** Every message once: the shown branch, then what other branches have beyond those before them. */
export const stretchesOf = (
  outline: readonly OutlineEntry[],
  leafId: string | null,
  branches: ExportOptions['branches'],
): readonly Stretch[] => {
  const entries = new Map(outline.map((entry) => [entry.id, entry]))
  const numbers = new Map<string, number>()
  const stretches: Stretch[] = []
  const add = (path: readonly OutlineEntry[]) => {
    const known = path.findLastIndex(({ id }) => numbers.has(id))
    const rest = path.slice(known + 1)
    if (rest.length === 0) return
    for (const { id } of rest) numbers.set(id, numbers.size + 1)
    stretches.push({ after: numbers.get(path[known]?.id ?? '') ?? null, entries: rest })
  }
  add(pathTo(entries, leafId))
  if (branches === 'shown') return stretches
  const parents = new Set(outline.map(({ parentId }) => parentId))
  for (const { id } of outline) if (!parents.has(id)) add(pathTo(entries, id))
  return stretches
}

/** Few enough that reading them is over in a moment, also where each is long. */
const messagesPerRead = 16

/** The messages of a stretch with their content. One that was deleted meanwhile is left out. */
export async function* messagesOf(
  source: ConversationReads,
  entries: readonly OutlineEntry[],
  signal: AbortSignal,
): AsyncGenerator<Message> {
  for (let at = 0; at < entries.length; at += messagesPerRead) {
    signal.throwIfAborted()
    yield* await source.loadMessages({ ids: entries.slice(at, at + messagesPerRead).map(({ id }) => id) })
  }
}

/** What of a message is shown, by the options: its sources, wherever they came, stand together at its end. */
export const shownParts = (
  message: Pick<Message, 'parts'>,
  { reasoning, tools }: Pick<ExportOptions, 'reasoning' | 'tools'>,
): readonly Part[] => {
  const shown = message.parts.filter((part) => {
    switch (part.type) {
      case 'sources':
        return false
      case 'reasoning':
        return reasoning && part.text.trim() !== ''
      case 'tool-call':
      case 'tool-result':
        return tools
      case 'text':
        return part.text !== ''
      default:
        return true
    }
  })
  const sources = sourcesOf(message)
  return sources.length > 0 ? [...shown, { type: 'sources', sources }] : shown
}
