import { AppError, type Failure, isCancelled } from '@shared/ipc/errors'
import type { ConnectedServer, McpHostEvent, ServerQuestion, ServerQuestionAnswer } from '@shared/ipc/mcpHost'
import type { AppEvent } from '@shared/model/events'
import type {
  ServerDraft,
  ServerSecrets,
  ServerState,
  ServerTool,
  ToolOutcome,
  ToolServer,
  ToolServerSummary,
} from '@shared/model/toolServer'
import { steeringOf, withSteering } from '@shared/toolServers/steering'
import type { Emitter } from '../lib/Emitter'
import { toFailure } from '../lib/failures'
import { unlessAborted } from '../lib/unlessAborted'
import type { ChildPort } from '../library/childPort'
import { parseOpenable } from '../security/navigation'
import type { SettingsStore } from '../settings/SettingsStore'
import { fingerprintOf } from './fingerprint'
import { McpHostClient } from './McpHostClient'
import type { OffersFile } from './OffersFile'
import type { ServerSecretsKeeper } from './ServerSecretsKeeper'
import { prefixFor, serverNameFor } from './toolNames'

export interface ToolServersDeps {
  readonly settings: SettingsStore
  readonly secrets: ServerSecretsKeeper
  readonly offers: OffersFile
  readonly events: Emitter<AppEvent>
  readonly spawn: () => ChildPort
  /** Opens a page in the user's browser. */
  readonly openOutside: (url: string) => Promise<void>
  /** Asks the user what a server wants to know. */
  readonly ask: (server: ToolServer, question: ServerQuestion) => Promise<ServerQuestionAnswer>
  readonly now: () => number
  readonly newId: () => string
  readonly idleMs?: number
}

/** A package that is still to be downloaded takes its time. */
const connectTimeoutMs = 90_000
/** A server on this computer that is not used for so long is ended, and started when it is needed. */
const idleMs = 10 * 60_000
/** A tool that shows no progress for so long has hung. */
const quietMs = 5 * 60_000
/** A server that spoke the old protocol may have been brought up to date since: it is asked again. */
const legacyHoldsMs = 7 * 24 * 3_600_000

type Activity = 'connecting' | 'signing-in' | 'running'

/** The tool servers that the user set up: what they offer, their states, and calls of their tools. */
export class ToolServers {
  private readonly host: McpHostClient
  private readonly activities = new Map<string, Activity>()
  private readonly failures = new Map<string, Failure>()
  private readonly connecting = new Map<string, Promise<ConnectedServer>>()

