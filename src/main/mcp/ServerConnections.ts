import { AppError, type Failure, isCancelled } from '@shared/ipc/errors'
import type { ConnectedServer, McpHostEvent, McpHostMethods } from '@shared/ipc/mcpHost'
import type { ServerOffer, ServerState, ServerTool, ToolServer } from '@shared/model/toolServer'
import { steeringOf } from '@shared/toolServers/steering'
import { toFailure } from '../lib/failures'
import { unlessAborted } from '../lib/unlessAborted'
import type { ChildPort } from '../library/childPort'
import { parseOpenable } from '../security/navigation'
import { fingerprintOf } from './fingerprint'
import { McpHostClient } from './McpHostClient'
import type { OffersFile } from './OffersFile'
import { mayStart, type ServerList } from './ServerList'
import type { ServerQuestions } from './ServerQuestions'
import type { ServerSecretsKeeper } from './ServerSecretsKeeper'

export interface ServerConnectionsDeps {
  readonly servers: ServerList
  readonly secrets: ServerSecretsKeeper
  readonly offers: OffersFile
  readonly spawn: () => ChildPort
  /** Opens a page in the user's browser. */
  readonly openOutside: (url: string) => Promise<void>
  /** The proxy by which an address is reached; null: straight. */
  readonly proxyTo: (address: string) => Promise<string | null>
  /** Asks the user what a server wants to know. */
  readonly questions: Pick<ServerQuestions, 'ask' | 'completed'>
  /** The state of a server, or what it offers, is another now. */
  readonly onChanged: () => void
  readonly now: () => number
  readonly idleMs?: number
}

/** What is asked of a server that is connected. */
type Use = 'callTool' | 'getPrompt' | 'readResource' | 'complete'

/** A package that is still to be downloaded takes its time. */
const connectTimeoutMs = 90_000
/** A server on this computer that is not used for so long is ended, and started when it is needed. */
const idleMs = 10 * 60_000
/** A server that spoke the old protocol may have been brought up to date since: it is asked again. */
const legacyHoldsMs = 7 * 24 * 3_600_000

type Activity = 'connecting' | 'signing-in' | 'running'

/** The connections to tool servers: made when they are needed, with what is known of each. */
export class ServerConnections {
  private readonly host: McpHostClient
  private readonly activities = new Map<string, Activity>()
  private readonly failures = new Map<string, Failure>()
  private readonly connecting = new Map<string, Promise<ConnectedServer>>()

  constructor(private readonly deps: ServerConnectionsDeps) {
    const { servers, secrets } = deps
    this.host = new McpHostClient({
      spawn: deps.spawn,
      answers: {
        question: ({ serverId, question }, signal) =>
          deps.questions.ask(servers.get(serverId), question, signal),
        route: ({ address }) => deps.proxyTo(address),
        loadSignIn: ({ serverId }) => secrets.loadSignIn(serverId, servers.get(serverId).address),
        saveSignIn: async ({ serverId, kept }) => {
          await secrets.keepSignIn(serverId, servers.get(serverId).address, kept)
          return null
        },
        openSignIn: async ({ serverId, url }) => {
          const page = parseOpenable(url)
          if (page === null || !page.startsWith('http'))
            throw new AppError('toolServer/malformed', 'The page to sign in at is no page')
          this.setActivity(serverId, 'signing-in')
          await deps.openOutside(page)
          return null
        },
      },
      onEvent: (event) => this.follow(event),
      onLost: () => {
        this.activities.clear()
        deps.onChanged()
      },
    })
  }

  stateOf(server: ToolServer): ServerState {
    const failure = this.failures.get(server.id)
    const activity = this.activities.get(server.id)
    if (!server.isOn) return { type: 'off' }
    if (!mayStart(server)) return { type: 'needs-consent' }
    if (activity === 'connecting' || activity === 'signing-in') return { type: activity }
    if (activity !== 'running' && failure) return { type: 'failed', failure }
    return { type: 'ready', isRunning: activity === 'running' }
  }

  /** The tools that it last offered, in this run or an earlier one. */
  toolsOf(server: ToolServer): readonly ServerTool[] {
    return this.offerOf(server)?.tools ?? []
  }

  /** All that it last offered, in this run or an earlier one; null where it was never connected. */
  offerOf({ id, address }: ToolServer): ServerOffer | null {
    return this.deps.offers.get(id, fingerprintOf(address))
  }

