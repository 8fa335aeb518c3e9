import { describe, expect, it } from 'vitest'
import { routeInEnvironment, routeInPac, routeTo } from '../../../../../src/main/engines/transport/route'

const direct = { type: 'direct' }
const proxy = (address: string) => ({ type: 'proxy', address })

describe('The way to a server', () => {
  const deps = { resolveProxy: async () => 'PROXY corp:3128', environment: {} }
  const to = (address: string, choice: string) => routeTo(new URL(address), choice, deps)

  it.each(['http://localhost:11434', 'http://127.0.0.1:1', 'http://[::1]:8080', 'http://a.localhost'])(
    'never leads to %s by a proxy, whatever was chosen',
    async (address) => {
      for (const choice of ['system', 'http://proxy:1', 'socks5://proxy:1'])
        expect(await to(address, choice)).toEqual(direct)
    },
  )
  it('is as chosen, and otherwise as the system says', async () => {
    expect(await to('https://api.example', 'direct')).toEqual(direct)
    expect(await to('https://api.example', 'socks5://p:1080')).toEqual(proxy('socks5://p:1080'))
    expect(await to('https://api.example', 'system')).toEqual(proxy('http://corp:3128'))
  })
  it('is none by a proxy of a kind that is not known', async () => {
    await expect(to('https://api.example', 'ftp://p')).rejects.toMatchObject({ code: 'engine/proxy' })
  })
})

describe('The answer of a PAC file', () => {
  it.each([
    ['DIRECT', direct],
    ['', direct],
    ['PROXY a:1; DIRECT', proxy('http://a:1')],
    ['HTTPS a:1', proxy('https://a:1')],
    ['SOCKS5 a:1', proxy('socks5://a:1')],
    ['SOCKS a:1', proxy('socks5://a:1')],
    ['SOCKS4 a:1; PROXY b:2', proxy('http://b:2')],
    ['SOCKS4 a:1', direct],
    ['nonsense', direct],
  ])('%j', (words, route) => expect(routeInPac(words)).toEqual(route))
})

describe('The variables of a command line', () => {
  const at = (address: string, environment: Record<string, string>) =>
    routeInEnvironment(new URL(address), environment)

  it('name a proxy by scheme, small letters first, and with or without a scheme of its own', () => {
    expect(at('https://x.example', { HTTPS_PROXY: 'http://a:1', https_proxy: 'b:2' })).toEqual(
      proxy('http://b:2'),
    )
    expect(at('http://x.example', { HTTP_PROXY: 'http://a:1' })).toEqual(proxy('http://a:1'))
    expect(at('http://x.example', { HTTPS_PROXY: 'http://a:1' })).toEqual(direct)
    expect(at('http://x.example', { ALL_PROXY: 'socks5://a:1' })).toEqual(proxy('socks5://a:1'))
  })
  it.each([
    ['x.example', direct],
    ['.example', direct],
    ['*.example', direct],
    ['*', direct],
    ['other, x.example:443', direct],
    ['x.example:80', proxy('http://a:1')],
    ['ample', proxy('http://a:1')],
    ['y.x.example', proxy('http://a:1')],
  ])('except %s', (exceptions, route) =>
    expect(at('https://x.example', { HTTPS_PROXY: 'http://a:1', NO_PROXY: exceptions })).toEqual(route),
  )
})