  constructor(private readonly deps: ToolServersDeps) {
    this.host = new McpHostClient({
      spawn: deps.spawn,
      answers: {
        question: ({ serverId, question }) => deps.ask(this.get(serverId), question),
        loadSignIn: ({ serverId }) => deps.secrets.loadSignIn(serverId, this.get(serverId).address),
        saveSignIn: async ({ serverId, kept }) => {
          await deps.secrets.keepSignIn(serverId, this.get(serverId).address, kept)
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
        this.changed()
      },
    })
  }

  /** As Settings show them, in the order in which they were added. */
  list(): readonly ToolServerSummary[] {
    return this.all().map((server) => ({
      id: server.id,
      name: server.name,
      address: server.address,
      fingerprint: fingerprintOf(server.address),
      state: this.stateOf(server),
      toolCount: this.toolsOf(server).length,
    }))
  }

  /** The servers that are switched on and agreed to, with the tools that they last offered. */
  offered(): readonly { readonly server: ToolServer; readonly tools: readonly ServerTool[] }[] {
    return this.all()
      .filter(mayStart)
      .map((server) => ({ server, tools: this.toolsOf(server) }))
  }

  /**
   * Adds a server, switched off: nothing is started before the user agreed to it. Resolves with its id.
   * `toolServer/unreadable`, `secrets/other-address`
   */
  async add(draft: ServerDraft): Promise<string> {
    const { address, secrets } = withSteering(draft)
    const name = serverNameFor(draft.name)
    // The address is kept in the clear, unlike headers.
    if (address.type === 'http' && hasPassword(address.url))
      throw new AppError('toolServer/unreadable', 'The address holds a password')
    const id = this.deps.newId()
    const prefix = prefixFor(
      name,
      this.all().map((each) => each.prefix),
    )
    await this.deps.secrets.keep(id, address, secrets)
    const added: ToolServer = { id, name, prefix, address, isOn: false, consent: null, legacySince: null }
    this.save([...this.all(), added])
    return id
  }

  /**
   * Switches a server. On takes what the user agreed to, as `fingerprint`: `toolServer/needs-consent` where
   * that is not what would be started. Connects in the background and shows how that went.
   */
  async setOn(id: string, isOn: boolean, fingerprint: string | null): Promise<void> {
    const server = this.get(id)
    if (!isOn) {
      this.change(id, { isOn: false })
      this.failures.delete(id)
      await this.disconnect(id)
      return
    }
    const exact = fingerprintOf(server.address)
    if (fingerprint !== exact && server.consent !== exact)
      throw new AppError('toolServer/needs-consent', 'This is not what was agreed to')
    this.change(id, { isOn: true, consent: exact })
    this.tryNow(id)
  }

  /** Connects once more, and lets the user sign in where that is wanted. */
  tryNow(id: string): void {
    // The failure is shown where the server is.
    this.connect(id, true).catch(() => {})
  }

  async finishSignIn(serverId: string, address: string): Promise<void> {
    if (this.activities.get(this.get(serverId).id) !== 'signing-in')
      throw new AppError('toolServer/not-found', 'No sign-in is waiting')
    await this.host.call('finishSignIn', { serverId, address })
  }

  /** A server that is running is ended: the next start gets the new values. */
  async setSecrets(id: string, secrets: ServerSecrets): Promise<void> {
    await this.deps.secrets.keep(id, this.get(id).address, secrets)
    await this.disconnect(id)
  }

  async remove(id: string): Promise<void> {
    this.save(this.all().filter((server) => server.id !== id))
    this.deps.secrets.forget(id)
    this.deps.offers.forget(id)
    this.failures.delete(id)
    await this.disconnect(id)
  }

  /** Calls a tool; the server is started where it is not running. `toolServer/*` */
  async call(
    serverId: string,
    name: string,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<ToolOutcome> {
    const call = { serverId, name, arguments: input, quietMs }
    if (this.activities.get(serverId) !== 'running') await this.connect(serverId, false, signal)
    try {
      return await this.host.call('callTool', call, signal)
    } catch (error) {
      const code = error instanceof AppError ? error.code : null
      if (code === 'toolServer/needs-sign-in') await this.lostSignIn(serverId, error)
      if (code !== 'toolServer/not-found') throw error
      // It ended by itself in this moment, and the tool was not called.
      this.activities.delete(serverId)
      await this.connect(serverId, false, signal)
      return this.host.call('callTool', call, signal)
    }
  }

  /** The connection is given up: only a new one can sign in, once the user is there. */
  private async lostSignIn(serverId: string, error: unknown): Promise<void> {
    this.failures.set(serverId, toFailure(error, 'a call of a tool server'))
    await this.disconnect(serverId)
  }

  /** Ends all servers. Resolves when nothing of them is left running. */
  async close(): Promise<void> {
    await this.host.close()
    await this.deps.offers.settled()
  }

  private connect(id: string, maySignIn: boolean, signal?: AbortSignal): Promise<ConnectedServer> {
    const server = this.get(id)
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

  private async begin(server: ToolServer, maySignIn: boolean): Promise<ConnectedServer> {
    const { id, address, legacySince } = server
    const { deps } = this
    this.setActivity(id, 'connecting')
    try {
      const secrets = { ...(await deps.secrets.load(id, address)), ...steeringOf(address) }
      const found = await this.host.call('connect', {
        serverId: id,
        address,
        secrets,
        isLegacy: legacySince !== null && deps.now() - legacySince < legacyHoldsMs,
        connectTimeoutMs,
        maySignIn,
        idleMs: deps.idleMs ?? idleMs,
      })
      if (!found.isLegacy) this.change(id, { legacySince: null })
      else if (legacySince === null) this.change(id, { legacySince: deps.now() })
      deps.offers.keep(id, fingerprintOf(address), found.offer.tools)
      this.failures.delete(id)
      this.setActivity(id, 'running')
      return found
    } catch (error) {
      this.activities.delete(id)
      if (!isCancelled(error)) this.failures.set(id, toFailure(error, 'connecting to a tool server'))
      this.changed()
      throw error
    }
  }

  private async disconnect(id: string): Promise<void> {
    this.activities.delete(id)
    this.changed()
    if (this.host.isRunning) await this.host.call('disconnect', { serverId: id })
  }

  private follow(event: McpHostEvent): void {
    const server = this.all().find(({ id }) => id === event.serverId)
    if (!server) return
    if (event.type === 'offer')
      this.deps.offers.keep(server.id, fingerprintOf(server.address), event.offer.tools)
    else {
      this.activities.delete(server.id)
      if (event.failure) this.failures.set(server.id, event.failure)
    }
    this.changed()
  }

  private stateOf(server: ToolServer): ServerState {
    const failure = this.failures.get(server.id)
    const activity = this.activities.get(server.id)
    if (!server.isOn) return { type: 'off' }
    if (!mayStart(server)) return { type: 'needs-consent' }
    if (activity === 'connecting' || activity === 'signing-in') return { type: activity }
    if (activity !== 'running' && failure) return { type: 'failed', failure }
    return { type: 'ready', isRunning: activity === 'running' }
  }

  private toolsOf(server: ToolServer): readonly ServerTool[] {
    return this.deps.offers.tools(server.id, fingerprintOf(server.address)) ?? []
  }

  private setActivity(id: string, activity: Activity): void {
    this.activities.set(id, activity)
    this.changed()
  }

  private all(): readonly ToolServer[] {
    return this.deps.settings.get().toolServers
  }

  private get(id: string): ToolServer {
    const server = this.all().find((each) => each.id === id)
    if (!server) throw new AppError('toolServer/not-found', 'There is no such tool server')
    return server
  }

  private change(id: string, change: Partial<ToolServer>): void {
    const current = this.get(id)
    const isChanged = Object.entries(change).some(
      ([name, value]) => current[name as keyof ToolServer] !== value,
    )
    if (isChanged) this.save(this.all().map((each) => (each.id === id ? { ...each, ...change } : each)))
  }

  private save(servers: readonly ToolServer[]): void {
    this.deps.settings.update({ toolServers: [...servers] })
    this.changed()
  }

  private changed(): void {
    this.deps.events.publish({ type: 'tools.changed' })
  }
}

const hasPassword = (address: string): boolean => {
  const { username, password } = new URL(address)
  return username !== '' || password !== ''
}

/** What the user agreed to is exactly what would be started. */
const mayStart = (server: ToolServer): boolean =>
  server.isOn && server.consent === fingerprintOf(server.address)
