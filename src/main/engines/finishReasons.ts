import { AppError } from '@shared/ipc/errors'
import { log } from '../lib/log'
import type { FinishReason } from './engine'

/**
 * The end of a chat completion by its servers' words for it, without case, in this order. Each has its own:
 * Gemini's stand in capitals, Mistral says `model_length`, Zhipu `sensitive`, DeepSeek
 * `insufficient_system_resource`.
 */
const ends: readonly (readonly [RegExp, FinishReason | 'failed' | 'overloaded' | 'bad-call'])[] = [
  [/malformed_?function|unexpected_?tool|(malformed|invalid)_(tool|function)_call|too_many_tool/, 'bad-call'],
  [/context_?window|context_?(length|full)/, 'context-full'],
  [/length|max_?(output_|new_)?tokens|token_?limit|output_?limit/, 'length'],
  [
    /filter|safety|recitation|prohibited|block_?list|^blocked|spii|refus|sensitive|guardrail|moderat|toxic|polic|violation|^language$/,
    'refused',
  ],
  [/insufficient_?system_?resource|overload|capacity/, 'overloaded'],
  [/error|fail|exception/, 'failed'],
  [
    /^(stop|stopped|end|end_?turn|stop_?sequence|stop_?token|eos|eos_?token|end_of_(text|turn|sequence|stream)|complete|completed|finish|finished|done|success|normal|ok)$/,
    'stop',
  ],
  [/^(tool|function)_?(calls?|use)s?$/, 'tool-calls'],
]

/** Some servers write these where no end has come yet. */
export const isNoFinish = (word: string): boolean => /^(null|none|nil|undefined|nan)?$/i.test(word.trim())

/** Throws where the word is that of a failure. */
export const finishReasonOf = (word: string): FinishReason => {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/^finish_?reason_/, '')
    .replace(/[\s-]+/g, '_')
    .slice(0, 200)
  const end = ends.find(([pattern]) => pattern.test(plain))?.[1]
  switch (end) {
    case 'failed':
      throw new AppError('engine/server-error', 'The server ended the answer in an error')
    case 'overloaded':
      throw new AppError('engine/overloaded', 'The server ended the answer for want of room')
    case 'bad-call':
      throw new AppError('tool/bad-input', 'The model wrote a call that its server could not read')
    case undefined:
      log.warning(`An answer ended for a reason that is not known here: ${wordOf(plain)}`)
      return 'unfinished'
    default:
      return end
  }
}

/** A server's word, where it is one. */
const wordOf = (word: string): string => (/^[a-z][a-z_]{1,59}$/.test(word) ? word : 'no word')
