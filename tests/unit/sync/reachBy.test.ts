import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { through } from '../../../src/sync/reachBy'

test('with a proxy, requests go to it, with all that they carry', async () => {
  const asked: unknown[] = []
  const proxy = createServer(({ method, url, headers }, response) => {
    asked.push([method, url, headers.depth])
    response.writeHead(207).end()
  })
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  try {
    const reach = through(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
    const answer = await reach('http://dav.example/x', { method: 'PROPFIND', headers: { depth: '1' } })
    expect(answer.status).toBe(207)
    expect(asked).toEqual([['PROPFIND', 'http://dav.example/x', '1']])
  } finally {
    proxy.close()
  }
})
