import { homedir } from 'node:os'
import {
  type Client,
  type ClientOptions,
  ProtocolError,
  SdkHttpError,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { AppError, type FailureData } from '@shared/ipc/errors'
import type { ServerToConnect } from '@shared/ipc/mcpHost'
import { serverFailure } from './failures'
import { findCommand, inHome } from './findCommand'
import type { Fetch } from './proxiedFetch'
import type { SignIn } from './SignIn'
import { StdioTransport } from './StdioTransport'
import { serverEnvironment } from './serverEnvironment'
import { serverFetch } from './serverFetch'

/** A server that does not know the question for its version mostly says so at once; some say nothing. */
const probeMs = 10_000

export interface Opened {
  readonly client: Client
  readonly transport: Transport
  readonly isLegacy: boolean
}

export interface OpenDeps {
  readonly server: ServerToConnect
  /** Makes the client that is to be connected: one for each attempt. */
  readonly createClient: (options: ClientOptions) => Client
  readonly signIn: SignIn
  readonly signal: AbortSignal
  /** How servers on the net are asked. */
  readonly fetch: Fetch
}

const connect = async (
  { server, createClient, signal }: OpenDeps,
  transport: Transport,
  isLegacy: boolean,
): Promise<Opened> => {
  const client = createClient({ versionNegotiation: { mode: 'auto', probe: { timeoutMs: probeMs } } })
  const options = { timeout: server.connectTimeoutMs, signal }
  // The package asks for the version without regard to the signal.
  signal.addEventListener('abort', () => void transport.close().catch(() => {}), { once: true })
  try {
    await client.connect(transport, isLegacy ? { ...options, prior: { kind: 'legacy' } } : options)
  } catch (error) {
    await transport.close().catch(() => {})
    throw error
  }
  return { client, transport, isLegacy: client.getDiscoverResult() === undefined }
}

/** What a program wrote and how it ended, by which the user finds out why it did not start. */
export const stdioFacts = (
  { written, exitCode }: StdioTransport,
  command: string,
  secrets: ServerToConnect['secrets'],
): FailureData => ({ command, written: withoutSecrets(written, secrets), exitCode })

/** A value as short as this stands in every other word. */
const leastSecret = 6

/** Programs write what they were given when they do not like it. */
const withoutSecrets = (text: string, secrets: ServerToConnect['secrets']): string =>
  Object.values(secrets)
    .filter((secret) => secret.length >= leastSecret)
    .reduce((shown, secret) => shown.replaceAll(secret, '…'), text)

const openStdio = async (deps: OpenDeps): Promise<Opened> => {
  const { address, secrets } = deps.server
  if (address.type !== 'stdio') throw new Error('Not a server on this computer')
  const cwd = inHome(address.cwd ?? homedir(), homedir())
  const { file, path } = await findCommand(address.command, cwd)
  const program = { file, args: address.args, cwd, env: serverEnvironment(process.env, path, secrets) }
  const attempt = async (isLegacy: boolean): Promise<Opened> => {
    const transport = new StdioTransport(program)
    try {
      return await connect(deps, transport, isLegacy)
    } catch (error) {
      deps.signal.throwIfAborted()
      const failure = serverFailure(error, stdioFacts(transport, file, secrets))
      if (failure.code === 'toolServer/no-answer' && transport.hasStrayOutput)
        throw new AppError('toolServer/malformed', failure.message, failure.data, { cause: error })
      const isGone = transport.hasEndedByItself || failure.code === 'toolServer/ended'
      throw isGone || isSpawnFailure(error)
        ? new AppError('toolServer/not-started', failure.message, failure.data, { cause: error })
        : failure
    }
  }
  try {
    return await attempt(deps.server.isLegacy)
  } catch (error) {
    deps.signal.throwIfAborted()
    // Servers of before 2026 may end at a question that they do not know; and one that was remembered as old
    // may have been brought up to date.
    const mayDiffer = deps.server.isLegacy ? isProtocolFailure(error) : isEnd(error)
    if (!mayDiffer) throw error
    return attempt(!deps.server.isLegacy)
  }
}

const isSpawnFailure = (error: unknown): boolean =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'
const isProtocolFailure = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'toolServer/failed'
const isEnd = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'toolServer/not-started' && error.data?.exitCode !== 127

const openHttp = async (deps: OpenDeps): Promise<Opened> => {
  const { server, signIn, signal } = deps
  const { address } = server
  if (address.type !== 'http') throw new Error('Not a server on the net')
  const url = new URL(address.url)
  const withSignIn = async (
    Kind: typeof StreamableHTTPClientTransport | typeof SSEClientTransport,
    isLegacy: boolean,
  ): Promise<Opened> => {
    const create = () => {
      const onTooLarge = () => void transport.close().catch(() => {})
      const asked = serverFetch({ url, headers: server.secrets, onTooLarge, fetch: deps.fetch })
      const transport = new Kind(url, { authProvider: signIn, fetch: asked })
      return transport
    }
    const transport = create()
    try {
      return await connect(deps, transport, isLegacy)
    } catch (error) {
      // A key of the user's own that is refused is not mended by signing in.
      if (!(error instanceof UnauthorizedError) || !server.maySignIn) throw error
      await transport.finishAuth(await signIn.waitForReturn(signal))
      return connect(deps, create(), isLegacy)
    }
  }
  const streamable = async (): Promise<Opened> => {
    try {
      return await withSignIn(StreamableHTTPClientTransport, server.isLegacy)
    } catch (error) {
      // One that was remembered as old may have been brought up to date.
      if (!server.isLegacy || !isRefusedVersion(error)) throw error
      return withSignIn(StreamableHTTPClientTransport, false)
    }
  }
  await signIn.begin()
  try {
    return await streamable()
  } catch (error) {
    if (!isOldServer(error)) throw error
    // Nothing newer goes this way, and such a server may end at the question for its version.
    return await withSignIn(SSEClientTransport, true).catch(() => {
      throw error
    })
  } finally {
    signIn.end()
  }
}

/** The answers by which a server of the first protocol refuses the way of today. */
const isOldServer = (error: unknown): boolean =>
  error instanceof SdkHttpError && [400, 404, 405].includes(error.status)

/** The answers by which a server of 2026 refuses the protocol of before. */
const isRefusedVersion = (error: unknown): boolean =>
  error instanceof ProtocolError || (error instanceof SdkHttpError && error.status === 400)

/** Connects to a server by what it speaks. `toolServer/*` */
export const openServer = async (deps: OpenDeps): Promise<Opened> => {
  const { address } = deps.server
  if (address.type === 'stdio') return openStdio(deps)
  try {
    return await openHttp(deps)
  } catch (error) {
    deps.signal.throwIfAborted()
    throw serverFailure(error, { host: new URL(address.url).host })
  }
}
