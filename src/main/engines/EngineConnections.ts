import { AppError } from '@shared/ipc/errors'
import { type ConnectionChange, type EngineConnection, usualConnection } from '@shared/model/engineConnection'
import type { EngineSettings } from '@shared/model/settings'
import { z } from 'zod'
import { rememberSecret } from '../lib/log'
import type { Secrets } from '../security/Secrets'
import { anthropicBaseUrl, openaiBaseUrl } from './baseUrl'
import { createReach, type Reach } from './transport/Reach'
import type { Transport, Way } from './transport/Transport'

export interface EngineConnectionsDeps {
  readonly transport: Transport
  readonly secrets: Secrets
}

const headerValues = z.record(z.string(), z.string())

/** How each engine is reached. What is secret in it lies under the rules for keys. */
export class EngineConnections {
  constructor(private readonly deps: EngineConnectionsDeps) {}

  /** `engine` is asked for anew with each request: its connection may have changed since. */
  reach(engine: () => EngineSettings): Reach {
    return createReach({
      transport: this.deps.transport,
      way: () => this.way(engine()),
      headers: () => this.headers(engine()),
    })
  }

  /** The name of the proxy that a request to this engine takes; null: none. */
  async proxyTo(engine: EngineSettings): Promise<string | null> {
    const address = new URL(addressOf(engine))
    const route = await this.deps.transport.routeTo(address, await this.way(engine))
    return route.type === 'direct' ? null : new URL(route.address).host
  }

  /** Keeps what is secret, and gives what settings keep. */
  async change(engine: EngineSettings, change: ConnectionChange): Promise<EngineConnection> {
    const before = engine.connection ?? usualConnection
    const { proxyCredentials, headers, ...plain } = change
    const connection = {
      ...before,
      ...plain,
      ...(headers && { headerNames: headers.map(({ name }) => name) }),
    }
    const { secrets } = this.deps
    if (proxyCredentials === null || connection.proxy !== before.proxy) secrets.forget(proxyId(engine.id))
    if (typeof proxyCredentials === 'string') {
      if (!isAddress(connection.proxy)) throw new AppError('engine/proxy', 'No proxy', { reason: 'address' })
      await secrets.keep(proxyId(engine.id), proxyCredentials, new URL(connection.proxy).origin)
    }
    if (headers) await this.keepHeaders(engine, headers)
    return connection
  }

  forget(id: string): void {
    this.deps.secrets.forget(proxyId(id))
    this.deps.secrets.forget(headersId(id))
  }

  private async way(engine: EngineSettings): Promise<Way> {
    const { proxy, caFile, pinned } = engine.connection ?? usualConnection
    const proxyCredentials = isAddress(proxy)
      ? await this.deps.secrets.load(proxyId(engine.id), new URL(proxy).origin)
      : null
    return { proxy, proxyCredentials, trust: { caFile, pinned } }
  }

  private async headers(engine: EngineSettings): Promise<Readonly<Record<string, string>>> {
    const names = engine.connection?.headerNames ?? []
    if (names.length === 0) return {}
    const kept = await this.deps.secrets.load(headersId(engine.id), new URL(addressOf(engine)).origin)
    const values = kept === null ? {} : headerValues.parse(JSON.parse(kept))
    for (const value of Object.values(values)) rememberSecret(value)
    return Object.fromEntries(
      names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
    )
  }

  private async keepHeaders(
    engine: EngineSettings,
    headers: NonNullable<ConnectionChange['headers']>,
  ): Promise<void> {
    const { secrets } = this.deps
    if (headers.length === 0) return secrets.forget(headersId(engine.id))
    const before = await this.headers(engine)
    const values = headers.map(({ name, value }) => [name, value ?? before[name] ?? ''] as const)
    for (const [, value] of values) rememberSecret(value)
    const text = JSON.stringify(Object.fromEntries(values))
    await secrets.keep(headersId(engine.id), text, new URL(addressOf(engine)).origin)
  }
}

const isAddress = (proxy: string): boolean => proxy !== 'system' && proxy !== 'direct'

const proxyId = (id: string): string => `proxy:${id}`
const headersId = (id: string): string => `headers:${id}`

const addressOf = ({ baseUrl, kind }: EngineSettings): string =>
  baseUrl ?? (kind === 'anthropic' ? anthropicBaseUrl : openaiBaseUrl)
