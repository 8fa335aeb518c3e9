import type { EngineKind, ModelRole } from './engine'

/** US dollars per million tokens. Null: not known to us, which is never the same as free. */
export interface TokenPrice {
  readonly input: number
  readonly cachedInput: number | null
  /** Tokens that are put into a cache for the next request, where the maker charges for that. */
  readonly cacheWrite?: number | null
  readonly output: number
}

/** US dollars per million tokens of a picture model. */
export interface PicturePrice {
  readonly textInput: number
  readonly imageInput: number
  readonly imageOutput: number
}

/** US dollars of a speech model, by what its maker counts. */
export type SpeechPrice =
  /** US dollars per million characters of text. */
  | { readonly by: 'characters'; readonly input: number }
  /** US dollars per million tokens: text in, the transcript out, and sound out. */
  | {
      readonly by: 'tokens'
      readonly textInput: number
      readonly textOutput: number
      readonly audioOutput: number
    }

/** What is known of one model. Facts only, each with its source; what no source confirms is null. */
export interface CatalogEntry {
  readonly id: string
  readonly engine: EngineKind
  readonly role: ModelRole
  readonly price: TokenPrice | null
  /** Where the model's own differs from the catalog's. */
  readonly longInput?: LongInput
  readonly picturePrice?: PicturePrice
  readonly usdPerMinute?: number
  readonly speechPrice?: SpeechPrice
  /** ISO date (YYYY-MM-DD) of the announced end; the model is gone on that day. */
  readonly shutdownDate: string | null
  /** What its maker names instead. */
  readonly replacement: string | null
  readonly note: string | null
  readonly source: string
}

/** Above this many input tokens a request costs more, all of it. */
export interface LongInput {
  readonly above: number
  readonly inputFactor: number
  readonly outputFactor: number
}

export interface Catalog {
  /** ISO date on which all of it was looked up. */
  readonly asOf: string
  readonly entries: readonly CatalogEntry[]
  /** The model to begin with, by kind of engine and by use. */
  readonly defaults: Readonly<Partial<Record<EngineKind, Readonly<Partial<Record<ModelUse, string>>>>>>
  /** OpenAI's. */
  readonly longInput: LongInput
}

/** What a model is wanted for. `titles`: small jobs that should be cheap and quick. */
export type ModelUse = ModelRole | 'titles'
