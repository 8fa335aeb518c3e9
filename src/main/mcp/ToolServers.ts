import { AppError } from '@shared/ipc/errors'
import type { McpHostMethods } from '@shared/ipc/mcpHost'
import type { AppEvent } from '@shared/model/events'
import type {
  ServerDraft,
  ServerOffer,
  ServerTool,
  ToolOutcome,
  ToolServer,
  ToolServerSummary,
} from '@shared/model/toolServer'
import { isSameTarget } from '@shared/toolServers/sameTarget'
import { withSteering } from '@shared/toolServers/steering'
import type { Emitter } from '../lib/Emitter'
import type { SettingsStore } from '../settings/SettingsStore'
import { fingerprintOf } from './fingerprint'
import { ServerConnections, type ServerConnectionsDeps } from './ServerConnections'
import { mayStart, ServerList } from './ServerList'
import { serverNameFor } from './toolNames'

export interface ToolServersDeps extends Omit<ServerConnectionsDeps, 'servers' | 'onChanged'> {
  readonly settings: SettingsStore
  readonly events: Emitter<AppEvent>
  readonly newId: () => string
}

/** A tool that shows no progress for so long has hung. */
const quietMs = 5 * 60_000

/** The tool servers that the user set up: what they offer, their states, and calls of their tools. */
export class ToolServers {
  private readonly servers: ServerList
  private readonly connections: ServerConnections

  constructor(private readonly deps: ToolServersDeps) {
    const onChanged = () => deps.events.publish({ type: 'tools.changed' })
    this.servers = new ServerList(deps.settings, onChanged)
    this.connections = new ServerConnections({ ...deps, servers: this.servers, onChanged })
  }

  /** As Settings show them, in the order in which they were added. */
  list(): readonly ToolServerSummary[] {
    return this.servers.all().map((server) => ({
      id: server.id,
      name: server.name,
      address: server.address,
      fingerprint: fingerprintOf(server.address),
      state: this.connections.stateOf(server),
      toolCount: this.connections.toolsOf(server).length,
    }))
  }

  /** The servers that are switched on and agreed to, with the tools that they last offered. */
  offered(): readonly { readonly server: ToolServer; readonly tools: readonly ServerTool[] }[] {
    return this.servers
      .all()
      .filter(mayStart)
      .map((server) => ({ server, tools: this.connections.toolsOf(server) }))
  }

  /** The same with all that they last offered, prompts and resources too. */
  offers(): readonly { readonly server: ToolServer; readonly offer: ServerOffer }[] {
    return this.servers
      .all()
      .filter(mayStart)
      .flatMap((server) => {
        const offer = this.connections.offerOf(server)
        return offer ? [{ server, offer }] : []
      })
  }

  /**
   * Adds a server, switched off: nothing is started before the user agreed to it. Resolves with its id.
   * `toolServer/unreadable`, `secrets/other-address`
   */
  async add(given: ServerDraft): Promise<string> {
    const draft = readable(given)
    const id = this.deps.newId()
    await this.deps.secrets.keep(id, draft.address, draft.secrets)
    this.servers.add(id, draft)
    return id
  }

  /**
   * Switches a server. On takes what the user agreed to, as `fingerprint`: `toolServer/needs-consent` where
   * that is not what would be started. Connects in the background and shows how that went.
   */
  async setOn(id: string, isOn: boolean, fingerprint: string | null): Promise<void> {
    const server = this.servers.get(id)
    if (!isOn) {
      this.servers.change(id, { isOn: false })
      this.connections.forget(id)
      await this.connections.disconnect(id)
      return
    }
    const exact = fingerprintOf(server.address)
    if (fingerprint !== exact && server.consent !== exact)
      throw new AppError('toolServer/needs-consent', 'This is not what was agreed to')
    this.servers.change(id, { isOn: true, consent: exact })
    this.tryNow(id)
  }

  /** Connects once more, and lets the user sign in where that is wanted. */
  tryNow(id: string): void {
    // The failure is shown where the server is.
    this.connections.connect(id, true).catch(() => {})
  }

  finishSignIn(id: string, address: string): Promise<void> {
    return this.connections.finishSignIn(this.servers.get(id).id, address)
  }

  /**
   * Changes a server; one that is running is ended, and the next start takes what is new. Another command or
   * address is to be agreed to again. Secrets that are not given anew stay where nothing else would get them.
   * `toolServer/unreadable`, `secrets/other-address`
   */
  async change(id: string, given: ServerDraft): Promise<void> {
    const { address: before } = this.servers.get(id)
    const { name, address, secrets } = readable(given)
    const values = isSameTarget(before, address) ? await this.deps.secrets.load(id, before) : {}
    const names: readonly string[] = address.type === 'stdio' ? address.env : address.headers
    const kept = Object.fromEntries(Object.entries(values).filter(([each]) => names.includes(each)))
    await this.renew(id, { name: serverNameFor(name), address, secrets: { ...kept, ...secrets } })
  }

  /** The user chose this file to start in place of what was not found: what it is given stays the same. */
  async startFile(id: string, file: string): Promise<void> {
    const { name, address } = this.servers.get(id)
    if (address.type !== 'stdio') throw new AppError('toolServer/not-found', 'It starts no program')
    const secrets = await this.deps.secrets.load(id, address)
    await this.renew(id, { name, address: { ...address, command: file }, secrets })
  }

  async remove(id: string): Promise<void> {
    this.servers.remove(id)
    this.deps.secrets.forget(id)
    this.deps.offers.forget(id)
    this.connections.forget(id)
    await this.connections.disconnect(id)
  }

  /** Calls a tool; the server is started where it is not running. `toolServer/*` */
  call(
    serverId: string,
    name: string,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<ToolOutcome> {
    return this.connections.use('callTool', { serverId, name, arguments: input, quietMs }, signal)
  }

  /** Asks for a prompt or a resource; the server is started where it is not running. `toolServer/*` */
  ask<M extends 'getPrompt' | 'readResource' | 'complete'>(
    method: M,
    input: McpHostMethods[M]['input'],
    signal: AbortSignal,
  ): Promise<McpHostMethods[M]['output']> {
    return this.connections.use(method, input, signal)
  }

  /** Ends all servers. Resolves when nothing of them is left running. */
  async close(): Promise<void> {
    await this.connections.close()
    await this.deps.offers.settled()
  }

  private async renew(id: string, { name, address, secrets }: ServerDraft): Promise<void> {
    const isOther = fingerprintOf(this.servers.get(id).address) !== fingerprintOf(address)
    await this.deps.secrets.keep(id, address, secrets)
    this.servers.change(id, { name, address, ...(isOther ? { legacySince: null } : {}) })
    if (isOther) this.deps.offers.forget(id)
    this.connections.forget(id)
    await this.connections.disconnect(id)
  }
}

/** The draft as it may be kept: the address is kept in the clear, unlike headers. */
const readable = (given: ServerDraft): ServerDraft => {
  const draft = withSteering(given)
  if (draft.address.type === 'http' && hasPassword(draft.address.url))
    throw new AppError('toolServer/unreadable', 'The address holds a password')
  return draft
}

const hasPassword = (address: string): boolean => {
  const { username, password } = new URL(address)
  return username !== '' || password !== ''
}
