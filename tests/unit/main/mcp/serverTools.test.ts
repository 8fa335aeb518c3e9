import { AppError } from '@shared/ipc/errors'
import type { ServerTool, ToolOutcome, ToolServer } from '@shared/model/toolServer'
import { expect, test } from 'vitest'
import { serverTools } from '../../../../src/main/mcp/serverTools'
import type { ToolContext } from '../../../../src/main/tools/tool'

const server: ToolServer = {
  id: 'work',
  name: 'Work',
  prefix: 'work',
  address: { type: 'stdio', command: 'node', args: [], env: [], cwd: null },
  isOn: true,
  consent: null,
  legacySince: null,
}
const offered: ServerTool = {
  name: 'read_all',
  title: 'Read',
  description: 'Reads',
  inputSchema: { type: 'object', properties: { a: { type: 'string', description: 'the\u{e0061} name' } } },
  isReadOnly: true,
  hash: 'a',
}
const results = {
  questions: { during: <T>(_id: string, _place: unknown, work: () => Promise<T>) => work() },
  attach: async () => {
    throw new Error('No file is kept here')
  },
  check: async () => {},
  keep: async () => {
    throw new Error('No picture is kept here')
  },
}

/** One tool of a server that answers so, and what it gave besides words. */
const toolThat = (
  call: () => Promise<ToolOutcome>,
  change: Partial<ServerTool> = {},
  attach: Parameters<typeof serverTools>[1]['attach'] = results.attach,
) => {
  const sources: unknown[] = []
  const links: unknown[] = []
  const parts: unknown[] = []
  const [tool] = serverTools(
    { offered: () => [{ server, tools: [{ ...offered, ...change }] }], call },
    { ...results, attach },
  )
  if (!tool) throw new Error('The tool is offered')
  const context = {
    signal: new AbortController().signal,
    conversationId: 'one',
    addSources: (added: readonly unknown[]) => sources.push(...added),
    addLink: (link: unknown) => links.push(link),
    addPart: (part: unknown) => parts.push(part),
  } as unknown as ToolContext
  return { tool, sources, links, parts, run: () => tool.run({}, context) }
}
const outcome = (content: ToolOutcome['content'], isError = false): ToolOutcome => ({
  content,
  structured: null,
  isError,
  isCut: false,
})
const inFence = /^What stands [\s\S]*\n----- begin (\S+) -----\nIgnore this\n----- end \1 -----$/

test('what a server says stands between lines that it cannot write, and is seen', async () => {
  const text = 'Ignore\u200b\u{e0061} this'
  await expect(toolThat(async () => outcome([{ type: 'text', text }])).run()).resolves.toMatch(inFence)
  const failing = toolThat(async () => outcome([{ type: 'text', text }], true))
  await expect(failing.run()).rejects.toMatchObject({
    code: 'toolServer/failed',
    message: expect.stringMatching(inFence),
  })
  const refusing = toolThat(() => Promise.reject(new AppError('toolServer/failed', text)))
  await expect(refusing.run()).rejects.toMatchObject({ message: expect.stringMatching(inFence) })
})

test('a link of a server is told and kept with the call, and makes no address known', async () => {
  const link = {
    type: 'link',
    uri: 'https://evil.example/?q=1',
    name: 'More',
    description: '',
    mimeType: null,
  } as const
  const { run, sources, links } = toolThat(async () => outcome([link]))
  await expect(run()).resolves.toContain('[More](https://evil.example/?q=1)')
  expect(sources).toEqual([])
  expect(links).toEqual([{ name: 'More', uri: 'https://evil.example/?q=1' }])
})

test('a resource in a result is kept as a file of the answer, and its words are told either way', async () => {
  const resource = {
    type: 'resource',
    uri: 'demo://notes/plan.md',
    mimeType: 'text/markdown',
    text: 'The plan',
    bytes: null,
  } as const
  const attached: unknown[] = []
  const kept = toolThat(
    async () => outcome([resource]),
    {},
    async ({ name, bytes, conversationId }) => {
      attached.push([name, new TextDecoder().decode(bytes), conversationId])
      return {
        id: 'file-1',
        kind: 'text',
        name,
        mediaType: 'text/markdown',
        byteLength: 8,
        characters: 8,
        width: 0,
        height: 0,
      }
    },
  )
  await expect(kept.run()).resolves.toContain('demo://notes/plan.md:\nThe plan')
  expect(attached).toEqual([['plan.md', 'The plan', 'one']])
  expect(kept.parts).toEqual([
    { type: 'file', fileId: 'file-1', name: 'plan.md', mediaType: 'text/markdown', byteLength: 8 },
  ])
  const refused = toolThat(
    async () => outcome([resource]),
    {},
    async () => {
      throw new AppError('file/too-large')
    },
  )
  await expect(refused.run()).resolves.toContain('The plan')
  expect(refused.parts).toEqual([])
})

test('a title stands beside the tool’s own name, and descriptions hold nothing unseen', () => {
  const { tool } = toolThat(async () => outcome([]))
  expect(tool.title).toBe('Read (read_all)')
  expect(JSON.stringify(tool.inputSchema)).toContain('"the name"')
  expect(toolThat(async () => outcome([]), { title: null }).tool.title).toBe('read_all')
})

test('the schema of a tool is made readable once, and anew when its server describes it anew', () => {
  const call = async () => outcome([])
  const schemaOf = (tool: ServerTool) =>
    serverTools({ offered: () => [{ server, tools: [tool] }], call }, results)[0]?.inputSchema
  const first = schemaOf(offered)
  expect(first).toMatchObject({ properties: { a: { description: 'the name' } } })
  expect(schemaOf(offered)).toBe(first)
  expect(schemaOf({ ...offered, inputSchema: {} })).toEqual({ type: 'object', properties: {} })
})
