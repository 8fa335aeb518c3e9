import { expect, test } from 'vitest'
import { countProcesses, everything, hostPlace, serverScript, stdioServer } from './builtHost'

const place = hostPlace()

const call = (name: string, input: Record<string, unknown>, serverId = 'one') => ({
  serverId,
  name,
  arguments: input,
  quietMs: 30_000,
})
const one = (marker = '') => stdioServer('one', 'node', [everything, 'stdio', marker])

test('a tool of a real server is listed and called, and the server is gone afterwards', async () => {
  const { client } = place.client()
  const marker = `marker-${process.pid}-list`
  const found = await client.call('connect', one(marker))
  expect(found).toMatchObject({ isLegacy: true, title: 'Everything Reference Server' })
  expect(found.offer.tools.map(({ name }) => name)).toContain('echo')
  expect(found.offer.prompts.length).toBeGreaterThan(0)
  expect(found.offer.resources.length).toBeGreaterThan(0)
  const outcome = await client.call('callTool', call('echo', { message: 'hello' }))
  expect(outcome).toMatchObject({ content: [{ type: 'text', text: 'Echo: hello' }], isError: false })
  expect(countProcesses(marker)).toBeGreaterThan(0)
  await client.call('disconnect', { serverId: 'one' })
  expect(countProcesses(marker)).toBe(0)
})

test('pictures, structured results, links and resources come as what they are', async () => {
  const { client } = place.client()
  const { offer } = await client.call('connect', one())
  const picture = await client.call('callTool', call('get-tiny-image', {}))
  const shown = picture.content.find(({ type }) => type === 'picture')
  expect(shown).toMatchObject({ mimeType: 'image/png' })
  expect(shown?.type === 'picture' && [...shown.bytes.slice(1, 4)]).toEqual([80, 78, 71])
  const structured = await client.call('callTool', call('get-structured-content', { location: 'Chicago' }))
  expect(JSON.parse(structured.structured ?? '')).toHaveProperty('temperature')
  const links = await client.call('callTool', call('get-resource-links', { count: 2 }))
  expect(links.content.filter(({ type }) => type === 'link')).toHaveLength(2)
  const uri = offer.resources[0]?.uri ?? ''
  expect(await client.call('readResource', { serverId: 'one', uri })).toMatchObject([
    { type: 'resource', uri },
  ])
  const prompt = await client.call('getPrompt', {
    serverId: 'one',
    name: 'args-prompt',
    arguments: { city: 'Rome' },
  })
  expect(JSON.stringify(prompt)).toContain('Rome')
})

test('a server’s question reaches main, and its answer the server', async () => {
  const asked: unknown[] = []
  const { client } = place.client({
    question: async ({ question }) => {
      asked.push(question.type)
      return { action: 'accept', content: { name: 'Ada' } }
    },
  })
  await client.call('connect', one())
  const outcome = await client.call('callTool', call('trigger-elicitation-request', {}))
  expect(asked).toEqual(['form'])
  expect(JSON.stringify(outcome.content)).toContain('Ada')
})

test('an address that a server asks for reaches main, and the answer the server', async () => {
  const asked: unknown[] = []
  const { client } = place.client({
    question: async ({ question }) => {
      asked.push(question)
      return { action: 'accept', content: null }
    },
  })
  await client.call('connect', one())
  const url = 'https://example.org/in'
  const input = { url, message: 'Sign in', elicitationId: 'page-1' }
  const outcome = await client.call('callTool', call('trigger-url-elicitation', input))
  const question = { type: 'address', message: 'Sign in', url, elicitationId: 'page-1', isNeededFirst: false }
  expect(asked).toEqual([question])
  expect(JSON.stringify(outcome.content)).toContain('completed the URL elicitation')
})

test('a call that is refused until a page was opened is made anew then, and not where it was not', async () => {
  const asked: unknown[] = []
  let action: 'accept' | 'decline' = 'decline'
  const { client } = place.client({
    question: async ({ question }) => {
      asked.push(question.type === 'address' && question.isNeededFirst)
      return { action, content: null }
    },
  })
  await client.call('connect', one())
  const refused = (url: string) =>
    client.call('callTool', call('trigger-url-elicitation', { url, errorPath: true }))
  await expect(refused('https://example.org/one')).rejects.toMatchObject({ code: 'toolServer/failed' })
  expect(asked).toEqual([true])
  action = 'accept'
  const outcome = await refused('https://example.org/two')
  expect(JSON.stringify(outcome.content)).toContain('completed the URL elicitation')
  expect(asked).toEqual([true, true, false])
})

test('a tool that takes long ends when it is stopped, and the server goes on', async () => {
  const { client } = place.client()
  await client.call('connect', one())
  const stop = new AbortController()
  const slow = client.call(
    'callTool',
    call('trigger-long-running-operation', { duration: 60, steps: 60 }),
    stop.signal,
  )
  stop.abort()
  await expect(slow).rejects.toMatchObject({ code: 'cancelled' })
  const outcome = await client.call('callTool', call('echo', { message: 'still here' }))
  expect(outcome.content).toEqual([{ type: 'text', text: 'Echo: still here' }])
})

test('progress counts as a sign of life, silence does not', async () => {
  const { client } = place.client()
  await client.call('connect', one())
  const work = call('trigger-long-running-operation', { duration: 3, steps: 6 })
  await expect(client.call('callTool', { ...work, quietMs: 2_000 })).resolves.toMatchObject({
    isError: false,
  })
  const silent = call('trigger-long-running-operation', { duration: 60, steps: 1 })
  await expect(client.call('callTool', { ...silent, quietMs: 200 })).rejects.toMatchObject({
    code: 'toolServer/no-answer',
  })
})

test('files and memory of two other servers are reached side by side', async () => {
  const { client } = place.client()
  const files = serverScript('@modelcontextprotocol/server-filesystem/dist/index.js')
  const memory = serverScript('@modelcontextprotocol/server-memory/dist/index.js')
  const folder = import.meta.dirname
  await Promise.all([
    client.call('connect', stdioServer('files', 'node', [files, folder])),
    client.call('connect', stdioServer('memory', 'node', [memory])),
  ])
  const listed = await client.call('callTool', call('list_directory', { path: folder }, 'files'))
  expect(JSON.stringify(listed.content)).toContain('everything.test.ts')
  const outside = await client.call('callTool', call('list_directory', { path: '/etc' }, 'files'))
  expect(outside.isError).toBe(true)
  const graph = await client.call('callTool', call('read_graph', {}, 'memory'))
  expect(graph.isError).toBe(false)
})
