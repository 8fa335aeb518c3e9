import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { withCertificate } from '../../../src/main/engines/transport/certificate'
import { Transport, usualWay, type Way } from '../../../src/main/engines/transport/Transport'
import { AppError } from '../../../src/shared/ipc/errors'
import { makeCertificate, type OwnCertificate } from '../../fakes/ownCertificate'
import { startHttpProxy, startSocksProxy } from '../../fakes/proxies'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const closing = (server: Server) => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  open.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return server
}

const listen = async (server: Server): Promise<number> => {
  closing(server).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const echo: RequestListener = async (request, response) => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  response.end(`${request.headers.host} ${request.headers['content-type'] ?? ''} ${Buffer.concat(pieces)}`)
}

const transport = (resolveProxy = async () => 'DIRECT') => {
  const made = new Transport({ resolveProxy, environment: {} })
  open.push(() => made.close())
  return made
}

const by = (proxy: string, proxyCredentials: string | null = null): Way => ({
  ...usualWay,
  proxy,
  proxyCredentials,
})

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) => {
      const found = [error, (error as Error).cause].find((each) => each instanceof AppError) as
        | AppError
        | undefined
      return found ? `${found.code} ${String(found.data?.reason)}` : String(error)
    },
  )

let tls: OwnCertificate
beforeAll(() => {
  tls = makeCertificate()
})
afterAll(() => tls.remove())

describe('A proxy', () => {
  it.each(['http', 'socks5'])(
    'of %s takes plain and encrypted requests to names that only it knows',
    async (kind) => {
      const proxy = await (kind === 'http' ? startHttpProxy : startSocksProxy)('me:se:cret')
      open.push(() => proxy.stop())
      const way = by(`${kind}://127.0.0.1:${proxy.port}`, 'me:se:cret')
      const plain = await listen(createHttpServer(echo))
      const encrypted = await listen(createHttpsServer(tls, echo))
      const caFile = join(tls.folder, 'cert.pem')
      const made = transport()
      const first = await made.fetch(
        `http://models.example:${plain}/v1`,
        { method: 'POST', body: 'words' },
        way,
      )
      expect(await first.text()).toBe(`models.example:${plain} text/plain;charset=UTF-8 words`)
      const trusting = { ...way, trust: { caFile, pinned: null } }
      const second = await made.fetch(`https://models.example:${encrypted}/v1`, {}, trusting)
      expect(await second.text()).toContain(`models.example:${encrypted}`)
      expect(proxy.passed).toEqual([`models.example:${plain}`, `models.example:${encrypted}`])

      const [socket] = await Promise.all([
        made.connect(new URL(`wss://models.example:${encrypted}`), trusting),
      ])
      expect(proxy.passed).toHaveLength(3)
      socket.destroy()
    },
  )

  it('that wants credentials, refuses, or is not there is told as such', async () => {
    const proxy = await startHttpProxy('me:secret')
    const socks = await startSocksProxy('me:secret')
    open.push(
      () => proxy.stop(),
      () => socks.stop(),
    )
    const made = transport()
    const ask = (address: string, credentials: string | null = null) =>
      code(made.fetch('https://models.example/v1', {}, by(address, credentials)))
    expect(await ask(`http://127.0.0.1:${proxy.port}`)).toBe('engine/proxy credentials')
    expect(await ask(`socks5://127.0.0.1:${socks.port}`, 'me:wrong')).toBe('engine/proxy credentials')
    expect(await ask('http://127.0.0.1:1')).toBe('engine/proxy unreachable')
    const plain = made.fetch('http://models.example/v1', {}, by('http://127.0.0.1:1'))
    expect(await code(plain)).toBe('engine/proxy unreachable')
    expect(await ask('socks5://127.0.0.1:1')).toBe('engine/proxy unreachable')
  })

  it('that the system names is taken, but never to this computer', async () => {
    const proxy = await startHttpProxy()
    open.push(() => proxy.stop())
    const port = await listen(createHttpServer(echo))
    const made = transport(async () => `PROXY 127.0.0.1:${proxy.port}`)
    await (await made.fetch(`http://models.example:${port}/`, {}, usualWay)).text()
    await (await made.fetch(`http://127.0.0.1:${port}/`, {}, usualWay)).text()
    expect(proxy.passed).toEqual([`models.example:${port}`])
  })
})

