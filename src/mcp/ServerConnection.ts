import { Client, type ClientOptions } from '@modelcontextprotocol/client'
import { AppError, type FailureData } from '@shared/ipc/errors'
import type {
  ConnectedServer,
  McpHostAsk,
  McpHostAsks,
  McpHostEvent,
  McpHostMethods,
  ServerToConnect,
  ToolCallInput,
} from '@shared/ipc/mcpHost'
import { oneLine } from '@shared/lib/visibleText'
import type { ToolOutcome } from '@shared/model/toolServer'
import { failureOf, serverFailure } from './failures'
import { type Opened, openServer, stdioFacts } from './openServer'
import { createProxiedFetch } from './proxiedFetch'
import { QuietTimer } from './QuietTimer'
import { type AskUser, answerQuestions, withPagesFirst } from './questions'
import { readOffer } from './readOffer'
import { SignIn } from './SignIn'
import { StdioTransport } from './StdioTransport'
import { contentOf, outcomeOf, resourceOf } from './toolContent'

export interface ConnectionDeps {
  readonly ask: <A extends McpHostAsk>(
    ask: A,
    input: McpHostAsks[A]['input'],
    signal?: AbortSignal,
  ) => Promise<McpHostAsks[A]['output']>
  readonly emit: (event: McpHostEvent) => void
  readonly version: string
}

/** A timer's longest time: the package's own limit of a call is ours to keep, since it knows no pause. */
const noLimitMs = 2 ** 31 - 1
/** Lists and prompts are answered from memory; what takes longer hangs. */
const readMs = 60_000
/** Suggestions for what is being typed: late ones are of no use. */
const completeMs = 5_000
const mostSuggested = 100
const mostSuggestedLength = 300

/** One server: connected when it is first needed, ended when it is not used for long. */
export class ServerConnection {
  private readonly stopped = new AbortController()
  private readonly signIn: SignIn
  private readonly timers = new Set<QuietTimer>()
  private opened: Opened | null = null
  private opening: Promise<ConnectedServer> | null = null
  private known: ConnectedServer | null = null
  private idle: NodeJS.Timeout | null = null
  private isClosing = false

  constructor(
    private readonly server: ServerToConnect,
    private readonly deps: ConnectionDeps,
  ) {
    const { serverId, maySignIn } = server
    this.signIn = new SignIn({
      load: () => deps.ask('loadSignIn', { serverId }),
      save: (kept) => deps.ask('saveSignIn', { serverId, kept }),
      open: (url) => deps.ask('openSignIn', { serverId, url }),
      maySignIn,
    })
  }

  /** Connects once; later callers get the same. `toolServer/*` */
  connect(): Promise<ConnectedServer> {
    if (this.known) return Promise.resolve(this.known)
    this.opening ??= this.open()
    return this.opening
  }

  async call(input: ToolCallInput, signal: AbortSignal): Promise<ToolOutcome> {
    return this.using(async (client) => {
      const quiet = new AbortController()
      const timer = new QuietTimer(input.quietMs, () =>
        quiet.abort(new AppError('toolServer/no-answer', 'A tool gave no sign of life')),
      )
      this.timers.add(timer)
      try {
        const call = () =>
          client.callTool(
            { name: input.name, arguments: { ...input.arguments } },
            {
              signal: AbortSignal.any([signal, quiet.signal]),
              timeout: noLimitMs,
              onprogress: () => timer.touch(),
            },
          )
        return outcomeOf(await withPagesFirst(call, this.question))
      } catch (error) {
        signal.throwIfAborted()
        quiet.signal.throwIfAborted()
        throw error
      } finally {
        timer.stop()
        this.timers.delete(timer)
      }
    })
  }

  getPrompt(input: McpHostMethods['getPrompt']['input'], signal: AbortSignal) {
    const { name, arguments: given } = input
    return this.using(async (client) => {
      const { messages } = await client.getPrompt(
        { name, arguments: { ...given } },
        { signal, timeout: readMs },
      )
      return messages.map(({ role, content }) => ({ role, content: contentOf(content) }))
    })
  }

  readResource(uri: string, signal: AbortSignal) {
    return this.using(async (client) => {
      const { contents } = await client.readResource({ uri }, { signal, timeout: readMs })
      return contents.map(resourceOf)
    })
  }

