import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createProxiedFetch } from '../../../src/mcp/proxiedFetch'
import { type FakeProxy, startHttpProxy, startSocksProxy } from '../../fakes/proxies'

let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops) await stop()
  stops = []
})

/** A server of a name that only a proxy knows. */
const serve = async () => {
  const server = createServer((request, response) => {
    let sent = ''
    request.on('data', (chunk) => {
      sent += chunk
    })
    request.on('end', () => response.end(`${request.method} ${request.headers['x-mine']} ${sent}`))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  stops.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://tools.example:${(server.address() as AddressInfo).port}/mcp`
}
const started = async (proxy: Promise<FakeProxy>): Promise<FakeProxy> => {
  const found = await proxy
  stops.push(() => found.stop())
  return found
}
const post = { method: 'POST', headers: { 'X-Mine': 'here' }, body: 'hello' }

test.each([
  ['http', () => startHttpProxy()],
  ['socks5', () => startSocksProxy()],
] as const)('requests go by the proxy that main names: %s', async (scheme, start) => {
  const address = await serve()
  const proxy = await started(start())
  const asked: string[] = []
  const fetch = createProxiedFetch(async (to) => {
    asked.push(to)
    return `${scheme}://127.0.0.1:${proxy.port}`
  })
  const answer = await fetch(address, post)
  expect(await answer.text()).toBe('POST here hello')
  expect(proxy.passed).toEqual([new URL(address).host])
  expect(asked).toEqual([address])
})

test('a name and a password for the proxy go along, and are in no failure', async () => {
  const address = await serve()
  const proxy = await started(startHttpProxy('ada:secret'))
  const by = (name: string) => createProxiedFetch(async () => `http://${name}@127.0.0.1:${proxy.port}`)
  expect(await (await by('ada:secret')(address, post)).text()).toBe('POST here hello')
  await proxy.stop()
  stops = stops.slice(0, 1)
  const failure = by('ada:secret')(address, post)
  await expect(failure).rejects.toMatchObject({
    code: 'toolServer/unreachable',
    data: { proxy: `127.0.0.1:${proxy.port}` },
  })
})

test('without one they go straight', async () => {
  const address = (await serve()).replace('tools.example', '127.0.0.1')
  const fetch = createProxiedFetch(async () => null)
  expect(await (await fetch(address, post)).text()).toBe('POST here hello')
})
