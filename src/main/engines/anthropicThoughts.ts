import { isRecord, jsonIn } from './wire/values'

/** A thought of Claude's as it is handed back: its signature holds for exactly these words. */
export type ThoughtBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }

/** What is kept of a thought; null where it was cut off before its signature, and is of no use. */
export const thoughtOpaque = (block: ThoughtBlock): string | null => {
  const seal = block.type === 'thinking' ? block.signature : block.data
  return seal === '' ? null : JSON.stringify(block)
}

/** Null where it was damaged by hand or written by another engine: the answer goes on without it. */
export const parseThought = (opaque: string): ThoughtBlock | null => {
  const value = jsonIn(opaque)
  if (!isRecord(value)) return null
  const { type, thinking, signature, data } = value
  if (type === 'thinking' && typeof thinking === 'string' && typeof signature === 'string')
    return { type, thinking, signature }
  return type === 'redacted_thinking' && typeof data === 'string' ? { type, data } : null
}
