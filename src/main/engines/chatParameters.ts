import type { AnswerRequest } from './engine'
import type { OptionalParameter } from './optionalParameters'
import { sendsPictures } from './questionContent'

/** What some servers of Chat Completions refuse, and others want. */
export type ChatParameter =
  | 'stream_options'
  | 'tools'
  | 'stream'
  | 'effort'
  /** The nearest effort that more models know. */
  | 'near_effort'
  | 'temperature'
  | 'pictures'
  /** Ids of calls as they came. */
  | 'ids'
  /** `null` for the text of an answer that only calls. */
  | 'null'
  /** Calls without a signature, or without thoughts, where another model made them. */
  | 'unsigned'
  | 'thoughtless'
  /** What the server wrote for itself. */
  | 'own'
  /** Limits and patterns in the schemas of tools. */
  | 'schemas'
  /** A system message: its text moves into the first question. */
  | 'system'
  /** A request without a limit of its answer, and that limit by its older name. */
  | 'limitless'
  | 'max_tokens'
  /** Two questions in a row, as behind an answer that failed: they become one. */
  | 'questions'

/**
 * The order matters: a refusal of `stream_options` has the word `stream` in it, and one of an id, a signature
 * or a schema the word `tool`. A call that the server could not read is the model's fault, and no refusal.
 */
export const chatParameters: readonly OptionalParameter<ChatParameter>[] = [
  {
    name: 'limitless',
    refusal:
      /\bmax_(completion_)?tokens\b.{0,60}(required|missing|must be (set|specified|provided))|(required|missing|must (set|specify|provide)).{0,60}\bmax_(completion_)?tokens\b/i,
  },
  {
    name: 'max_tokens',
    refusal:
      /\bmax_tokens\b.{0,60}(unsupported|not (be )?(supported|compatible|permitted|allowed)|deprecated)|(unsupported|unknown|unrecognized|extra).{0,60}\bmax_tokens\b/i,
  },
  { name: 'stream_options', refusal: /stream_options|include_usage/i },
  {
    name: 'system',
    refusal:
      /(system|developer)[ _-]?(role|message|prompt|instruction)s?.{0,60}(not (be )?(supported|enabled|allowed|accepted)|unsupported|invalid|disabled)|(not|n't) support.{0,30}(system|developer)[ _-]?(role|message|prompt|instruction)|(role|roles).{0,20}['"`]?system['"`]?.{0,40}(not|unsupported|invalid|unexpected)/i,
  },
  {
    name: 'questions',
    refusal:
      /roles? must alternate|alternat\w+ (between )?(user|roles)|(consecutive|two|multiple|successive).{0,30}(user|same[- ]role|roles)|expected.{0,40}role.{0,20}assistant/i,
  },
  {
    name: 'ids',
    refusal: /tool[-_ ]?call[-_ ]?id.{0,80}(length|must be|match|pattern|characters)|length of 9/i,
  },
  {
    name: 'null',
    refusal: /content.{0,60}(<nil>|\bnull\b|\bnil\b|\bNone\b|NoneType)|(\bnull\b|NoneType).{0,60}content/i,
  },
  { name: 'unsigned', refusal: /(missing|must|requires?|without|no).{0,60}thought_?signature/i },
  {
    name: 'thoughtless',
    refusal:
      /(missing|requires?|without).{0,60}reasoning_content|reasoning_content.{0,60}(must be|missing|required)/i,
  },
  {
    name: 'own',
    refusal: /reasoning_(content|details)|extra_content|thought_?signature|\breasoning\b.{0,40}unsupported/i,
  },
  { name: 'schemas', refusal: /\bgrammar\b|\bschemas?\b|failed to initialize samplers|unknown name/i },
  {
    name: 'tools',
    refusal:
      /^(?![\s\S]*\b(pars(e|ing) (input|output|tool|function|call|error)|malformed))[\s\S]*(\btools?\b|tool[-_ ]?(use|call|choice)|function[-_ ]?call)/i,
  },
  { name: 'effort', refusal: /reasoning[_ ]?effort|\bthinking\b/i },
  { name: 'near_effort', refusal: /reasoning[_ ]?effort|\bthinking\b/i },
  { name: 'temperature', refusal: /temperature/i },
  {
    name: 'pictures',
    refusal:
      /^(?![\s\S]*(exceed|too (large|big|small|many)|maximum|\b[mk]i?b\b|pixels|dimension|corrupt|decode|download|could not (process|read)))[\s\S]*(image|vision|multi-?modal|mmproj|content.{0,60}\bstring\b|(unknown|invalid|unsupported).{0,30}content.{0,10}type)/i,
  },
  { name: 'stream', refusal: /\bstream(s|ed|ing)?\b/i },
]

/** Nearly every model that knows efforts knows low, medium and high. */
const nearEffort = ({ reasoningEffort }: AnswerRequest): 'low' | 'high' | undefined => {
  if (reasoningEffort === 'none' || reasoningEffort === 'minimal') return 'low'
  return reasoningEffort === 'xhigh' ? 'high' : undefined
}

/** The effort to ask for; undefined: none. */
export const effortFor = (
  request: AnswerRequest,
  without: ReadonlySet<ChatParameter>,
): AnswerRequest['reasoningEffort'] => {
  if (!without.has('effort')) return request.reasoningEffort
  return without.has('near_effort') ? undefined : nearEffort(request)
}

/** What the request does not hold cannot be refused, whatever the words of a refusal. */
export const unusedIn = (request: AnswerRequest): readonly ChatParameter[] => {
  const parts = request.messages.flatMap((message) => message.parts)
  const hasCalls = parts.some(({ type }) => type === 'tool-call')
  const hasOwn = parts.some((part) => 'opaque' in part && part.opaque !== undefined)
  return [
    ...(request.tools.length === 0 ? (['tools', 'schemas'] as const) : []),
    ...(hasCalls ? [] : (['ids', 'null', 'unsigned', 'thoughtless'] as const)),
    ...(hasOwn ? [] : (['own'] as const)),
    ...(request.reasoningEffort === undefined ? (['effort'] as const) : []),
    ...(nearEffort(request) === undefined ? (['near_effort'] as const) : []),
    ...(request.temperature === undefined ? (['temperature'] as const) : []),
    ...(sendsPictures(request) ? [] : (['pictures'] as const)),
    ...(request.streaming ? [] : (['stream'] as const)),
    ...(request.system.trim() === '' ? (['system'] as const) : []),
  ]
}
