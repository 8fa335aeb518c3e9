import { type ConversationChoices, reasoningEfforts } from '@shared/model/conversation'
import type { FailurePart, Part, Usage } from '@shared/model/message'
import type { SqlValue } from '../Database'

// What a row holds as JSON may be anything once a byte of the file is wrong. Each reader here gives what is
// sound of it and tells whether all was; none throws.

/** Stands where a message, or a part of it, could not be read. */
export const damagedPart: FailurePart = { type: 'failure', code: 'message/damaged' }

type Fields = Readonly<Record<string, unknown>>

/**
 * The value, or undefined where it cannot be read. What we store is text without lone surrogates (JSON
 * escapes them), so that one of those means bytes that are no UTF-8.
 */
const parse = (stored: SqlValue | undefined): unknown => {
  if (typeof stored !== 'string' || !stored.isWellFormed()) return undefined
  try {
    return JSON.parse(stored)
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isOptionalRecord = (value: unknown): boolean => value === undefined || isRecord(value)

const isSource = (value: unknown): boolean =>
  isRecord(value) && typeof value.url === 'string' && typeof value.title === 'string'

const isLink = (value: unknown): boolean =>
  isRecord(value) && typeof value.uri === 'string' && typeof value.name === 'string'

const isAskedQuestion = (value: unknown): boolean =>
  isRecord(value) &&
  [value.serverName, value.message, value.answer].every((field) => typeof field === 'string') &&
  (value.values === undefined || (Array.isArray(value.values) && value.values.every(isRecord)))

/** Only the fields without which a reader would fail: older and imported messages lack some of the others. */
const isPart = (value: unknown): value is Part => {
  if (!isRecord(value)) return false
  switch (value.type) {
    case 'text':
      return typeof value.text === 'string' && isOptionalRecord(value.wish)
    case 'reasoning':
      return typeof value.text === 'string'
    case 'tool-call':
      return [value.callId, value.name, value.input].every((field) => typeof field === 'string')
    case 'tool-result':
      return (
        typeof value.callId === 'string' &&
        typeof value.output === 'string' &&
        (value.questions === undefined ||
          (Array.isArray(value.questions) && value.questions.every(isAskedQuestion))) &&
        (value.links === undefined || (Array.isArray(value.links) && value.links.every(isLink)))
      )
    case 'picture':
      return (
        typeof value.prompt === 'string' &&
        (value.pictureId === null || typeof value.pictureId === 'string') &&
        isOptionalRecord(value.failure)
      )
    case 'file':
      return typeof value.fileId === 'string' && typeof value.name === 'string'
    case 'sources':
      return Array.isArray(value.sources) && value.sources.every(isSource)
    case 'failure':
      return typeof value.code === 'string' && isOptionalRecord(value.data)
    default:
      return false
  }
}

/** The parts of a message. Where some are damaged, the sound ones and a part that says so. */
export const readParts = (
  stored: SqlValue | undefined,
): { readonly parts: readonly Part[]; readonly isDamaged: boolean } => {
  const value = parse(stored)
  if (!Array.isArray(value)) return { parts: [damagedPart], isDamaged: true }
  if (value.every(isPart)) return { parts: value, isDamaged: false }
  return { parts: [...value.filter(isPart), damagedPart], isDamaged: true }
}

/** One part as it grew; null where it cannot be read. */
export const readPart = (stored: SqlValue | undefined): Part | null => {
  const value = parse(stored)
  return isPart(value) ? value : null
}

const isText = (value: unknown): boolean => typeof value === 'string'
const choiceChecks: Readonly<Record<keyof ConversationChoices, (value: unknown) => boolean>> = {
  assistantId: isText,
  engineId: isText,
  model: isText,
  systemPrompt: isText,
  streaming: (value) => typeof value === 'boolean',
  reasoningEffort: (value) => (reasoningEfforts as readonly unknown[]).includes(value),
  temperature: (value) => typeof value === 'number',
  voice: isText,
  usesMemory: (value) => typeof value === 'boolean',
  leftOutTools: (value) => Array.isArray(value) && value.every(isText),
}

/** The choices of a conversation; without those that are damaged, as if they had not been made. */
export const readChoices = (
  stored: SqlValue | undefined,
): { readonly choices: ConversationChoices; readonly isDamaged: boolean } => {
  // By far the most have none.
  if (stored === '{}') return { choices: {}, isDamaged: false }
  const value = parse(stored)
  if (!isRecord(value)) return { choices: {}, isDamaged: true }
  const isSound = ([name, choice]: [string, unknown]): boolean =>
    choiceChecks[name as keyof ConversationChoices]?.(choice) ?? true
  const entries = Object.entries(value)
  return entries.every(isSound)
    ? { choices: value, isDamaged: false }
    : { choices: Object.fromEntries(entries.filter(isSound)), isDamaged: true }
}

const counts = ['inputTokens', 'cachedInputTokens', 'outputTokens', 'reasoningTokens'] as const

/** The tokens of an answer; null where there are none, or they cannot be read. */
export const readUsage = (
  stored: SqlValue | undefined,
): { readonly usage: Usage | null; readonly isDamaged: boolean } => {
  if (stored === null || stored === undefined) return { usage: null, isDamaged: false }
  const value = parse(stored)
  const isSound = isRecord(value) && counts.every((name) => typeof (value[name] ?? 0) === 'number')
  if (!isSound) return { usage: null, isDamaged: true }
  const usage = Object.fromEntries(counts.map((name) => [name, Number(value[name] ?? 0)]))
  return { usage: { ...value, ...usage } as unknown as Usage, isDamaged: false }
}