describe('A certificate', () => {
  const server = () => listen(createHttpsServer(tls, echo))
  const trusting = (caFile: string | null, pinned: string | null): Way => ({
    ...usualWay,
    trust: { caFile, pinned },
  })

  it('that no authority vouches for is refused, and shown without a request', async () => {
    let requests = 0
    const port = await listen(createHttpsServer(tls, () => (requests += 1)))
    const refusal = new AppError('engine/unreachable', '', { reason: 'tls' })
    await expect(transport().fetch(`https://127.0.0.1:${port}/`, {}, usualWay)).rejects.toThrow()
    const shown = (await withCertificate(refusal, `https://127.0.0.1:${port}/v1`)) as AppError
    expect(shown.code).toBe('engine/certificate')
    expect(shown.data).toMatchObject({
      fingerprint: tls.fingerprint,
      subject: 'models.example',
      issuer: 'models.example',
    })
    expect(requests).toBe(0)
  })

  it('of the user’s own authority, or the pinned one, is accepted', async () => {
    const port = await server()
    for (const way of [trusting(join(tls.folder, 'cert.pem'), null), trusting(null, tls.fingerprint)]) {
      const answer = await transport().fetch(`https://127.0.0.1:${port}/`, {}, way)
      expect(answer.status).toBe(200)
      await answer.text()
    }
  })

  it('other than the pinned one ends the connection before a byte of the request', async () => {
    let requests = 0
    const port = await listen(createHttpsServer(tls, () => (requests += 1)))
    const other = tls.fingerprint.replace(/^../, tls.fingerprint.startsWith('00') ? '11' : '00')
    const failed = transport().fetch(`https://127.0.0.1:${port}/`, {}, trusting(null, other))
    expect(await code(failed)).toBe('engine/certificate changed')
    expect(requests).toBe(0)
  })

  it('that cannot be read from its file is told', async () => {
    const failed = transport().fetch('https://127.0.0.1:1/', {}, trusting(join(tls.folder, 'key.pem'), null))
    expect(await code(failed)).toBe('engine/certificate file')
  })
})

describe('A kept socket that died unused', () => {
  /** Ends the connection of the second request without a byte, and answers all others. */
  const dyingServer = async () => {
    const heard: string[] = []
    let requests = 0
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        const words = data.toString()
        if (!/^(GET|POST)/.test(words)) return
        requests += 1
        heard.push(words.slice(0, 4).trim())
        if (requests === 2) socket.destroy()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    return { port: await listen(server), heard }
  }

  it('is replaced without a word, also for a body', async () => {
    const { port, heard } = await dyingServer()
    const made = transport()
    const ask = async (init: RequestInit) =>
      (await made.fetch(`http://127.0.0.1:${port}/`, init, usualWay)).text()
    expect(await ask({})).toBe('ok')
    const form = new FormData()
    form.set('file', new Blob(['RIFF'], { type: 'audio/wav' }), 'a.wav')
    expect(await ask({ method: 'POST', body: form })).toBe('ok')
    expect(heard).toEqual(['GET', 'POST', 'POST'])
  })

  it('is asked anew once only', async () => {
    let connections = 0
    const port = await listen(
      createServer((socket) => {
        connections += 1
        socket.on('data', () => socket.destroy())
      }),
    )
    const failed = transport().fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' }, usualWay)
    await expect(failed).rejects.toThrow('fetch failed')
    expect(connections).toBe(2)
  })
})

it('A recording goes out as the form that it is', async () => {
  const port = await listen(createHttpServer(echo))
  const form = new FormData()
  form.set('model', 'whisper')
  form.set('file', new Blob(['RIFF'], { type: 'audio/wav' }), 'a.wav')
  const answer = await transport().fetch(
    `http://127.0.0.1:${port}/`,
    { method: 'POST', body: form },
    usualWay,
  )
  const text = await answer.text()
  expect(text).toMatch(/multipart\/form-data; boundary=/)
  expect(text).toContain('filename="a.wav"')
  expect(text).toContain('RIFF')
})
