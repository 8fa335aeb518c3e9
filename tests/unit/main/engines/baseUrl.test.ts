import { describe, expect, it } from 'vitest'
import { anthropicAddress, baseUrlCandidates, isOpenAI } from '../../../../src/main/engines/baseUrl'
import { createEngine } from '../../../../src/main/engines/engineFactory'

describe('what a typed address may mean', () => {
  it.each([
    ['localhost:1234', ['http://localhost:1234/v1', 'http://localhost:1234']],
    ['127.0.0.1:11434/', ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434']],
    ['nas.local', ['http://nas.local/v1', 'http://nas.local']],
    ['api.example.com', ['https://api.example.com/v1', 'https://api.example.com']],
    ['https://openrouter.ai/api/v1', ['https://openrouter.ai/api/v1']],
    ['https://openrouter.ai/api', ['https://openrouter.ai/api', 'https://openrouter.ai/api/v1']],
    ['http://host:8000/v1/chat/completions?x=1#y', ['http://host:8000/v1']],
    ['http://me:secret@host:8000/v1', ['http://host:8000/v1']],
    ['https://example.com/v1beta/', ['https://example.com/v1beta']],
    ['ftp://example.com', []],
    ['file:///etc/passwd', []],
    ['', []],
    ['not an address', []],
  ])('%s', (typed, expected) => {
    expect(baseUrlCandidates(typed)).toEqual(expected)
  })
})

describe('the address of an Azure resource', () => {
  const resource = 'https://mine.openai.azure.com'
  it.each([
    [resource, [`${resource}/openai/v1`]],
    [`${resource}/`, [`${resource}/openai/v1`]],
    [`${resource}/openai/v1/`, [`${resource}/openai/v1`]],
    [
      `${resource}/openai/deployments/gpt/chat/completions?api-version=2025-01-01-preview&x=1`,
      [`${resource}/openai/deployments/gpt?api-version=2025-01-01-preview`],
    ],
    [`${resource}/openai/deployments/gpt`, [`${resource}/openai/deployments/gpt?api-version=2024-10-21`]],
    [
      'http://127.0.0.1:4000/openai/deployments/gpt?api-version=1',
      ['http://127.0.0.1:4000/openai/deployments/gpt?api-version=1'],
    ],
  ])('%s', (typed, candidates) => {
    expect(baseUrlCandidates(typed)).toEqual(candidates)
  })
})

it.each([
  ['https://gateway.example/anthropic/v1/messages', 'https://gateway.example/anthropic'],
  ['https://gateway.example/anthropic/v1', 'https://gateway.example/anthropic'],
  ['https://me:secret@gateway.example/', 'https://gateway.example'],
  ['localhost:8080', 'http://localhost:8080'],
  ['ftp://gateway.example', null],
])('a server of Anthropic’s shape typed as %s is at %s', (typed, address) => {
  expect(anthropicAddress(typed)).toBe(address)
})

describe('which engine an address gets', () => {
  const make = (kind: 'openai' | 'compatible' | 'builtin', baseUrl: string | null) =>
    createEngine({ id: 'x', kind, name: 'X', baseUrl, capabilities: {} }, { loadKey: async () => 'k' }).kind

  it('anywhere but api.openai.com is a compatible server', () => {
    expect(make('openai', null)).toBe('openai')
    expect(make('openai', 'https://api.openai.com/v1')).toBe('openai')
    expect(make('openai', 'https://api.openai.com.example.org/v1')).toBe('compatible')
    expect(make('openai', 'http://127.0.0.1:8080/v1')).toBe('compatible')
    expect(make('builtin', null)).toBe('builtin')
  })

  it('is recognised by the host alone', () => {
    expect(isOpenAI('https://api.openai.com')).toBe(true)
    expect(isOpenAI('https://example.org/api.openai.com')).toBe(false)
    expect(isOpenAI('nonsense')).toBe(false)
  })
})