  /** Connects, or gives what is known of the connection that there is. `toolServer/*` */
  connect(id: string, maySignIn: boolean, signal?: AbortSignal): Promise<ConnectedServer> {
    const server = this.deps.servers.get(id)
    if (!mayStart(server)) return Promise.reject(new AppError('toolServer/needs-consent', 'It may not start'))
    const known = this.connecting.get(id)
    const connecting = known ?? this.begin(server, maySignIn)
    if (!known) {
      this.connecting.set(id, connecting)
      const forget = () => void this.connecting.delete(id)
      connecting.then(forget, forget)
    }
    return signal ? unlessAborted(connecting, signal) : connecting
  }

  /** Asks something of a server, which is started where it is not running. `toolServer/*` */
  async use<M extends Use>(
    method: M,
    input: McpHostMethods[M]['input'],
    signal: AbortSignal,
  ): Promise<McpHostMethods[M]['output']> {
    const { serverId } = input
    if (this.activities.get(serverId) !== 'running') await this.connect(serverId, false, signal)
    try {
      return await this.host.call(method, input, signal)
    } catch (error) {
      const code = error instanceof AppError ? error.code : null
      if (code === 'toolServer/needs-sign-in') await this.lostSignIn(serverId, error)
      if (code !== 'toolServer/not-found') throw error
      // It ended by itself in this moment, and was asked nothing.
      this.activities.delete(serverId)
      await this.connect(serverId, false, signal)
      return this.host.call(method, input, signal)
    }
  }

  /** `toolServer/not-found` where no sign-in is waiting. */
  async finishSignIn(serverId: string, address: string): Promise<void> {
    if (this.activities.get(serverId) !== 'signing-in')
      throw new AppError('toolServer/not-found', 'No sign-in is waiting')
    await this.host.call('finishSignIn', { serverId, address })
  }

  /** Ends the connection. Resolves when nothing of the server is left running. */
  async disconnect(id: string): Promise<void> {
    this.activities.delete(id)
    this.deps.onChanged()
    if (this.host.isRunning) await this.host.call('disconnect', { serverId: id })
  }

  /** What went wrong is over: the server was switched off, or changed. */
  forget(id: string): void {
    this.failures.delete(id)
  }

  /** Ends all servers. Resolves when nothing of them is left running. */
  close(): Promise<void> {
    return this.host.close()
  }

  /** Switched off, changed or removed since: nothing is started that the user no longer agreed to. */
  private isWanted({ id, address }: ToolServer): boolean {
    const now = this.deps.servers.find(id)
    return now !== undefined && mayStart(now) && fingerprintOf(now.address) === fingerprintOf(address)
  }

  private ensureWanted(server: ToolServer): void {
    if (!this.isWanted(server)) throw new AppError('cancelled', 'It is not wanted any more')
  }

  private async begin(server: ToolServer, maySignIn: boolean): Promise<ConnectedServer> {
    const { id, address, legacySince } = server
    const { deps } = this
    this.setActivity(id, 'connecting')
    try {
      const secrets = { ...(await deps.secrets.load(id, address)), ...steeringOf(address) }
      this.ensureWanted(server)
      const found = await this.host.call('connect', {
        serverId: id,
        address,
        secrets,
        isLegacy: legacySince !== null && deps.now() - legacySince < legacyHoldsMs,
        connectTimeoutMs,
        maySignIn,
        idleMs: deps.idleMs ?? idleMs,
      })
      if (!this.isWanted(server)) await this.disconnect(id)
      this.ensureWanted(server)
      if (!found.isLegacy) deps.servers.change(id, { legacySince: null })
      else if (legacySince === null) deps.servers.change(id, { legacySince: deps.now() })
      this.keepOffer(server, found.offer)
      this.failures.delete(id)
      this.setActivity(id, 'running')
      return found
    } catch (error) {
      this.activities.delete(id)
      if (!isCancelled(error)) this.failures.set(id, toFailure(error, 'connecting to a tool server'))
      deps.onChanged()
      throw error
    }
  }

  /** The connection is given up: only a new one can sign in, once the user is there. */
  private async lostSignIn(serverId: string, error: unknown): Promise<void> {
    this.failures.set(serverId, toFailure(error, 'a call of a tool server'))
    await this.disconnect(serverId)
  }

  private follow(event: McpHostEvent): void {
    const server = this.deps.servers.find(event.serverId)
    if (!server) return
    if (event.type === 'offer') this.keepOffer(server, event.offer)
    else if (event.type === 'completed') this.deps.questions.completed(server.id, event.elicitationId)
    else {
      this.activities.delete(server.id)
      if (event.failure) this.failures.set(server.id, event.failure)
    }
    this.deps.onChanged()
  }

  private keepOffer({ id, address }: ToolServer, offer: ServerOffer): void {
    this.deps.offers.keep(id, fingerprintOf(address), offer)
  }

  private setActivity(id: string, activity: Activity): void {
    this.activities.set(id, activity)
    this.deps.onChanged()
  }
}
