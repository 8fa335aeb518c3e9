import { AppError } from '@shared/ipc/errors'
import type {
  McpHostAsk,
  McpHostAsks,
  McpHostMethod,
  McpHostMethods,
  McpHostReply,
  McpHostRequest,
} from '@shared/ipc/mcpHost'
import { failureOf } from './failures'
import { ServerConnection } from './ServerConnection'

type Call = Extract<McpHostRequest, { readonly type: 'call' }>

interface Waiting {
  resolve(value: unknown): void
  reject(error: AppError): void
}

type Handlers = {
  readonly [M in McpHostMethod]: (
    input: McpHostMethods[M]['input'],
    signal: AbortSignal,
  ) => Promise<McpHostMethods[M]['output']>
}

/** Holds the connections to all servers and answers main. What one server does is felt by no other. */
export class McpHost {
  private readonly servers = new Map<string, ServerConnection>()
  private readonly running = new Map<number, AbortController>()
  private readonly asked = new Map<number, Waiting>()
  private lastAsk = 0

  constructor(
    private readonly post: (reply: McpHostReply) => void,
    private readonly version: string,
  ) {}

  handle(request: Exclude<McpHostRequest, { readonly type: 'close' }>): void {
    if (request.type === 'call') void this.answer(request)
    else if (request.type === 'cancel') this.running.get(request.id)?.abort()
    else {
      const waiting = this.asked.get(request.id)
      this.asked.delete(request.id)
      if (request.ok) waiting?.resolve(request.value)
      else waiting?.reject(AppError.from(request.failure))
    }
  }

  /** Ends all servers. Resolves when nothing of them is left running. */
  async close(): Promise<void> {
    const all = [...this.servers.values()]
    this.servers.clear()
    await Promise.all(all.map((server) => server.close()))
  }

  private async answer(call: Call): Promise<void> {
    const { id } = call
    const controller = new AbortController()
    this.running.set(id, controller)
    try {
      const value = await this.run(call, controller.signal)
      this.post({ type: 'result', id, ok: true, value })
    } catch (error) {
      this.post({ type: 'result', id, ok: false, failure: failureOf(error) })
    } finally {
      this.running.delete(id)
    }
  }

  private run<M extends McpHostMethod>(call: Extract<Call, { readonly method: M }>, signal: AbortSignal) {
    return (this.handlers[call.method] as Handlers[M])(call.input as McpHostMethods[M]['input'], signal)
  }

  private readonly handlers: Handlers = {
    connect: (input) => this.connect(input),
    callTool: (input, signal) => this.connected(input.serverId).call(input, signal),
    getPrompt: (input, signal) => this.connected(input.serverId).getPrompt(input, signal),
    complete: (input, signal) => this.connected(input.serverId).complete(input, signal),
    readResource: (input, signal) => this.connected(input.serverId).readResource(input.uri, signal),
    disconnect: async ({ serverId }) => {
      const server = this.servers.get(serverId)
      this.servers.delete(serverId)
      await server?.close()
      return null
    },
    finishSignIn: async ({ serverId, address }) => {
      this.connected(serverId).finishSignIn(address)
      return null
    },
  }

  private async connect(input: McpHostMethods['connect']['input']) {
    const { serverId } = input
    const known = this.servers.get(serverId)
    if (known) return known.connect()
    const server = new ServerConnection(input, {
      version: this.version,
      ask: (ask, question, asked) => this.ask(ask, question, asked),
      emit: (event) => {
        if (event.type === 'ended' && this.servers.get(serverId) === server) this.servers.delete(serverId)
        this.post({ type: 'event', event })
      },
    })
    this.servers.set(serverId, server)
    try {
      return await server.connect()
    } catch (error) {
      if (this.servers.get(serverId) === server) this.servers.delete(serverId)
      throw error
    }
  }

  private connected(serverId: string): ServerConnection {
    const server = this.servers.get(serverId)
    if (!server) throw new AppError('toolServer/not-found', 'The server is not connected')
    return server
  }

  private ask<A extends McpHostAsk>(
    ask: A,
    input: McpHostAsks[A]['input'],
    signal?: AbortSignal,
  ): Promise<McpHostAsks[A]['output']> {
    this.lastAsk += 1
    const id = this.lastAsk
    // Answered by main all the same, which knows how a withdrawn ask ends.
    signal?.addEventListener('abort', () => this.post({ type: 'withdraw', id }), { once: true })
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.post({ type: 'ask', id, ask, input })
    })
  }
}
