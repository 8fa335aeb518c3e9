import type { Usage } from '@shared/model/message'
import { type Source, sourceSchema } from '@shared/model/tool'
import { isPicturePart, type SentPicture, sentPictureIn } from './sentPictures'
import {
  countIn,
  type Fields,
  isRecord,
  listIn,
  malformed,
  nameIn,
  optionalRecordIn,
  recordIn,
  textIn,
} from './values'

/** The events of a streamed response that are used here. */
export type ResponseEvent =
  /** `key` tells one paragraph of the answer from the next. */
  | { readonly type: 'text' | 'refusal' | 'reasoning'; readonly text: string; readonly key: string }
  | { readonly type: 'item'; readonly item: ResponseItem }
  /** What the text cites. */
  | { readonly type: 'sources'; readonly sources: readonly Source[] }
  | { readonly type: 'end'; readonly response: WholeResponse }
  /** The server's own error, as it came. */
  | { readonly type: 'failure'; readonly error: unknown }

/** A part of a response. */
export type ResponseItem =
  | { readonly type: 'reasoning'; readonly texts: readonly SaidText[]; readonly opaque: string | null }
  | {
      readonly type: 'message'
      readonly texts: readonly SaidText[]
      readonly pictures: readonly SentPicture[]
      readonly sources: readonly Source[]
      readonly id: string
    }
  | { readonly type: 'call'; readonly callId: string; readonly name: string; readonly input: string }
  /** The server used the web by itself. `opaque`: what it wants back. */
  | { readonly type: 'search'; readonly opaque: string; readonly id: string; readonly isCharged: boolean }
  /** `id` tells it from the same picture in the whole at the end. */
  | { readonly type: 'picture'; readonly picture: SentPicture; readonly id: string }
  | { readonly type: 'other' }

export interface SaidText {
  readonly text: string
  readonly key: string
  readonly isRefusal: boolean
}

export interface WholeResponse {
  readonly items: readonly ResponseItem[]
  /** Undefined where nothing is amiss. */
  readonly error: unknown
  readonly isFailed: boolean
  readonly isIncomplete: boolean
  /** Why it is not complete; mostly empty. */
  readonly reason: string
  readonly usage: Usage | null
}

/** Null for the progress of items that were not asked for, and for events newer than this. */
export const parseResponseEvent = (value: unknown): ResponseEvent | null => {
  const event = recordIn(value, 'An event')
  switch (nameIn(event.type, 'The type of an event')) {
    case 'response.output_text.delta':
      return { type: 'text', text: textIn(event.delta), key: keyOf('text', event, event.content_index) }
    case 'response.refusal.delta':
      return { type: 'refusal', text: textIn(event.delta), key: keyOf('text', event, event.content_index) }
    case 'response.reasoning_summary_text.delta':
      return {
        type: 'reasoning',
        text: textIn(event.delta),
        key: keyOf('summary', event, event.summary_index),
      }
    case 'response.reasoning_text.delta':
      return {
        type: 'reasoning',
        text: textIn(event.delta),
        key: keyOf('content', event, event.content_index),
      }
    case 'response.output_item.done':
      return { type: 'item', item: parseResponseItem(event.item) }
    case 'response.output_text.annotation.added':
      return { type: 'sources', sources: citedSources([event.annotation]) }
    case 'response.completed':
    case 'response.incomplete':
      return { type: 'end', response: parseResponse(recordIn(event.response, 'A response')) }
    case 'response.failed':
      return { type: 'failure', error: recordIn(event.response, 'A response').error }
    case 'error':
      return { type: 'failure', error: event }
    default:
      return null
  }
}

const keyOf = (kind: string, event: Fields, index: unknown): string =>
  `${kind}:${nameIn(event.item_id, 'The id of an item')}:${nameIn(index, 'An index')}`

/** A response that came whole; also what ends a streamed one. */
export const parseResponse = (response: Fields): WholeResponse => {
  const details = optionalRecordIn(response.incomplete_details, 'Why it is incomplete')
  const status = nameIn(response.status, 'A status')
  return {
    items: listIn(response.output, 'The output').map(parseResponseItem),
    error: response.error ?? undefined,
    isFailed: status === 'failed' || (response.error !== undefined && response.error !== null),
    isIncomplete: status === 'incomplete' || details !== null,
    reason: nameIn(details?.reason, 'Why it is incomplete'),
    usage: usageIn(response.usage),
  }
}

