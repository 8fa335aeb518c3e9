import type { CatalogEntry, TokenPrice } from './catalogFacts'

/**
 * How a model of Anthropic's thinks. `always`: it cannot be told not to. `usually`: unless it is told not to.
 * `asked`: only where it is told to. `budget`: only where it is given a number of tokens for it.
 */
export type ClaudeThinking = 'always' | 'usually' | 'asked' | 'budget'

/** What a request to one of Anthropic's models has to look like. */
export interface ClaudeFacts {
  readonly thinking: ClaudeThinking
  /** The request that ends thinking, where it is another than `disabled`. */
  readonly offAs?: 'between_tools'
  /** True where `xhigh` is among its efforts. */
  readonly takesXhigh: boolean
  /** True where it still takes a temperature, under the API's older version. */
  readonly takesTemperature: boolean
  /** The most tokens of one answer, thoughts included; null where no source says. */
  readonly mostOutput: number | null
}

const overview = (model: string): string => `platform.claude.com/docs/en/models/${model}/overview`
const overviewAll = 'platform.claude.com/docs/en/models/overview'
const sdkTypes = '@anthropic-ai/sdk 1.14.0, types and data/deprecated-models'

interface Claude {
  readonly price?: TokenPrice
  readonly longInput?: CatalogEntry['longInput']
  readonly shutdownDate?: string
  readonly replacement?: string
  readonly note?: string
  readonly facts: ClaudeFacts
  readonly source: string
}

const price = (
  input: number,
  output: number,
  cachedInput: number | null = null,
  cacheWrite: number | null = null,
): TokenPrice => ({ input, cachedInput, cacheWrite, output })

const newest = (thinking: ClaudeThinking, others: Partial<ClaudeFacts> = {}): ClaudeFacts => ({
  thinking,
  takesXhigh: true,
  takesTemperature: false,
  mostOutput: 128_000,
  ...others,
})
const older = (thinking: ClaudeThinking, mostOutput: number): ClaudeFacts => ({
  thinking,
  takesXhigh: false,
  takesTemperature: true,
  mostOutput,
})

const models: Readonly<Record<string, Claude>> = {
  'claude-opus-5-5': {
    price: price(4, 20, 0.2, 5),
    note: 'Most work',
    facts: newest('always'),
    source: `${overview('opus-5-5')}, 2026-11`,
  },
  'claude-sonnet-5-5': {
    price: price(2, 10, 0.1, 2.5),
    note: 'Fast and clever',
    facts: newest('usually', { offAs: 'between_tools' }),
    source: `${overview('sonnet-5-5')}; cache reads since 2026-10-07: github.com/kurofune/claudit v1.9.2`,
  },
  'claude-haiku-5-5': {
    price: price(0.1, 0.5, 0.01, 0.125),
    longInput: { above: 100_000, inputFactor: 5, outputFactor: 5 },
    note: 'Cheap and fast',
    facts: newest('usually'),
    source: `${overview('haiku-5-5')}, 2026-11`,
  },
  'claude-fable-5-2': {
    price: price(8, 40, 0.2, 10),
    note: 'Hardest questions',
    facts: newest('always'),
    source: `${overviewAll}; cache: github.com/archid21/rightsize v0.10.2`,
  },
  'claude-fable-5-1': { price: price(10, 50), facts: newest('always'), source: overviewAll },
  'claude-opus-5': {
    price: price(5, 25, 0.5, 6.25),
    facts: newest('usually'),
    source: overview('opus-5'),
  },
  'claude-sonnet-5': { price: price(2, 10), facts: newest('usually'), source: overview('sonnet-5') },
  'claude-opus-4-8': {
    price: price(5, 25, 0.5, 6.25),
    facts: newest('asked', { mostOutput: null }),
    source: 'dev.to, What Does the Claude API Actually Cost?, 2026-06',
  },
  'claude-opus-4-7': { facts: newest('asked', { mostOutput: null }), source: sdkTypes },
  'claude-opus-4-6': {
    price: price(5, 25),
    facts: older('asked', 128_000),
    source: 'deploybase.ai, 2026-03-21',
  },
  'claude-sonnet-4-6': {
    price: price(3, 15, 0.3, 3.75),
    facts: older('asked', 64_000),
    source: 'dev.to, What Does the Claude API Actually Cost?, 2026-06; deploybase.ai, 2026-03-21',
  },
  'claude-haiku-4-5': {
    price: price(1, 5, 0.1, 1.25),
    facts: older('budget', 64_000),
    source: `${overviewAll}; cache: dev.to, 2026-06`,
  },
  'claude-opus-4-5': {
    price: price(5, 25),
    shutdownDate: '2027-01-22',
    replacement: 'claude-opus-5-5',
    facts: older('budget', 64_000),
    source: `${sdkTypes}; deploybase.ai, 2026-03-21`,
  },
  'claude-sonnet-4-5': {
    price: price(3, 15),
    shutdownDate: '2026-11-30',
    replacement: 'claude-sonnet-5-5',
    facts: older('budget', 64_000),
    source: `${sdkTypes}; deploybase.ai, 2026-03-21`,
  },
}

/** Anthropic's models, as the catalog holds them. */
export const claudeEntries: readonly CatalogEntry[] = Object.entries(models).map(([id, model]) => ({
  id,
  engine: 'anthropic',
  role: 'chat',
  price: model.price ?? null,
  ...(model.longInput === undefined ? {} : { longInput: model.longInput }),
  shutdownDate: model.shutdownDate ?? null,
  replacement: model.replacement ?? null,
  note: model.note ?? null,
  source: model.source,
}))

/** One of Anthropic's that is not known here is newer, and likely to be as the newest are. */
const unknownClaude: ClaudeFacts = newest('always', { mostOutput: null })
/** Another maker's model behind a server of Anthropic's shape. */
const unknownOther: ClaudeFacts = {
  thinking: 'asked',
  takesXhigh: false,
  takesTemperature: true,
  mostOutput: null,
}

/** The rules for a model's requests. A dated snapshot (`name-20251001`) has its model's. */
export const claudeFacts = (id: string): ClaudeFacts =>
  models[id.replace(/-\d{8}$/, '')]?.facts ?? (/claude/i.test(id) ? unknownClaude : unknownOther)
