import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client'
import { AppError } from '@shared/ipc/errors'

/** What is kept between two runs of the app; main keeps it as it keeps keys. */
interface KeptSignIn {
  readonly port?: number
  readonly client?: StoredOAuthClientInformation
  readonly tokens?: StoredOAuthTokens
  readonly discovery?: OAuthDiscoveryState
}

export interface SignInDeps {
  readonly load: () => Promise<string | null>
  readonly save: (kept: string | null) => Promise<unknown>
  /** Opens the page in the user's browser. */
  readonly open: (url: string) => Promise<unknown>
  readonly maySignIn: boolean
}

/** A user who looks for a password takes a while; one who has gone away holds no port for ever. */
const waitMs = 10 * 60_000

const page = (words: string): string =>
  `<!doctype html><meta charset="utf-8"><title>Parley</title>
<body style="font: 16px system-ui; display: grid; place-content: center; height: 90vh">${words}</body>`

const listen = (server: Server, port: number): Promise<number | null> =>
  new Promise((done) => {
    server.once('error', () => done(null))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      done(typeof address === 'object' && address ? address.port : null)
    })
  })

/**
 * Signs in to one server: the browser comes back to a port of this computer, or the user pastes the address
 * that it came to. Nothing of it is in a file of its own.
 */
export class SignIn implements OAuthClientProvider {
  private kept: KeptSignIn = {}
  private verifier: string | null = null
  private expectedState: string | null = null
  private server: Server | null = null
  private returned: (parameters: URLSearchParams) => void = () => {}
  private readonly parameters = new Promise<URLSearchParams>((done) => {
    this.returned = done
  })

  constructor(private readonly deps: SignInDeps) {}

  /** Reads what is kept and, where the user may be asked, opens the port to come back to. */
  async begin(): Promise<void> {
    this.kept = readKept(await this.deps.load())
    if (!this.deps.maySignIn) return
    const before = this.kept.port
    const port = (before ? await this.openPort(before) : null) ?? (await this.openPort(0))
    if (port === null) throw new AppError('toolServer/needs-sign-in', 'No port to come back to')
    // A client is registered together with its address: with another one it is registered anew.
    if (port !== before) await this.keep({ port, client: undefined })
  }

  /** Closes the port. */
  end(): void {
    this.server?.close()
    this.server?.closeAllConnections()
    this.server = null
  }

  /** What the browser brought back. Rejects where that takes too long, or the sign-in was stopped. */
  async waitForReturn(signal: AbortSignal): Promise<URLSearchParams> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(waitMs)])
    limit.throwIfAborted()
    const stopped = new Promise<never>((_, failed) => {
      limit.addEventListener('abort', () => failed(limit.reason), { once: true })
    })
    const parameters = await Promise.race([this.parameters, stopped])
    const refusal = parameters.get('error')
    if (refusal !== null)
      throw new AppError('toolServer/needs-sign-in', 'The sign-in was refused', {
        said: (parameters.get('error_description') ?? refusal).slice(0, 500),
      })
    return parameters
  }

  /** Takes the address that the browser came to. False where it is not the answer to this question. */
  take(address: string): boolean {
    const url = URL.canParse(address.trim()) ? new URL(address.trim()) : null
    const state = url?.searchParams.get('state')
    // Another state than ours is the answer to another question.
    if (!url || this.expectedState === null || state !== this.expectedState) return false
    this.returned(url.searchParams)
    return true
  }

  private async openPort(port: number): Promise<number | null> {
    const server = createServer((request, response) => {
      const isTaken = this.take(`http://127.0.0.1${request.url ?? '/'}`)
      response.writeHead(isTaken ? 200 : 400, { 'content-type': 'text/html; charset=utf-8' })
      response.end(page(isTaken ? 'You can close this page and go back to Parley.' : 'This is no answer.'))
    })
    const opened = await listen(server, port)
    if (opened !== null) this.server = server
    return opened
  }

  private async keep(change: Partial<KeptSignIn>): Promise<void> {
    this.kept = { ...this.kept, ...change }
    await this.deps.save(JSON.stringify(this.kept))
  }

  get redirectUrl(): string {
    return `http://127.0.0.1:${this.kept.port ?? 0}/callback`
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: 'Parley',
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    }
  }

  state(): string {
    this.expectedState = randomBytes(24).toString('base64url')
    return this.expectedState
  }

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.kept.client
  }

  async saveClientInformation(client: StoredOAuthClientInformation): Promise<void> {
    await this.keep({ client })
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.kept.tokens
  }

  async saveTokens(tokens: StoredOAuthTokens): Promise<void> {
    await this.keep({ tokens })
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    if (!this.deps.maySignIn) throw new AppError('toolServer/needs-sign-in', 'Nobody is there to sign in')
    // An address of another kind could start a program.
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new AppError('toolServer/malformed', 'The page to sign in at is no page')
    await this.deps.open(url.href)
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier
  }

  codeVerifier(): string {
    if (this.verifier === null) throw new AppError('toolServer/needs-sign-in', 'No sign-in was begun')
    return this.verifier
  }

  async saveDiscoveryState(discovery: OAuthDiscoveryState): Promise<void> {
    await this.keep({ discovery })
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.kept.discovery
  }

  async invalidateCredentials(scope: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): Promise<void> {
    if (scope === 'verifier') this.verifier = null
    else if (scope === 'all') await this.keep({ client: undefined, tokens: undefined, discovery: undefined })
    else await this.keep({ [scope]: undefined })
  }
}

/** What this process wrote itself; anything else counts as nothing. */
const readKept = (text: string | null): KeptSignIn => {
  if (text === null) return {}
  try {
    return JSON.parse(text) as KeptSignIn
  } catch {
    return {}
  }
}