  async complete(
    input: McpHostMethods['complete']['input'],
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    if (this.known?.offer.completes !== true) return []
    const { completed, argument, value, others } = input
    return this.using(async (client) => {
      const { completion } = await client.complete(
        {
          ref:
            completed.type === 'prompt'
              ? { type: 'ref/prompt', name: completed.name }
              : { type: 'ref/resource', uri: completed.uriTemplate },
          argument: { name: argument, value },
          context: { arguments: { ...others } },
        },
        { signal, timeout: completeMs },
      )
      return completion.values.slice(0, mostSuggested).map((each) => oneLine(each, mostSuggestedLength))
    })
  }

  /** The address that the browser came to, where it could not come to this computer. */
  finishSignIn(address: string): void {
    if (!this.signIn.take(address))
      throw new AppError('toolServer/unreadable', 'Not the address that the sign-in ended at')
  }

  /** Ends it. Resolves when nothing of it is left running. */
  async close(): Promise<void> {
    this.isClosing = true
    this.stopped.abort(new AppError('cancelled'))
    if (this.idle) clearTimeout(this.idle)
    await this.opening?.catch(() => {})
    await this.opened?.transport.close().catch(() => {})
  }

  private async open(): Promise<ConnectedServer> {
    const createClient = (options: ClientOptions) => this.createClient(options)
    const { server, signIn } = this
    const fetch = createProxiedFetch((address) => this.deps.ask('route', { address }))
    const opened = await openServer({ server, createClient, signIn, signal: this.stopped.signal, fetch })
    this.opened = opened
    const { client, transport } = opened
    try {
      const identity = client.getServerVersion()
      this.known = {
        offer: await readOffer(client, this.stopped.signal),
        isLegacy: opened.isLegacy,
        title: identity?.title ?? identity?.name ?? null,
        version: identity?.version ?? null,
        instructions: client.getInstructions() ?? null,
      }
    } catch (error) {
      await transport.close().catch(() => {})
      throw this.failed(error)
    }
    client.onclose = () => this.ended()
    this.rest()
    return this.known
  }

  private createClient(options: ClientOptions): Client {
    const onChanged = () => void this.refresh()
    const change = { onChanged, autoRefresh: false }
    const client = new Client(
      { name: 'parley', title: 'Parley', version: this.deps.version },
      {
        ...options,
        capabilities: { elicitation: { form: {}, url: {} } },
        listChanged: { tools: change, prompts: change, resources: change },
      },
    )
    const { serverId } = this.server
    answerQuestions(client, this.question, (elicitationId) =>
      this.deps.emit({ type: 'completed', serverId, elicitationId }),
    )
    return client
  }

  /** While the user is asked, no call of this server runs out of time. */
  private readonly question: AskUser = async (question, signal) => {
    const releases = [...this.timers].map((timer) => timer.hold())
    try {
      return await this.deps.ask('question', { serverId: this.server.serverId, question }, signal)
    } finally {
      for (const release of releases) release()
    }
  }

  private async refresh(): Promise<void> {
    const { opened, known } = this
    if (!opened || !known) return
    try {
      const offer = await readOffer(opened.client, this.stopped.signal)
      this.known = { ...known, offer }
      this.deps.emit({ type: 'offer', serverId: this.server.serverId, offer })
    } catch (error) {
      if (this.stopped.signal.aborted) return
      // The list of before stays; a server that ended is told by its end.
      console.error(`The list of a tool server could not be read again: ${failureOf(error).code}`)
    }
  }

  private uses = 0

  private async using<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { opened } = this
    if (!opened) throw new AppError('toolServer/not-found', 'The server is not connected')
    this.uses += 1
    if (this.idle) clearTimeout(this.idle)
    try {
      return await work(opened.client)
    } catch (error) {
      throw this.failed(error)
    } finally {
      this.uses -= 1
      this.rest()
    }
  }

  private rest(): void {
    const { address, idleMs } = this.server
    if (this.uses > 0 || idleMs === 0 || address.type !== 'stdio' || this.isClosing) return
    if (this.idle) clearTimeout(this.idle)
    this.idle = setTimeout(() => void this.close(), idleMs)
  }

  private ended(): void {
    this.stopped.abort(new AppError('toolServer/ended', 'The server ended'))
    if (this.idle) clearTimeout(this.idle)
    this.opened = null
    const failure = this.isClosing ? null : this.failed(new AppError('toolServer/ended')).toFailure()
    this.deps.emit({ type: 'ended', serverId: this.server.serverId, failure })
  }

  private failed(error: unknown): AppError {
    return serverFailure(error, this.facts())
  }

  private facts(): FailureData {
    const { address } = this.server
    const transport = this.opened?.transport
    if (address.type === 'http') return { host: new URL(address.url).host }
    return transport instanceof StdioTransport
      ? stdioFacts(transport, address.command, this.server.secrets)
      : { command: address.command }
  }
}
