import { AppError } from '@shared/ipc/errors'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { ToolRegistry } from '../../../../src/main/tools/ToolRegistry'
import type { Tool, ToolContext } from '../../../../src/main/tools/tool'

const context = { engine: { id: 'test' } } as ToolContext
const greet: Tool = {
  name: 'greet',
  description: 'Greets',
  input: z.object({ name: z.string().describe('Whom') }),
  run: async (input) => `Hello ${(input as { name: string }).name}`,
}

it('describes tools to the model as JSON Schema', () => {
  expect(new ToolRegistry([greet]).describe('test')).toEqual([
    {
      name: 'greet',
      description: 'Greets',
      parameters: {
        type: 'object',
        properties: { name: { type: 'string', description: 'Whom' } },
        required: ['name'],
      },
    },
  ])
})

it('runs a tool with the input that the model wrote', async () => {
  expect(await new ToolRegistry([greet]).run('greet', '{"name":"Ada"}', context)).toBe('Hello Ada')
})

it.each([
  ['damaged JSON', 'greet', '{"name": "Ad', 'tool/bad-input'],
  ['a missing field', 'greet', '', 'tool/bad-input'],
  ['a wrong type', 'greet', '{"name": 3}', 'tool/bad-input'],
  ['a tool that is not there', 'rm', '{}', 'tool/unknown'],
])('refuses %s', async (_name, tool, input, code) => {
  const failure = await new ToolRegistry([greet]).run(tool, input, context).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(AppError)
  expect(failure).toMatchObject({ code })
})
