import { expect, test } from 'vitest'
import { outcomeOf, toolOf } from '../../../src/mcp/toolContent'

const inputSchema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } } } as const

test('a tool’s hash follows its description and schema, not the order of keys', () => {
  const tool = toolOf({ name: 'read', description: 'Reads', inputSchema })
  const turned = { properties: { b: { type: 'number' }, a: { type: 'string' } }, type: 'object' } as const
  expect(toolOf({ name: 'read', description: 'Reads', inputSchema: turned }).hash).toBe(tool.hash)
  expect(toolOf({ name: 'read', description: 'Reads all', inputSchema }).hash).not.toBe(tool.hash)
  expect(toolOf({ name: 'read', description: 'Reads', inputSchema: { type: 'object' } }).hash).not.toBe(
    tool.hash,
  )
})

test('texts share one limit, and structured content is whole or absent', () => {
  const half = 'x'.repeat(600_000)
  const outcome = outcomeOf({
    content: [
      { type: 'text', text: half },
      { type: 'text', text: half },
      { type: 'text', text: 'never reached' },
    ],
    structuredContent: { half, again: half },
  })
  expect(outcome.isCut).toBe(true)
  expect(outcome.structured).toBeNull()
  expect(outcome.content.map((each) => each.type === 'text' && each.text.length)).toEqual([600_000, 448_576])
})
