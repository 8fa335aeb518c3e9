import { bundledCatalog } from './catalogEntries'
import type { Catalog, CatalogEntry, ModelUse, TokenPrice } from './catalogFacts'
import type { EngineKind, ModelEntry, ModelRole } from './engine'
import type { Usage } from './message'

export type * from './catalogFacts'

/** The catalog that came with the app. */
export const catalog: Catalog = bundledCatalog

export interface ListedModelFact {
  readonly id: string
  readonly shutdownDate: string | null
}

/** A model by its id, or anything with a date of its end. */
export type DatedModel = string | { readonly shutdownDate: string | null }

const endOf = (model: DatedModel, from: Catalog): string | null =>
  typeof model === 'string' ? (findModel(model, from)?.shutdownDate ?? null) : model.shutdownDate

/** True where the model is gone on `today` (YYYY-MM-DD). */
export const dead = (model: DatedModel, today: string, from = catalog): boolean => {
  const end = endOf(model, from)
  return end !== null && end <= today
}

/** True where the model ends within `days`, and false once it has ended. */
export const endingSoon = (model: DatedModel, today: string, days: number, from = catalog): boolean => {
  const end = endOf(model, from)
  if (end === null || end <= today) return false
  return (Date.parse(end) - Date.parse(today)) / 86_400_000 <= days
}

/**
 * What is known of a model; a dated snapshot (`name-2026-04-21`, Anthropic's `name-20260421`) shares its
 * model's facts.
 */
export const findModel = (id: string, from = catalog): CatalogEntry | null =>
  from.entries.find((entry) => entry.id === id) ??
  from.entries.find((entry) => entry.id === id.replace(/-(\d{4}-\d{2}-\d{2}|\d{8})$/, '')) ??
  null

/**
 * The model to begin with, or what replaces it once it is gone. Null where nothing is known to fit: a
 * compatible server's models are its own.
 */
export const defaultModel = (
  use: ModelUse,
  engine: EngineKind,
  today: string,
  from = catalog,
): string | null => {
  const id = from.defaults[engine]?.[use] ?? null
  if (id === null || !dead(id, today, from)) return id
  return liveReplacement(id, today, from)
}

/**
 * What to switch to from a model that is gone or going: what its maker names, else the default for its role.
 */
export const replacementFor = (id: string, today: string, from = catalog): string | null => {
  const named = liveReplacement(id, today, from)
  if (named !== null) return named
  const entry = findModel(id, from)
  if (!entry || entry.role === 'other') return null
  const fallback = defaultModel(entry.role, entry.engine, today, from)
  return fallback === id ? null : fallback
}

const liveReplacement = (id: string, today: string, from: Catalog): string | null => {
  const seen = new Set<string>()
  let next = findModel(id, from)?.replacement ?? null
  while (next !== null && !seen.has(next)) {
    if (!dead(next, today, from)) return next
    seen.add(next)
    next = findModel(next, from)?.replacement ?? null
  }
  return null
}

/** The catalog's models of this engine, as a catalog of their own. */
export const catalogOf = (engine: EngineKind, from = catalog): Catalog => ({
  ...from,
  entries: from.entries.filter((entry) => entry.engine === engine),
})

/**
 * What the server lists, told apart by what the catalog knows, and after it what only the catalog knows. The
 * server's date is newer than ours and wins. A model that is gone and not listed any more is left out.
 */
export const mergeModels = (
  engine: EngineKind,
  listed: readonly ListedModelFact[],
  today: string,
  from = catalog,
): ModelEntry[] => {
  const own = catalogOf(engine, from)
  const merged = new Map<string, ModelEntry>()
  for (const { id, shutdownDate } of listed) {
    const known = findModel(id, own)
    merged.set(id, {
      id,
      role: known?.role ?? guessRole(id),
      isListed: true,
      shutdownDate: shutdownDate ?? known?.shutdownDate ?? null,
      replacement: known?.replacement ?? null,
      price: known?.price ? { input: known.price.input, output: known.price.output } : null,
      note: known?.note ?? null,
    })
  }
  for (const entry of own.entries) {
    if (merged.has(entry.id) || dead(entry, today)) continue
    merged.set(entry.id, {
      id: entry.id,
      role: entry.role,
      isListed: false,
      shutdownDate: entry.shutdownDate,
      replacement: entry.replacement,
      price: entry.price ? { input: entry.price.input, output: entry.price.output } : null,
      note: entry.note,
    })
  }
  return [...merged.values()]
}

/** No server says what a model is for; its name usually does. */
export const guessRole = (id: string): ModelRole => {
  if (/transcribe|whisper|parakeet/i.test(id)) return 'transcription'
  if (/(^|[^a-z])tts([^a-z]|$)|kokoro|piper|bark/i.test(id)) return 'speech'
  if (/image|dall-e|diffusion|flux|sdxl/i.test(id)) return 'picture'
  if (
    /embed|moderation|rerank|realtime|gpt-live|gpt-audio|sora|davinci|babbage|(^|[^a-z])bge([^a-z]|$)/i.test(
      id,
    )
  ) {
    return 'other'
  }
  return 'chat'
}

/**
 * True where the Responses API's reasoning fields apply to this model. The last models without reasoning are
 * GPT-4's.
 */
export const reasons = (id: string): boolean => !/^(chatgpt-|gpt-4|gpt-3)/i.test(id)

