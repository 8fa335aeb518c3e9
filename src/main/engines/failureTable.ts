import type { ErrorCode } from '@shared/ipc/errors'

/** What a row looks at: a server's status, its words of the field (code and type), and its sentence. */
export interface Said {
  readonly status: number | null
  /** `code` and `type`, with a space between. */
  readonly words: string
  readonly param: string
  readonly text: string
  /** The server says when to come back. */
  readonly asksToWait: boolean
}

interface Row {
  readonly code: ErrorCode
  /** Any of these statuses is enough. */
  readonly status?: readonly number[]
  /** Matched against code and type. */
  readonly words?: RegExp
  /** Matched against the sentence, of failures of these statuses (all where absent). */
  readonly text?: RegExp
  readonly textOf?: readonly (number | null)[]
  readonly unless?: (said: Said) => boolean
}

/**
 * What failures mean, the first row that fits. OpenAI has a code for each; others say the same by status, by
 * a word of their own, or in a sentence alone. Sentences are those of OpenAI, Azure, Anthropic, Google,
 * Mistral, DeepSeek, Moonshot, Zhipu, Groq, xAI, Together, OpenRouter, vLLM, llama.cpp, Ollama, LM Studio,
 * LocalAI, TGI, LiteLLM and Cohere, as public reports quote them.
 */
const rows: readonly Row[] = [
  {
    code: 'engine/no-credit',
    status: [402],
    words:
      /insufficient_quota|exceeded_current_quota|credit_balance|billing_hard_limit|billing_not_active|insufficient[_ ](credits?|funds|balance|user_quota)|arrearage/i,
    text: /(insufficient|not enough|no remaining|out of|too low.{0,20}) ?(account )?(balance|credits?|funds)|credit balance is too low|(balance|credits?) (is|are|has been) (too low|insufficient|exhausted|used up|depleted)|(recharge|top up) your account|requires? more credits|payment required|billing hard limit|余额不足|账户.{0,6}欠费/i,
    textOf: [400, 403, 429, 500, null],
  },
  {
    code: 'engine/refused',
    words:
      /content_policy|content_filter|moderation_blocked|safety_violation|bio_policy|misalignment_policy|invalid_prompt|cyber_policy|data_inspection_failed|prompt_blocked/i,
    text: /content management policy|violat\w* (our|the) (usage|content|safety) polic|blocked by (our |the )?(safety|content|moderation)|inappropriate content/i,
    textOf: [400, 403, 422],
  },
  {
    code: 'engine/context-too-long',
    status: [413],
    words:
      /context_length_exceeded|exceed_context_size|context_too_long|string_above_max_length|request_too_large|max_tokens_exceeded|prompt_too_long/i,
    text: /maximum (context|number of (input )?tokens|(input|prompt|sequence|model|position)\w* (length|tokens))|context[ _-]?(length|window|size|limit)|(prompt|input|inputs|request|conversation|messages?|text)( tokens?)? (is|are) too (long|large|many)|too many (input |prompt )?tokens|(token count|tokens?|prompt|input).{0,60}exceed\w*.{0,60}(maximum|limit|context|max)|exceed\w* (the |this )?(model'?s? )?(available |maximum )?context|context the overflows|reduce the length of (the|your) (messages|prompt|input)|max_seq_len|max_input_tokens|n_ctx|超[过出].{0,12}(长度|上下文)/i,
    textOf: [400, 404, 422, 500, 503, null],
    unless: ({ words }) => /rate_limit/.test(words),
  },
  {
    code: 'engine/model-not-found',
    words: /model_not_found|model_not_available|unknown_model|invalid_model|not_found_error_model/i,
  },
  {
    code: 'engine/bad-key',
    words:
      /invalid_api_key|authentication_error|invalid_authentication|api_key_invalid|unauthorized|unauthenticated|invalid_token/i,
    text: /api[ _-]?key.{0,20}(not valid|invalid|incorrect|expired|not found|missing|required|disabled)|(invalid|incorrect|wrong|expired|missing|no|bad) (api[ _-]?key|auth\w*|access token|bearer token|token provided|credentials)|(auth\w*|token) (has )?(failed|failure|expired|fails)|please (pass|provide) a(n)? (valid )?api key/i,
    textOf: [400, 403, 500, null],
  },
  { code: 'engine/bad-key', status: [401] },
  {
    code: 'engine/overloaded',
    words: /slow_down|overloaded|unavailable_error|engine_overloaded|server_busy|capacity|over_capacity/i,
    text: /(is|are|currently|temporarily) (overloaded|at capacity|over capacity|too busy)|(server|model|service|engine)s? (is )?(busy|overloaded)|high (demand|load|traffic)/i,
    textOf: [400, 429, 500, 502, 503, 529, null],
    unless: ({ status, words }) => status === 429 && /rate_limit|too_many_requests/.test(words),
  },
  {
    code: 'engine/rate-limited',
    words: /rate_limit|too_many_requests|tokens_exceeded_per|resource_exhausted/i,
  },
  { code: 'engine/forbidden', status: [403] },
  { code: 'engine/timeout', status: [408, 504, 522, 524] },
  { code: 'engine/rate-limited', status: [429] },
  { code: 'engine/overloaded', status: [503, 529] },
  { code: 'engine/not-found', status: [405, 501], text: /unexpected endpoint/i },
  {
    code: 'engine/model-not-found',
    text: /not a valid model|model.{0,100}(not found|does not exist|not available|is not supported|unknown)|(unknown|invalid|no such) model|try pulling it first/i,
    textOf: [400, 404, 422],
  },
]

/** The meaning of what a server said; null where no row tells. */
export const meaningOf = (said: Said): ErrorCode | null => rows.find((row) => fits(row, said))?.code ?? null

const fits = ({ status, words, text, textOf, unless, code }: Row, said: Said): boolean => {
  if (unless?.(said)) return false
  // Who is asked to wait will be served: Google words its pauses like an empty account.
  if (code === 'engine/no-credit' && said.asksToWait && said.status === 429) return false
  if (said.status !== null && status?.includes(said.status)) return true
  if (words?.test(said.words)) return true
  const isRead = textOf === undefined || textOf.includes(said.status)
  return isRead && (text?.test(said.text) ?? false)
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/**
 * The wait that a sentence asks for, in milliseconds: "Please retry in 38.2s", "try again in 6m0s", "after 20
 * seconds". Null where it asks for none.
 */
export const waitIn = (text: string): number | null => {
  const asked =
    /(?:retry|try again|available|wait|reset)\w*[^.\d]{0,40}?((?:\d{1,7}(?:\.\d{1,6})? ?(?:ms|s|m|h)[a-z]{0,11} ?){1,4})/i.exec(
      text,
    )?.[1]
  if (asked === undefined) return null
  let total = 0
  for (const [, amount = '', unit = ''] of asked.matchAll(/(\d{1,7}(?:\.\d{1,6})?) ?(milli|ms|s|m|h)/gi))
    total += Number(amount) * (unitMs[unit.toLowerCase() === 'milli' ? 'ms' : unit.toLowerCase()] ?? 0)
  return total > 0 ? Math.ceil(total) : null
}