const parseResponseItem = (value: unknown): ResponseItem => {
  const item = recordIn(value, 'An item')
  switch (nameIn(item.type, 'The type of an item')) {
    case 'reasoning':
      return {
        type: 'reasoning',
        texts: textsIn(item, item.summary, 'summary'),
        opaque: reasoningOpaque(item),
      }
    case 'message':
      return {
        type: 'message',
        texts: textsIn(item, item.content, 'text'),
        pictures: listIn(item.content, 'The content of an item')
          .filter(isPicturePart)
          .map((part) => sentPictureIn(part)),
        sources: listIn(item.content, 'The content of an item').flatMap((part) =>
          isRecord(part) && Array.isArray(part.annotations) ? citedSources(part.annotations) : [],
        ),
        id: nameIn(item.id, 'The id of an item'),
      }
    case 'web_search_call': {
      const { type, id, status, action } = item
      return {
        type: 'search',
        id: nameIn(id, 'The id of an item'),
        opaque: JSON.stringify({ type, id, status, action }),
        // To open a page that was found, or to look for words in it, costs nothing beside its tokens.
        isCharged: !isRecord(action) || action.type === 'search',
      }
    }
    case 'image_generation_call':
      // Without a result it has failed, and the model says so.
      if (typeof item.result !== 'string' || item.result === '') return { type: 'other' }
      return {
        type: 'picture',
        picture: sentPictureIn(item.result),
        id: nameIn(item.id, 'The id of an item'),
      }
    case 'function_call':
      return {
        type: 'call',
        callId: nameIn(item.call_id, 'The id of a call'),
        name: textIn(item.name),
        input: textIn(item.arguments),
      }
    default:
      return { type: 'other' }
  }
}

/** Citations of pages; one that is damaged, or of something else, is none: the answer is not lost for it. */
const citedSources = (annotations: readonly unknown[]): readonly Source[] =>
  annotations.flatMap((each) => {
    if (!isRecord(each) || each.type !== 'url_citation' || typeof each.url !== 'string') return []
    const title = typeof each.title === 'string' ? each.title : ''
    const source = sourceSchema.safeParse({ url: withoutReferrer(each.url), title })
    return source.success ? [source.data] : []
  })

/** OpenAI marks its citations for the sites' statistics: the same page would count as two. */
const withoutReferrer = (url: string): string => url.replace(/[?&]utm_source=(openai|chatgpt\.com)$/, '')

const textsIn = (item: Fields, value: unknown, kind: string): readonly SaidText[] => {
  const id = nameIn(item.id, 'The id of an item')
  return listIn(value, 'The content of an item').map((each, index) => {
    const part = recordIn(each, 'The content of an item')
    const isRefusal = part.type === 'refusal'
    return { text: textIn(isRefusal ? part.refusal : part.text), key: `${kind}:${id}:${index}`, isRefusal }
  })
}

/**
 * What is kept of a reasoning item: without its encrypted content it is of no use to a server that stores
 * nothing.
 */
const reasoningOpaque = (item: Fields): string | null => {
  const { encrypted_content: encrypted } = item
  if (encrypted === undefined || encrypted === null || encrypted === '') return null
  if (typeof encrypted !== 'string') throw malformed('The encrypted content')
  const summary = listIn(item.summary, 'A summary').map((each) => {
    const { type, text } = recordIn(each, 'A summary')
    return { type: nameIn(type, 'A summary'), text: textIn(text) }
  })
  const id = nameIn(item.id, 'The id of an item')
  return JSON.stringify({ type: 'reasoning', id, summary, encrypted_content: encrypted })
}

/** What is no count is none: an answer is not lost for its bill. */
const usageIn = (usage: unknown): Usage | null => {
  if (!isRecord(usage)) return null
  const { input_tokens_details: input, output_tokens_details: output } = usage
  return {
    inputTokens: countIn(usage.input_tokens),
    cachedInputTokens: isRecord(input) ? countIn(input.cached_tokens) : 0,
    outputTokens: countIn(usage.output_tokens),
    reasoningTokens: isRecord(output) ? countIn(output.reasoning_tokens) : 0,
  }
}
