import { expect, test } from 'vitest'
import { outcomeOf, toolOf, toolsOf } from '../../../src/mcp/toolContent'

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

test('a title is one short line that everybody sees, and asks again where it changes', () => {
  const title = `Read\n\u202efiles ${'x'.repeat(50_000)}`
  const tool = toolOf({ name: 'read', title, inputSchema })
  expect(tool.title).toMatch(/^Read files x{69}$/)
  const others = [
    toolOf({ name: 'read', title: 'Read', inputSchema }),
    toolOf({ name: 'read', title, inputSchema, annotations: { readOnlyHint: true } }),
  ]
  for (const other of others) expect(other.hash).not.toBe(tool.hash)
  expect(toolOf({ name: 'read', title: '\u200b \n', inputSchema }).title).toBeNull()
})

test('what is offered has limits', () => {
  const many = Array.from({ length: 600 }, (_, at) => ({ name: `tool${at}`, inputSchema }))
  expect(toolsOf(many)).toHaveLength(500)
  const large = { type: 'object', properties: { a: { description: 'x'.repeat(100_000) } } } as const
  expect(toolsOf([{ name: 'large', inputSchema: large }])).toEqual([])
  expect(toolOf({ name: 'a', description: `\u{e0061}${'x'.repeat(20_000)}`, inputSchema }).description).toBe(
    'x'.repeat(10_000),
  )
})

test('of very many pictures the first are kept, and the result says that it was cut', () => {
  const picture = { type: 'image', mimeType: 'image/png', data: 'A'.repeat(15 * 1024 * 1024) } as const
  const outcome = outcomeOf({ content: [picture, picture, picture] })
  expect(outcome.content).toHaveLength(2)
  expect(outcome.isCut).toBe(true)
  const small = Array.from({ length: 300 }, () => ({ type: 'text', text: 'x' }) as const)
  expect(outcomeOf({ content: small })).toMatchObject({ isCut: true })
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
