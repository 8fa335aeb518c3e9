import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A tool server on a real port that wants a sign-in, with its own authorization server beside it. */
export interface OAuthToolServer {
  readonly url: string
  /** Clients that were registered, newest last. */
  readonly clients: readonly string[]
  /** The addresses of pages to sign in at that were asked for. */
  readonly grants: readonly string[]
  /** All tokens that were given, of both kinds. */
  readonly given: readonly string[]
  /** Forgets all clients, as a server does that was set up anew. */
  forgetClients(): void
  /** Tokens that were given do not hold any more; `keepsRefresh`: they can be renewed. */
  expireTokens(keepsRefresh: boolean): void
  /** Signs in as a browser would: gives the address that the browser is sent to. */
  approve(authorizationUrl: string): string
  stop(): Promise<void>
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** Starts it. It speaks the protocol of 2025, one answer a request; `signInPage` is another than its own. */
export const startOAuthToolServer = async (signInPage: string | null = null): Promise<OAuthToolServer> => {
  const clients: string[] = []
  const known = new Map<string, readonly string[]>()
  const grants: string[] = []
  const codes = new Map<string, { readonly clientId: string; readonly challenge: string; redirect: string }>()
  const given: string[] = []
  const tokens = new Set<string>()
  const refreshTokens = new Set<string>()
  let base = ''

  const tokenAnswer = () => {
    const token = { access: randomUUID(), refresh: randomUUID() }
    given.push(token.access, token.refresh)
    tokens.add(token.access)
    refreshTokens.add(token.refresh)
    return {
      access_token: token.access,
      refresh_token: token.refresh,
      token_type: 'Bearer',
      expires_in: 3600,
    }
  }

  const giveToken = (form: URLSearchParams, response: ServerResponse) => {
    const clientId = form.get('client_id') ?? ''
    if (!known.has(clientId)) return json(response, 401, { error: 'invalid_client' })
    if (form.get('grant_type') === 'refresh_token')
      return refreshTokens.delete(form.get('refresh_token') ?? '')
        ? json(response, 200, tokenAnswer())
        : json(response, 400, { error: 'invalid_grant' })
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const digest = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isSound =
      code?.clientId === clientId && code.challenge === digest && code.redirect === form.get('redirect_uri')
    return isSound ? json(response, 200, tokenAnswer()) : json(response, 400, { error: 'invalid_grant' })
  }

  const answerMcp = (text: string, response: ServerResponse): void => {
    const message = JSON.parse(text) as { id?: number; method: string; params?: { arguments?: unknown } }
    const result = (value: unknown) => json(response, 200, { jsonrpc: '2.0', id: message.id, result: value })
    if (message.id === undefined) response.writeHead(202).end()
    else if (message.method === 'initialize')
      result({
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'o', version: '1' },
      })
    else if (message.method === 'tools/list')
      result({ tools: [{ name: 'whoami', inputSchema: { type: 'object' } }] })
    else if (message.method === 'tools/call') result({ content: [{ type: 'text', text: 'Ada' }] })
    else
      json(response, 200, {
        jsonrpc: '2.0',
        id: message.id,
        error: { code: -32601, message: 'No such method' },
      })
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', base)
    const text = await bodyOf(request)
    switch (url.pathname) {
      case '/.well-known/oauth-protected-resource':
      case '/.well-known/oauth-protected-resource/mcp':
        return json(response, 200, { resource: `${base}/mcp`, authorization_servers: [base] })
      case '/.well-known/oauth-authorization-server':
        return json(response, 200, {
          issuer: base,
          authorization_endpoint: signInPage ?? `${base}/authorize`,
          token_endpoint: `${base}/token`,
          registration_endpoint: `${base}/register`,
          response_types_supported: ['code'],
          grant_types_supported: ['authorization_code', 'refresh_token'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['none'],
        })
      case '/register': {
        const metadata = JSON.parse(text) as { readonly redirect_uris: readonly string[] }
        const clientId = randomUUID()
        clients.push(clientId)
        known.set(clientId, metadata.redirect_uris)
        return json(response, 201, { ...metadata, client_id: clientId })
      }
      case '/token':
        return giveToken(new URLSearchParams(text), response)
      case '/mcp': {
        const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
        if (!tokens.has(token))
          return json(
            response,
            401,
            {},
            {
              'www-authenticate': `Bearer resource_metadata="${base}/.well-known/oauth-protected-resource"`,
            },
          )
        return request.method === 'POST' ? answerMcp(text, response) : response.writeHead(405).end()
      }
      default:
        return response.writeHead(404).end()
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`

  return {
    url: `${base}/mcp`,
    clients,
    given,
    grants,
    forgetClients: () => known.clear(),
    expireTokens: (keepsRefresh) => {
      tokens.clear()
      if (!keepsRefresh) refreshTokens.clear()
    },
    approve: (authorizationUrl) => {
      grants.push(authorizationUrl)
      const asked = new URL(authorizationUrl).searchParams
      const clientId = asked.get('client_id') ?? ''
      const redirect = asked.get('redirect_uri') ?? ''
      if (!known.get(clientId)?.includes(redirect)) throw new Error('Not the address that was registered')
      const code = randomUUID()
      codes.set(code, { clientId, challenge: asked.get('code_challenge') ?? '', redirect })
      const target = new URL(redirect)
      target.searchParams.set('code', code)
      target.searchParams.set('state', asked.get('state') ?? '')
      return target.href
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
