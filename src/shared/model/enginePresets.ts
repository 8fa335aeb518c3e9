import type { EngineKind } from './engine'

/** How a key goes along: in `Authorization` as a bearer, in a header of that name, or not at all. */
export type KeyHeader = 'bearer' | 'api-key' | 'x-api-key' | 'none'

/** In what a server differs from others of its kind, as far as a source says so. */
export interface ServerQuirks {
  /** What it refuses in requests for answers: left out from the start. */
  readonly refusedInAnswers?: readonly 'stream_options'[]
}

/** A provider as it is set up: data only, each fact with its source. */
export interface EnginePreset {
  /** Kept in settings: it never changes. */
  readonly id: string
  readonly name: string
  readonly kind: Exclude<EngineKind, 'builtin'>
  /** With blanks in braces, e.g. `{resource}`, where the address is each user's own. */
  readonly baseUrl: string
  /** Hosts whose server is this one, however the address came; null: it is where the user runs it. */
  readonly hosts: RegExp | null
  readonly header: KeyHeader
  /** Keys of this form are its maker's alone; null: the form does not tell. */
  readonly keyForm: RegExp | null
  /** How such a key begins, to be shown in an empty field; null: as any text does. */
  readonly keyExample: string | null
  /** The page where keys are made; null: it wants none. */
  readonly keysPage: string | null
  readonly quirks: ServerQuirks
  readonly source: string
}

interface Given extends Pick<EnginePreset, 'id' | 'name' | 'baseUrl' | 'source'> {
  readonly kind?: EnginePreset['kind']
  readonly hosts?: RegExp
  readonly header?: KeyHeader
  readonly keyForm?: RegExp
  readonly keyExample?: string
  readonly keysPage?: string
  readonly quirks?: ServerQuirks
}

const preset = (given: Given): EnginePreset => ({
  kind: 'compatible',
  hosts: null,
  header: 'bearer',
  keyForm: null,
  keyExample: null,
  keysPage: null,
  quirks: {},
  ...given,
})

/** One that the user runs: no key, unless its administrator set one. */
const local = (id: string, name: string, port: number): EnginePreset =>
  preset({ id, name, baseUrl: `http://localhost:${port}/v1`, header: 'bearer', source: `${name}'s own port` })

/** As users look for them: those with a key by how common they are, then those on one's own computer. */
export const enginePresets: readonly EnginePreset[] = [
  preset({
    id: 'openai',
    name: 'OpenAI',
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    hosts: /^api\.openai\.com$/,
    keyForm: /^sk-(proj|svcacct|admin|None)-/,
    keyExample: 'sk-…',
    keysPage: 'https://platform.openai.com/api-keys',
    source: 'openai 7.57.0',
  }),
  preset({
    id: 'anthropic',
    name: 'Anthropic',
    kind: 'anthropic',
    baseUrl: 'https://api.anthropic.com',
    hosts: /^api\.anthropic\.com$/,
    header: 'x-api-key',
    keyForm: /^sk-ant-/,
    keyExample: 'sk-ant-…',
    keysPage: 'https://platform.claude.com/settings/keys',
    source: 'platform.claude.com/docs/en/api; apidog.com/blog/anthropic-api-key, 2026-09-18',
  }),
  preset({
    id: 'gemini',
    name: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    hosts: /^generativelanguage\.googleapis\.com$/,
    keyForm: /^AIza[\w-]{30,}$/,
    keyExample: 'AIza…',
    keysPage: 'https://aistudio.google.com/apikey',
    source: 'ai.google.dev/gemini-api/docs/openai',
  }),
  preset({
    id: 'openrouter',
    name: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    hosts: /^openrouter\.ai$/,
    keyForm: /^sk-or-/,
    keyExample: 'sk-or-…',
    keysPage: 'https://openrouter.ai/settings/keys',
    source: 'openrouter.ai/docs',
  }),
  preset({
    id: 'groq',
    name: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    hosts: /^api\.groq\.com$/,
    keyForm: /^gsk_/,
    keyExample: 'gsk_…',
    keysPage: 'https://console.groq.com/keys',
    source: 'console.groq.com/docs/openai',
  }),
  preset({
    id: 'mistral',
    name: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    hosts: /^api\.mistral\.ai$/,
    keysPage: 'https://console.mistral.ai/api-keys',
    quirks: { refusedInAnswers: ['stream_options'] },
    source:
      'docs.mistral.ai/api; refusal of stream_options: avante-corp/avante.nvim#2347, BerriAI/litellm#8978',
  }),
  preset({
    id: 'deepseek',
    name: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    hosts: /^api\.deepseek\.com$/,
    keyExample: 'sk-…',
    keysPage: 'https://platform.deepseek.com/api_keys',
    source: 'api-docs.deepseek.com',
  }),
  preset({
    id: 'xai',
    name: 'xAI',
    baseUrl: 'https://api.x.ai/v1',
    hosts: /^api\.x\.ai$/,
    keyForm: /^xai-/,
    keyExample: 'xai-…',
    keysPage: 'https://console.x.ai',
    source: 'docs.x.ai',
  }),
  preset({
    id: 'together',
    name: 'Together',
    baseUrl: 'https://api.together.xyz/v1',
    hosts: /^api\.together\.(xyz|ai)$/,
    keyForm: /^tgp_v\d+_/,
    keyExample: 'tgp_v1_…',
    keysPage: 'https://api.together.ai/settings/api-keys',
    source: 'docs.together.ai',
  }),
  preset({
    id: 'azure',
    name: 'Azure OpenAI',
    baseUrl: 'https://{resource}.openai.azure.com/openai/v1',
    hosts: /\.(openai|cognitiveservices|services\.ai)\.azure\.com$/,
    header: 'api-key',
    keysPage: 'https://portal.azure.com/#view/Microsoft_Azure_ProjectOxford/CognitiveServicesHub',
    source: 'learn.microsoft.com/azure/ai-foundry/openai/reference',
  }),
  local('ollama', 'Ollama', 11_434),
  local('lmstudio', 'LM Studio', 1_234),
  local('llamacpp', 'llama.cpp', 8_080),
  local('vllm', 'vLLM', 8_000),
  local('localai', 'LocalAI', 8_080),
]

export const findPreset = (id: string | undefined): EnginePreset | null =>
  enginePresets.find((each) => each.id === id) ?? null

/** Those that the user runs on a computer of the user's own. */
export const localPresets = enginePresets.filter(({ hosts }) => hosts === null)

/** The providers that are asked for a key. */
export const presetsWithKey = enginePresets.filter(({ keysPage }) => keysPage !== null)

/** Whose key this is, where its form alone says so. It is looked at here and goes nowhere. */
export const makerOfKey = (key: string): EnginePreset | null =>
  enginePresets.find(({ keyForm }) => keyForm?.test(key.trim())) ?? null

/** Whose server is at this address, where the address says so. */
export const presetAt = (baseUrl: string): EnginePreset | null => {
  const host = /^https:\/\/([^/:?#]*)/i.exec(baseUrl.trim())?.[1]?.toLowerCase() ?? ''
  return enginePresets.find(({ hosts }) => hosts?.test(host)) ?? null
}

/** True where the user has to fill in a part of the address. */
export const hasBlank = ({ baseUrl }: EnginePreset): boolean => baseUrl.includes('{')
