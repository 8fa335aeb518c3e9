import { expect, it } from 'vitest'
import { finishReasonOf, isNoFinish } from '../../../../src/main/engines/finishReasons'

it.each([
  [['stop', 'STOP', 'end_turn', 'eos', 'FINISH_REASON_STOP', 'completed'], 'stop'],
  [['tool_calls', 'tool_use', 'function_call'], 'tool-calls'],
  [['length', 'model_length', 'MAX_TOKENS', 'max_output_tokens', 'token_limit'], 'length'],
  [['model_context_window_exceeded'], 'context-full'],
  [
    [
      'content_filter',
      'SAFETY',
      'RECITATION',
      'PROHIBITED_CONTENT',
      'BLOCKLIST',
      'SPII',
      'IMAGE_SAFETY',
      'sensitive',
    ],
    'refused',
  ],
  [['OTHER', 'abort', 'something new', '0'], 'unfinished'],
] as const)('%j end as %s', (words, reason) => {
  for (const word of words) expect([word, finishReasonOf(word)]).toEqual([word, reason])
})

it.each([
  ['error', 'engine/server-error'],
  ['network_error', 'engine/server-error'],
  ['insufficient_system_resource', 'engine/overloaded'],
  ['MALFORMED_FUNCTION_CALL', 'tool/bad-input'],
  ['function_call_filter: MALFORMED_FUNCTION_CALL', 'tool/bad-input'],
])('%s is the failure %s', (word, code) => {
  expect(() => finishReasonOf(word)).toThrow(expect.objectContaining({ code }))
})

it('takes words for nothing as no end', () => {
  for (const word of ['', 'null', 'None', ' ', 'undefined']) expect(isNoFinish(word)).toBe(true)
  for (const word of ['stop', 'error', '0']) expect(isNoFinish(word)).toBe(false)
})
