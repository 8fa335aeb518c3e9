import type { Catalog, CatalogEntry, PicturePrice, SpeechPrice } from './catalogFacts'
import { claudeEntries } from './claudeModels'

const deprecations = 'developers.openai.com/api/docs/deprecations'
const sdkTypes = 'openai 7.57.0, type comments'

/** A model whose announced end is all that we know or need. */
const ending = (
  id: string,
  role: CatalogEntry['role'],
  shutdownDate: string,
  replacement: string | null = null,
  source = `${sdkTypes}; ${deprecations}`,
): CatalogEntry => ({
  id,
  engine: 'openai',
  role,
  price: null,
  shutdownDate,
  replacement,
  note: null,
  source,
})

/** A model without an announced end. */
const chat = (
  id: string,
  input: number,
  output: number,
  note: string | null,
  source: string,
): CatalogEntry => ({
  id,
  engine: 'openai',
  role: 'chat',
  price: { input, cachedInput: null, output },
  shutdownDate: null,
  replacement: null,
  note,
  source,
})

const picture = (id: string, picturePrice: PicturePrice | undefined, source: string): CatalogEntry => ({
  id,
  engine: 'openai',
  role: 'picture',
  price: null,
  picturePrice,
  shutdownDate: null,
  replacement: null,
  note: null,
  source,
})

const speech = (id: string, speechPrice: SpeechPrice): CatalogEntry => ({
  ...ending(id, 'speech', '2027-01-06', 'gpt-realtime-2.1-mini'),
  speechPrice,
  source: `${sdkTypes}; developers.openai.com/api/docs/models/${id}`,
})

/** A reseller's figures: the maker's own could not be read. */
const gptImagePrice: PicturePrice = { textInput: 5, imageInput: 8, imageOutput: 30 }
const imageSource = `${sdkTypes}; prices docs.apiyi.com, 2026-11-05`

