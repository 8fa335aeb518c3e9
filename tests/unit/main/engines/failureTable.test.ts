import { describe, expect, it } from 'vitest'
import { meaningOf, waitIn } from '../../../../src/main/engines/failureTable'

const meaning = (status: number | null, text: string, words = '') =>
  meaningOf({ status, words, param: '', text, asksToWait: waitIn(text) !== null })

describe('What a server means', () => {
  it.each([
    // No money.
    [402, '', '', 'engine/no-credit'],
    [
      429,
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'engine/no-credit',
    ],
    [403, 'Insufficient Balance', '', 'engine/no-credit'],
    [400, 'Your credit balance is too low to access the API.', 'invalid_request_error', 'engine/no-credit'],
    [429, 'Your account is suspended due to insufficient balance, please recharge', '', 'engine/no-credit'],
    [403, 'This request requires more credits, or fewer max_tokens.', '', 'engine/no-credit'],
    [429, 'Your credits are exhausted.', '', 'engine/no-credit'],
    // Too long.
    [
      400,
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
      '',
      'engine/context-too-long',
    ],
    [
      400,
      'prompt is too long: 210000 tokens > 200000 maximum',
      'invalid_request_error',
      'engine/context-too-long',
    ],
    [
      400,
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      '',
      'engine/context-too-long',
    ],
    [400, 'the request exceeds the available context size, try increasing it', '', 'engine/context-too-long'],
    [
      422,
      '`inputs` tokens + `max_new_tokens` must be <= 4096. Input is too long',
      '',
      'engine/context-too-long',
    ],
    [500, 'input length exceeds the context length', '', 'engine/context-too-long'],
    [400, 'Please reduce the length of the messages or completion.', '', 'engine/context-too-long'],
    [413, '', '', 'engine/context-too-long'],
    // The key.
    [401, '', '', 'engine/bad-key'],
    [400, 'API key not valid. Please pass a valid API key.', '', 'engine/bad-key'],
    [403, 'Incorrect API key provided', '', 'engine/bad-key'],
    [400, 'Authentication failed', '', 'engine/bad-key'],
    [403, 'Your country is not supported', '', 'engine/forbidden'],
    // Waiting.
    [
      429,
      'You exceeded your current quota. Please retry in 38.2s.',
      'RESOURCE_EXHAUSTED',
      'engine/rate-limited',
    ],
    [429, 'Rate limit reached for requests', 'rate_limit_exceeded', 'engine/rate-limited'],
    [429, 'The engine is currently overloaded, please try again later', '', 'engine/overloaded'],
    [529, '', 'overloaded_error', 'engine/overloaded'],
    [503, '', '', 'engine/overloaded'],
    [500, 'The server is busy, try later', '', 'engine/overloaded'],
    [524, '<html>A timeout occurred</html>', '', 'engine/timeout'],
    // The model.
    [404, "model 'x' not found, try pulling it first", '', 'engine/model-not-found'],
    [400, 'nope/nope is not a valid model ID', '', 'engine/model-not-found'],
    // Nothing of it.
    [400, "Unsupported value: 'temperature' does not support 0.2 with this model.", '', null],
    [400, 'Out of memory while loading', '', null],
    [500, 'Internal server error', '', null],
    [404, '404 page not found', '', null],
    [400, 'image exceeds 5 MB maximum: 6500712 bytes > 5242880 bytes', '', null],
  ] as const)('by %s %j %j is %s', (status, text, words, code) =>
    expect(meaning(status, text, words)).toBe(code),
  )
})

describe('The wait in a sentence', () => {
  it.each([
    ['Please retry in 38.2s.', 38_200],
    ['Please try again in 6m0s.', 360_000],
    ['Please try again in 350ms', 350],
    ['Rate limit reached. Please retry after 20 seconds.', 20_000],
    ['try again in 1 hour', 3_600_000],
    ['Try again later', null],
    ['retry', null],
    ['You have used 20 seconds', null],
  ])('%s', (text, ms) => expect(waitIn(text)).toBe(ms))
})
