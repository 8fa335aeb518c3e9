import type { Socket } from 'node:net'
import type { Transport, Way } from './Transport'

/** One engine's way to its server. */
export interface Reach {
  /** As the global `fetch`, by the engine's way. */
  fetch(address: string, init: RequestInit): Promise<Response>
  /** A connection to a server, encrypted where its address says so; absent: Node makes it. */
  readonly connect?: (address: string) => Promise<Socket>
  /** Headers that the user gives along, by name. */
  headers(): Promise<Readonly<Record<string, string>>>
}

/** What is asked anew before each request: settings may change between two. */
export interface ReachDeps {
  readonly transport: Transport
  readonly way: () => Promise<Way>
  readonly headers: () => Promise<Readonly<Record<string, string>>>
}

export const createReach = ({ transport, way, headers }: ReachDeps): Reach => ({
  fetch: async (address, init) => transport.fetch(address, init, await way()),
  connect: async (address) => transport.connect(new URL(address), await way()),
  headers,
})

/** Node's own `fetch`, without headers of the user's: for servers that are only looked at. */
export const plainReach: Reach = {
  fetch: (address, init) => fetch(address, init),
  headers: async () => ({}),
}
