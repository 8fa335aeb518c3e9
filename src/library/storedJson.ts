import type { ConversationChoices } from '@shared/model/conversation'
import type { Part, Usage } from '@shared/model/message'
import type { SqlValue } from './Database'
import { readText } from './values'

/*
 * JSON columns as they are read. What writes them checks what it writes; but a file may be damaged, or have
 * been brought in by an older version that checked less, and one bad row must not fail a whole answer. By
 * hand rather than by a schema: these are read for every row, and the library starts without zod.
 */

type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number'

const parse = (value: SqlValue | undefined): unknown => {
  try {
    return JSON.parse(readText(value))
  } catch {
    return undefined
  }
}

/** The fields that each kind of part cannot be without. */
const needed: Readonly<Record<Part['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  text: { text: isText },
  reasoning: { text: isText },
  'tool-call': { callId: isText, name: isText, input: isText },
  'tool-result': { callId: isText, output: isText },
  picture: { prompt: isText, pictureId: (value) => value === null || isText(value) },
  file: { fileId: isText, name: isText, mediaType: isText },
  failure: { code: isText },
}

const isPart = (value: unknown): value is Part =>
  isRecord(value) &&
  typeof value.type === 'string' &&
  Object.hasOwn(needed, value.type) &&
  Object.entries(needed[value.type as Part['type']]).every(([field, isGood]) => isGood(value[field]))

/** Stands where nothing of a message's content can be read. */
const unreadable: Part = { type: 'failure', code: 'library/damaged' }

/** The parts of a message; what is none is left out. */
export const readParts = (value: SqlValue | undefined): readonly Part[] => {
  const found = parse(value)
  return Array.isArray(found) ? found.filter(isPart) : [unreadable]
}

export const readPart = (value: SqlValue | undefined): Part => {
  const found = parse(value)
  return isPart(found) ? found : unreadable
}

const choiceChecks: Readonly<Record<keyof ConversationChoices, (value: unknown) => boolean>> = {
  assistantId: isText,
  engineId: isText,
  model: isText,
  systemPrompt: isText,
  streaming: (value) => typeof value === 'boolean',
  reasoningEffort: isText,
  temperature: isNumber,
  voice: isText,
}

/** A conversation's choices; one that cannot be read is as in the settings. */
export const readChoices = (value: SqlValue | undefined): ConversationChoices => {
  const found = parse(value)
  if (!isRecord(found)) return {}
  const checks = Object.entries(choiceChecks)
  // The usual case hands on what was stored, with what a later version wrote beside it.
  if (checks.every(([name, isGood]) => found[name] === undefined || isGood(found[name]))) return found
  return Object.fromEntries(
    checks.flatMap(([name, isGood]) => (isGood(found[name]) ? [[name, found[name]]] : [])),
  )
}

export const readUsage = (value: SqlValue | undefined): Usage | null => {
  const found = parse(value)
  if (!isRecord(found)) return null
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = found
  const all = [inputTokens, cachedInputTokens, outputTokens, reasoningTokens]
  return all.every(isNumber) ? (found as unknown as Usage) : null
}
