import { isRecord } from './values'

/** Beyond it no single answer costs: a number that is no price. */
const mostUsd = 10_000

/** The value where it is a price. */
export const priceIn = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= mostUsd ? value : null

/**
 * US dollars that a usage names (OpenRouter, LiteLLM); undefined where it names none. With a key of the
 * user's own at the provider, that one's bill comes on top.
 */
export const priceInUsage = (usage: unknown): number | undefined => {
  if (!isRecord(usage)) return undefined
  const { cost, cost_details: details, is_byok: isOwnKey } = usage
  const upstream = isRecord(details) ? priceIn(details.upstream_inference_cost) : null
  const own = priceIn(cost)
  if (own === null) return upstream ?? undefined
  return isOwnKey === true || own === 0 ? own + (upstream ?? 0) : own
}
