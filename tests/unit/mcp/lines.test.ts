import { expect, test } from 'vitest'
import { LastLines } from '../../../src/mcp/LastLines'
import { LineReader } from '../../../src/mcp/LineReader'

const bytes = (text: string) => Buffer.from(text, 'utf8')

test('lines are whole however their bytes come in', () => {
  const whole = bytes('{"a":"ü"}\r\n\n{"b":2}\n{"c"')
  for (let size = 1; size <= whole.length; size += 1) {
    const reader = new LineReader(1_000)
    const lines: string[] = []
    for (let at = 0; at < whole.length; at += size) lines.push(...reader.add(whole.subarray(at, at + size)))
    expect(lines).toEqual(['{"a":"ü"}', '{"b":2}'])
  }
})

test('a line without an end is told, and not kept for ever', () => {
  const reader = new LineReader(10)
  expect(reader.add(bytes('12345'))).toEqual([])
  expect(reader.isTooLong).toBe(false)
  reader.add(bytes('6789012'))
  expect(reader.isTooLong).toBe(true)
})

test('of what a server writes the last twenty lines are kept', () => {
  const lines = new LastLines()
  for (let each = 1; each <= 30; each += 1) lines.add(`line ${each}\n`)
  lines.add('unfinished')
  expect(lines.text.split('\n')).toHaveLength(20)
  expect(lines.text).toMatch(/^line 12\n[\s\S]*line 30\nunfinished$/)
})

test('what a server writes is shown without what colours it or turns its direction', () => {
  const lines = new LastLines()
  lines.add('\u001b[31mred\u001b[0m \u202eturned\u200b\n')
  expect(lines.text).toBe('red turned')
})