/**
 * US dollars for one search by OpenAI's tool `web_search`, beside the tokens that it finds. Source:
 * developers.openai.com/api/docs/pricing as of 2026-03: 10 dollars for 1,000 calls.
 */
const usdPerWebSearch = 0.01

/**
 * What one request cost in US dollars; null when the price is unknown. Where the price of cached tokens is
 * unknown they are counted in full: the figure is then the most it can have cost.
 */
export const costOfAnswer = (model: string, usage: Usage, from = catalog): number | null => {
  const entry = findModel(model, from)
  if (!entry?.price) return null
  const { price } = entry
  const { inputFactor, outputFactor } = factorsFor(entry, usage, from)
  const { plain, cached, written } = inputOf(usage)
  const input =
    plain * price.input + cached * (price.cachedInput ?? price.input) + written * cacheWritePrice(price)
  const tokens = (input * inputFactor + usage.outputTokens * price.output * outputFactor) / 1_000_000
  return tokens + (usage.webSearches ?? 0) * usdPerWebSearch
}

/**
 * What the maker's cache saved of that, in US dollars, less what filling it cost: below 0 where it was only
 * filled. Null where a price is unknown or no cache was in use.
 */
export const savedByCache = (model: string, usage: Usage, from = catalog): number | null => {
  const entry = findModel(model, from)
  const { cached, written } = inputOf(usage)
  if (!entry?.price || cached + written === 0) return null
  const { price } = entry
  if (cached > 0 && price.cachedInput === null) return null
  const { inputFactor } = factorsFor(entry, usage, from)
  const saved = cached * (price.input - (price.cachedInput ?? price.input))
  return ((saved - written * (cacheWritePrice(price) - price.input)) * inputFactor) / 1_000_000
}

/** Input tokens by what is charged for them. */
const inputOf = ({ inputTokens, cachedInputTokens, cacheWriteTokens = 0 }: Usage) => {
  const cached = Math.min(cachedInputTokens, inputTokens)
  const written = Math.min(cacheWriteTokens, inputTokens - cached)
  return { plain: inputTokens - cached - written, cached, written }
}

/** Anthropic's, for a cache of five minutes, where a model's own is not known; others charge nothing more. */
const cacheWriteFactor = 1.25

const cacheWritePrice = ({ input, cacheWrite }: TokenPrice): number =>
  cacheWrite === undefined ? input : (cacheWrite ?? input * cacheWriteFactor)

const factorsFor = (entry: CatalogEntry, usage: Usage, from: Catalog) => {
  const long = entry.longInput ?? (entry.engine === 'openai' ? from.longInput : null)
  return long !== null && usage.inputTokens > long.above ? long : { inputFactor: 1, outputFactor: 1 }
}

/** What one sentence took; `tokens` where the engine counted them. */
export interface SpokenAmount {
  readonly seconds: number
  readonly characters: number
  readonly tokens: {
    readonly textInput: number
    readonly textOutput: number
    readonly audioOutput: number
  } | null
}

/**
 * OpenAI counts a token for each 50 ms that a model speaks
 * (developers.openai.com/api/docs/guides/realtime-costs).
 */
const audioTokensPerSecond = 20
/** The ratio for English text, by which tokens are estimated where no engine counted them. */
const charactersPerToken = 4

/**
 * What speech cost in US dollars, estimated from its length where the engine did not count; null when the
 * price is unknown.
 */
export const costOfSpeech = (model: string, spoken: SpokenAmount, from = catalog): number | null => {
  const price = findModel(model, from)?.speechPrice
  if (!price) return null
  if (price.by === 'characters') return (spoken.characters * price.input) / 1_000_000
  const text = spoken.characters / charactersPerToken
  const tokens = spoken.tokens ?? {
    textInput: text,
    textOutput: price.textOutput === 0 ? 0 : text,
    audioOutput: spoken.seconds * audioTokensPerSecond,
  }
  return (
    (tokens.textInput * price.textInput +
      tokens.textOutput * price.textOutput +
      tokens.audioOutput * price.audioOutput) /
    1_000_000
  )
}

/** What a minute of speech costs, about: some nine hundred characters. */
export const estimateSpeechMinute = (model: string, from = catalog): number | null =>
  costOfSpeech(model, { seconds: 60, characters: 900, tokens: null }, from)

/** What turning speech into text cost in US dollars; null when the price is unknown. */
export const costOfTranscription = (model: string, seconds: number, from = catalog): number | null => {
  const price = findModel(model, from)?.usdPerMinute
  return price === undefined ? null : (price * seconds) / 60
}

/** Tokens as a picture engine counted them. */
export interface PictureTokens {
  readonly textInputTokens: number
  readonly imageInputTokens: number
  readonly imageOutputTokens: number
}

/** What a picture cost in US dollars; null when the price or the count is unknown. */
export const costOfPicture = (model: string, usage: PictureTokens | null, from = catalog): number | null => {
  const entry = findModel(model, from)
  if (entry?.engine === 'builtin') return 0
  const price = entry?.picturePrice
  if (!price || !usage) return null
  return (
    (usage.textInputTokens * price.textInput +
      usage.imageInputTokens * price.imageInput +
      usage.imageOutputTokens * price.imageOutput) /
    1_000_000
  )
}

/**
 * What a picture will cost. How many tokens a size takes is not published for the current models, so this is
 * unknown for all but the built-in one, and says so.
 */
export const estimatePicture = (model: string, _size: string, from = catalog): number | null =>
  findModel(model, from)?.engine === 'builtin' ? 0 : null