const entries: readonly CatalogEntry[] = [
  // Chat
  chat('gpt-6.2-sol', 2, 10, 'Everyday work', 'developers.openai.com/api/docs/models/gpt-6.2-sol'),
  chat('gpt-6.2-astra', 8, 40, 'Hardest questions', 'docs.laozhang.ai, 2026-11-18; apidog.com'),
  chat('gpt-6.1-terra', 1, 5, 'Balanced', 'docs.litellm.ai/blog/gpt-6-1-terra; apidog.com'),
  chat('gpt-6-luna', 0.1, 0.5, 'Cheap and fast', 'developers.openai.com model page'),
  chat('gpt-6.1-sol', 2, 10, null, 'collected 2026-11-22'),
  chat('gpt-6-astra', 10, 50, null, 'collected 2026-11-22'),
  chat('gpt-5.6-luna', 0.2, 1.2, null, 'collected 2026-11-22'),
  chat('gpt-5.6-terra', 2, 12, null, 'collected 2026-11-22'),
  chat('gpt-5.4-mini', 0.75, 4.5, null, 'collected 2026-11-22'),
  {
    ...chat('gpt-5.6-sol', 0, 0, null, 'sources disagree: 5/30 (2026-08-01) or 4/20 (docs.apiyi.com)'),
    price: null,
  },
  ending('gpt-5', 'chat', '2026-12-11'),
  ending('gpt-5-mini', 'chat', '2026-12-11'),
  ending('gpt-5-nano', 'chat', '2026-12-11'),
  ending('gpt-5-pro', 'chat', '2026-12-11'),
  ending('o3', 'chat', '2026-12-11'),
  ending('o3-pro', 'chat', '2026-12-11'),
  ending('gpt-4o', 'chat', '2027-01-14'),
  ending('gpt-4o-mini', 'chat', '2027-01-14'),
  ending('gpt-4.1', 'chat', '2027-01-14'),
  ending('gpt-4.1-mini', 'chat', '2027-01-14'),
  ending('gpt-5.1', 'chat', '2027-04-01'),
  ending('gpt-5.4-nano', 'chat', '2027-04-01'),
  ending('gpt-5.3-codex', 'chat', '2027-04-01'),
  // Models that are gone, but still in settings and conversations
  ending('gpt-4', 'chat', '2026-10-23'),
  ending('gpt-4-turbo', 'chat', '2026-10-23'),
  ending('gpt-3.5-turbo', 'chat', '2026-10-23'),
  ending('o1', 'chat', '2026-10-23'),
  ending('o3-mini', 'chat', '2026-10-23'),
  ending('o4-mini', 'chat', '2026-10-23'),
  ending('gpt-4.1-nano', 'chat', '2026-10-23'),
  ending('gpt-5.3-chat-latest', 'chat', '2026-08-10'),
  ending('gpt-5.2-chat-latest', 'chat', '2026-08-10'),
  ending('gpt-5.1-chat-latest', 'chat', '2026-07-23'),
  ending('gpt-5-chat-latest', 'chat', '2026-07-23'),
  ending('chatgpt-4o-latest', 'chat', '2026-02-17'),

  // Pictures
  picture('gpt-image-2.6-flare', gptImagePrice, imageSource),
  picture('gpt-image-2.6-sunburst', gptImagePrice, imageSource),
  picture('gpt-image-2.5-flare', gptImagePrice, imageSource),
  picture('gpt-image-2.5-sunburst', gptImagePrice, imageSource),
  picture('gpt-image-2', undefined, sdkTypes),
  ending('gpt-image-1-mini', 'picture', '2026-12-01', 'gpt-image-2.6-flare', deprecations),
  ending('gpt-image-1.5', 'picture', '2026-12-01', 'gpt-image-2.6-flare', deprecations),
  ending('chatgpt-image-latest', 'picture', '2026-12-01', 'gpt-image-2.6-flare', deprecations),
  ending('gpt-image-1', 'picture', '2026-10-23', 'gpt-image-2.5-flare', sdkTypes),
  ending('dall-e-2', 'picture', '2026-05-12', null, sdkTypes),
  ending('dall-e-3', 'picture', '2026-05-12', null, sdkTypes),

  // Speech
  speech('gpt-4o-mini-tts', { by: 'tokens', textInput: 0.6, textOutput: 0, audioOutput: 12 }),
  speech('tts-1', { by: 'characters', input: 15 }),
  speech('tts-1-hd', { by: 'characters', input: 30 }),
  {
    id: 'gpt-realtime-2.1-mini',
    engine: 'openai',
    role: 'speech',
    // Per million audio tokens.
    price: { input: 10, cachedInput: null, output: 20 },
    speechPrice: { by: 'tokens', textInput: 0.6, textOutput: 2.4, audioOutput: 20 },
    shutdownDate: null,
    replacement: null,
    note: 'Realtime API only',
    source: `${sdkTypes}; developers.openai.com model page`,
  },
  ending('gpt-realtime', 'other', '2027-01-20'),
  ending('gpt-realtime-mini', 'other', '2027-01-20'),
  ending('gpt-audio-mini', 'other', '2027-01-20'),

  // Transcription
  {
    id: 'gpt-transcribe',
    engine: 'openai',
    role: 'transcription',
    price: null,
    usdPerMinute: 0.0045,
    shutdownDate: null,
    replacement: null,
    note: null,
    source: 'developersdigest.tech, 2026-10-17',
  },
  {
    id: 'gpt-live-transcribe',
    engine: 'openai',
    role: 'transcription',
    price: null,
    usdPerMinute: 0.017,
    shutdownDate: null,
    replacement: null,
    note: 'Live API only',
    source: 'developers.openai.com model page',
  },
  ending('whisper-1', 'transcription', '2027-02-26'),
  ending('gpt-4o-transcribe', 'transcription', '2027-02-26'),
  ending('gpt-4o-mini-transcribe', 'transcription', '2027-02-26'),
  ending('gpt-4o-transcribe-diarize', 'transcription', '2027-02-26'),

  // Anthropic's
  ...claudeEntries,

  // Made here, costs nothing; also its pictures
  {
    id: 'builtin',
    engine: 'builtin',
    role: 'chat',
    price: { input: 0, cachedInput: 0, output: 0 },
    shutdownDate: null,
    replacement: null,
    note: 'Explains the app and draws samples; not a language model',
    source: 'this app',
  },
]

export const bundledCatalog: Catalog = {
  asOf: '2026-11-22',
  entries,
  defaults: {
    openai: {
      chat: 'gpt-6.2-sol',
      titles: 'gpt-6-luna',
      picture: 'gpt-image-2.6-flare',
      speech: 'gpt-4o-mini-tts',
      transcription: 'gpt-transcribe',
    },
    anthropic: { chat: 'claude-opus-5-5', titles: 'claude-haiku-5-5' },
    // The name that local servers take for their only model, whatever they run; those that list one are asked
    // for that.
    compatible: { transcription: 'whisper-1' },
    builtin: { chat: 'builtin', picture: 'builtin' },
  },
  longInput: { above: 272_000, inputFactor: 2, outputFactor: 1.5 },
}
