import fc from 'fast-check'
import { expect, it } from 'vitest'
import { WrittenCallSplitter } from '../../../../src/main/engines/writtenCalls'

const split = (pieces: readonly string[]) => {
  const splitter = new WrittenCallSplitter()
  const all = [...pieces.map((each) => splitter.read(each)), splitter.end()].flat()
  return {
    text: all.map((piece) => (piece.type === 'text' ? piece.text : '')).join(''),
    calls: all.flatMap(({ calls }) => calls),
  }
}

it.each([
  ['<tool_call>{"name":"a","arguments":{"b":1}}</tool_call>', '', [{ name: 'a', input: '{"b":1}' }]],
  [
    'Yes.\n<tool_call>\n{"name":"a","arguments":"{}"}\n{"name":"b"}\n</tool_call>\n',
    'Yes.\n\n',
    [
      { name: 'a', input: '{}' },
      { name: 'b', input: '{}' },
    ],
  ],
  [
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>a\n```json\n{"b":1}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    '',
    [{ name: 'a', input: '{"b":1}' }],
  ],
  ['[TOOL_CALLS]a[ARGS]{"b":1}', '', [{ name: 'a', input: '{"b":1}' }]],
  ['<function=a>{"b":1}</function>', '', [{ name: 'a', input: '{"b":1}' }]],
  [
    "<|tool_call_start|>[a(b='it\\'s', c=2, d=True)]<|tool_call_end|>",
    '',
    [{ name: 'a', input: '{"b":"it\'s","c":2,"d":true}' }],
  ],
  ['<tool_call>no call</tool_call>', '<tool_call>no call</tool_call>', []],
  ['A <tool_call>{"name":"a"}</tool_call>', 'A <tool_call>{"name":"a"}</tool_call>', []],
  ['```\n<tool_call>{"name":"a"}</tool_call>\n```', '```\n<tool_call>{"name":"a"}</tool_call>\n```', []],
])('%j', (answer, text, calls) => {
  expect(split([answer])).toEqual({ text, calls })
})

it('is the same wherever it is cut', () => {
  const word = fc.constantFrom(
    ...['<tool_call>', '</tool_call>', '{"name":"a"}', '[TOOL_CALLS]', '<function=a>', '</function>'],
    ...['\n', '```\n', 'a', ' ', '<', '[', '<tool', '~~~'],
  )
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
      (answer) => {
        expect(split([...answer])).toEqual(split([answer]))
      },
    ),
    { numRuns: 2_000 },
  )
})

it('is text where it is no call, in time that grows with it', () => {
  const words = ['<tool_call>\n', '\n<tool_call>x</tool_call>', '<arg_key>', '<parameter=a>', '[', '{"name":']
  for (const word of words) {
    const answer = `<tool_call>a ${word.repeat(20_000)}`
    expect(split([answer])).toEqual({ text: answer, calls: [] })
  }
})

it('reads the inside of a call that comes sign by sign once, and gives up on one that never ends', () => {
  const call = `<tool_call>{"name":"a","arguments":{"b":"${'c'.repeat(100_000)}"}}</tool_call>`
  expect(split([...call]).calls).toEqual([{ name: 'a', input: `{"b":"${'c'.repeat(100_000)}"}` }])
  const endless = `<tool_call>${'c'.repeat(300_000)}`
  expect(split([...endless])).toEqual({ text: endless, calls: [] })
})
