import type { AnswerEvent } from './engine'
import { priceIn, priceInUsage } from './wire/prices'

/**
 * US dollars that LiteLLM names above an answer; undefined where it names none. It writes 0 where it knows no
 * price, and above a stream, whose price is not known then.
 */
export const priceInHeaders = ({ headers }: Response): number | undefined => {
  const words = headers.get('x-litellm-response-cost')?.trim() ?? ''
  if (!/^\d{1,6}(\.\d{1,30})?(e-?\d{1,3})?$/i.test(words)) return undefined
  return priceIn(Number(words)) || undefined
}

/** What names a price is charged by it. */
export const costOf = (usage: unknown, response: Response): { readonly costUsd?: number } => {
  const costUsd = priceInUsage(usage) ?? priceInHeaders(response)
  return costUsd === undefined ? {} : { costUsd }
}

/** An answer that names no price itself has that of its headers. */
export async function* priced(
  events: AsyncIterable<AnswerEvent>,
  response: Response,
): AsyncGenerator<AnswerEvent, void, undefined> {
  for await (const event of events)
    yield event.type === 'finish' && event.costUsd === undefined
      ? { ...event, ...costOf(null, response) }
      : event
}
