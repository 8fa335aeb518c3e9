import { expect, it } from 'vitest'
import {
  priceOfAnswer,
  priceOfPicture,
  priceOfSpeech,
  priceOfSpeechMinute,
  priceOfTranscription,
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
