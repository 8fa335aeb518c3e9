import {
  enginePresets,
  findPreset,
  hasBlank,
  localPresets,
  makerOfKey,
  presetAt,
  presetsWithKey,
} from '@shared/model/enginePresets'
import { expect, it } from 'vitest'

it('knows the providers by name, each once, with an address and the page where its keys are made', () => {
  expect(enginePresets.map(({ name }) => name)).toEqual([
    'OpenAI',
    'Anthropic',
    'Google Gemini',
    'OpenRouter',
    'Groq',
    'Mistral',
    'DeepSeek',
    'xAI',
    'Together',
    'Azure OpenAI',
    'Ollama',
    'LM Studio',
    'llama.cpp',
    'vLLM',
    'LocalAI',
  ])
  expect(new Set(enginePresets.map(({ id }) => id)).size).toBe(enginePresets.length)
  expect(localPresets.map(({ id }) => id)).toEqual(['ollama', 'lmstudio', 'llamacpp', 'vllm', 'localai'])
  for (const preset of presetsWithKey) expect(preset.keysPage).toMatch(/^https:\/\//)
  for (const { source } of enginePresets) expect(source).not.toBe('')
})

it.each(enginePresets.filter(({ hosts }) => hosts !== null).map(({ id }) => id))(
  'recognises the address of %s as its own',
  (id) => {
    const preset = findPreset(id)
    if (!preset) throw new Error(id)
    expect(hasBlank(preset)).toBe(id === 'azure')
    expect(presetAt(preset.baseUrl.replace('{resource}', 'mine'))?.id).toBe(id)
  },
)

it.each([
  ['sk-ant-api03-x', 'anthropic'],
  ['  sk-ant-x\n', 'anthropic'],
  ['sk-or-v1-x', 'openrouter'],
  ['gsk_x', 'groq'],
  ['xai-x', 'xai'],
  ['tgp_v1_x', 'together'],
  ['sk-proj-x', 'openai'],
  [`AIza${'x'.repeat(35)}`, 'gemini'],
])('the form of %j tells whose key it is', (key, id) => {
  expect(makerOfKey(key)?.id).toBe(id)
})

it.each(['', 'sk-', `sk-${'0'.repeat(32)}`, '0'.repeat(32), 'AIza', 'my sk-ant-x'])(
  'the form of %j does not tell',
  (key) => {
    expect(makerOfKey(key)).toBeNull()
  },
)

it('an address that only looks like a provider’s is not taken for it', () => {
  for (const address of [
    'http://api.groq.com/openai/v1',
    'https://api.groq.com.example.org/v1',
    'https://example.org/api.groq.com',
    'https://openai.azure.com.example.org',
    'not an address',
    '',
  ])
    expect(presetAt(address)).toBeNull()
})
