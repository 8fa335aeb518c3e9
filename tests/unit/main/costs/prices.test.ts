import { expect, it } from 'vitest'
import {
  priceOfAnswer,
  priceOfPicture,
  priceOfSpeech,
  priceOfSpeechMinute,
  priceOfTranscription,
  savedOnAnswer,
} from '../../../../src/main/costs/prices'

const openai = { kind: 'openai', baseUrl: null } as const
const remote = { kind: 'compatible', baseUrl: 'https://example.org/v1' } as const
const local = { kind: 'compatible', baseUrl: 'http://192.168.1.20:11434/v1' } as const
const builtin = { kind: 'builtin', baseUrl: null } as const
const usage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 10, reasoningTokens: 0 }
const spoken = { seconds: 3, characters: 40, tokens: null }
const counted = { ...spoken, tokens: { textInput: 100, textOutput: 10, audioOutput: 60 } }

it('charges what the engine counted of speech, and what it did not by its length', () => {
  expect(priceOfSpeech(openai, 'gpt-realtime-2.1-mini', [counted])).toBeCloseTo(0.001284, 8)
  expect(priceOfSpeech(openai, 'gpt-realtime-2.1-mini', [counted, spoken])).toBeCloseTo(0.001284 + 0.00123, 8)
  expect(priceOfSpeech(openai, 'tts-1', [spoken, spoken])).toBeCloseTo(0.0012, 8)
  expect(priceOfSpeech(openai, 'something-new', [spoken])).toBeNull()
})

it('does not know what a remote server charges, whatever its models are called', () => {
  expect(priceOfAnswer(remote, 'gpt-4o', usage)).toBeNull()
  expect(priceOfPicture(remote, 'gpt-image-2', null)).toBeNull()
  expect(priceOfSpeech(remote, 'tts-1', [spoken])).toBeNull()
  expect(priceOfTranscription(remote, 'whisper-1', 60)).toBeNull()
})

it('a server of one’s own costs nothing, whatever is asked of it', () => {
  expect(priceOfAnswer(local, 'llama', usage)).toBe(0)
  expect(priceOfPicture(local, 'flux', null)).toBe(0)
  expect(priceOfSpeech(local, 'kokoro', [spoken])).toBe(0)
  expect(priceOfTranscription(local, 'whisper', 60)).toBe(0)
})

it('knows what Claude costs at its maker, and what the cache saved of that', () => {
  const claude = { kind: 'anthropic', baseUrl: null } as const
  const gateway = { kind: 'anthropic', baseUrl: 'https://gateway.example' } as const
  // Opus 5.5: 4 in, 0.20 from the cache, 5 into it, 20 out, for a million.
  const filled = { ...usage, inputTokens: 1_000_000, cacheWriteTokens: 900_000, outputTokens: 0 }
  const read = { ...usage, inputTokens: 1_000_000, cachedInputTokens: 900_000, outputTokens: 100_000 }
  expect(priceOfAnswer(claude, 'claude-opus-5-5', filled)).toBeCloseTo(0.4 + 4.5, 8)
  expect(savedOnAnswer(claude, 'claude-opus-5-5', filled)).toBeCloseTo(-0.9, 8)
  expect(priceOfAnswer(claude, 'claude-opus-5-5', read)).toBeCloseTo(0.4 + 0.18 + 2, 8)
  expect(savedOnAnswer(claude, 'claude-opus-5-5', read)).toBeCloseTo(3.42, 8)
  // Haiku 5.5 costs five times as much above 100,000 tokens, and a dated id is its model's.
  expect(
    priceOfAnswer(claude, 'claude-haiku-5-5', { ...usage, inputTokens: 100_000, outputTokens: 0 }),
  ).toBeCloseTo(0.01, 8)
  expect(
    priceOfAnswer(claude, 'claude-haiku-5-5', { ...usage, inputTokens: 200_000, outputTokens: 0 }),
  ).toBeCloseTo(0.1, 8)
  expect(priceOfAnswer(claude, 'claude-haiku-4-5-20251001', usage)).toBeCloseTo(0.00006, 8)
  expect(priceOfAnswer(gateway, 'claude-opus-5-5', read)).toBeNull()
  expect(savedOnAnswer(gateway, 'claude-opus-5-5', read)).toBeNull()
  expect(priceOfAnswer(claude, 'claude-of-tomorrow', read)).toBeNull()
  expect(savedOnAnswer(claude, 'claude-opus-5-5', usage)).toBeNull()
})

it('the built-in engine has nothing to charge', () => {
  expect(priceOfAnswer(builtin, 'builtin', usage)).toBeUndefined()
  expect(priceOfPicture(builtin, 'builtin', null)).toBeUndefined()
})

it('knows about what a minute of speech costs', () => {
  expect(priceOfSpeechMinute(openai, 'gpt-4o-mini-tts')).toBeCloseTo(0.0145, 3)
  expect(priceOfSpeechMinute(openai, 'something-new')).toBeNull()
  expect(priceOfSpeechMinute(remote, 'gpt-4o-mini-tts')).toBeNull()
  expect([local, builtin].map((payee) => priceOfSpeechMinute(payee, 'gpt-4o-mini-tts'))).toEqual([0, 0])
})
