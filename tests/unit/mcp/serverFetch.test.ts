import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { serverFetch } from '../../../src/mcp/serverFetch'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops) stop()
  stops = []
})

/** A server on a real port, which keeps what came to it. */
const serve = async (answer: Answer) => {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  stops.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { origin: `http://127.0.0.1:${port}`, requests }
}

const headers = { Authorization: 'Bearer mine', 'X-Api-Key': 'mine' }
const fetchFor = (origin: string, mostBytes = 1_000) => {
  const state = { isTooLarge: false }
  const onTooLarge = () => {
    state.isTooLarge = true
  }
  return {
    state,
    asked: serverFetch({ url: new URL(`${origin}/mcp`), headers, onTooLarge, mostBytes, fetch }),
  }
}

test('what the user gave goes to the origin of their address and to no other', async () => {
  const other = await serve((_request, response) => response.end('{}'))
  const own = await serve((request, response) =>
    request.url === '/away'
      ? response.writeHead(307, { location: `${other.origin}/metadata` }).end()
      : response.end('{}'),
  )
  const { asked } = fetchFor(own.origin)
  await asked(`${own.origin}/mcp`, { method: 'POST', body: '{}' })
  await asked(`${other.origin}/register`, { method: 'POST', body: '{}' })
  await (await asked(`${own.origin}/away`)).text()
  expect(own.requests[0]?.headers).toMatchObject({ authorization: 'Bearer mine', 'x-api-key': 'mine' })
  expect(other.requests.map(({ url }) => url)).toEqual(['/register', '/metadata'])
  for (const { headers: got } of other.requests) {
    expect(got.authorization).toBeUndefined()
    expect(got['x-api-key']).toBeUndefined()
  }
})

test('a token of a sign-in wins, and no code is sent on to where a redirect points', async () => {
  const own = await serve((_request, response) => response.writeHead(307, { location: '/more' }).end())
  const { asked } = fetchFor(own.origin)
  const answer = await asked(`${own.origin}/token`, {
    method: 'POST',
    body: 'code',
    headers: { authorization: 'Bearer theirs' },
  })
  expect(answer.status).toBe(307)
  expect(own.requests.map(({ headers: got }) => got.authorization)).toEqual(['Bearer theirs'])
})

test('an answer without an end is broken off', async () => {
  const own = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = () => {
      while (response.write('x'.repeat(500)));
    }
    response.on('drain', more)
    more()
  })
  const { asked } = fetchFor(own.origin)
  await expect((await asked(`${own.origin}/mcp`)).text()).rejects.toMatchObject({
    code: 'toolServer/malformed',
  })
})

test('a stream may go on for long, and none of its messages may', async () => {
  const event = `data: ${'x'.repeat(600)}\n\n`
  const own = await serve((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.end(request.url === '/long' ? event.repeat(20) : `data: ${'x'.repeat(1_200)}`)
  })
  const { asked, state } = fetchFor(own.origin)
  await expect((await asked(`${own.origin}/long`)).text()).resolves.toHaveLength(event.length * 20)
  expect(state.isTooLarge).toBe(false)
  await expect((await asked(`${own.origin}/large`)).text()).rejects.toMatchObject({
    code: 'toolServer/malformed',
  })
  expect(state.isTooLarge).toBe(true)
})
