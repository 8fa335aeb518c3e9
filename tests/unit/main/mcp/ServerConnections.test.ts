import type { ToolServer } from '@shared/model/toolServer'
import { expect, test } from 'vitest'
import type { ChildPort } from '../../../../src/main/library/childPort'
import { fingerprintOf } from '../../../../src/main/mcp/fingerprint'
import { ServerConnections, type ServerConnectionsDeps } from '../../../../src/main/mcp/ServerConnections'

const address = { type: 'stdio', command: 'node', args: [], env: [], cwd: null } as const

const later = () => {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

/** Connections whose secrets and whose host answer when the test lets them. */
const connecting = () => {
  let server: ToolServer | undefined = {
    id: 's',
    name: 'S',
    prefix: 's',
    address,
    isOn: true,
    consent: fingerprintOf(address),
    legacySince: null,
  }
  const asked: string[] = []
  const opened = later()
  const connected = later()
  const port = (): ChildPort => {
    let hear: (message: unknown) => void = () => {}
    return {
      post: async (message: unknown) => {
        const { id, method } = message as { id: number; method: string }
        asked.push(method)
        if (method === 'connect') await connected.promise
        const value = method === 'connect' ? { isLegacy: false, offer: { tools: [] } } : null
        hear({ type: 'result', id, ok: true, value })
      },
      onMessage: (listener: (message: unknown) => void) => {
        hear = listener
      },
      onExit: () => {},
      kill: () => {},
    } as unknown as ChildPort
  }
  const deps = {
    servers: {
      get: () => server,
      find: () => server,
      change: (_id: string, change: Partial<ToolServer>) => {
        if (server) server = { ...server, ...change }
      },
    },
    secrets: { load: () => opened.promise.then(() => ({})) },
    offers: { keep: () => {}, get: () => null },
    spawn: port,
    openOutside: async () => {},
    proxyTo: async () => null,
    questions: {},
    onChanged: () => {},
    now: () => 0,
  } as unknown as ServerConnectionsDeps
  const connections = new ServerConnections(deps)
  return {
    connections,
    asked,
    letSecretsCome: opened.resolve,
    letItConnect: connected.resolve,
    become: (change: Partial<ToolServer> | null) => {
      server = change && server ? { ...server, ...change } : undefined
    },
    state: () =>
      server ? connections.stateOf({ ...server, isOn: true, consent: fingerprintOf(server.address) }) : null,
  }
}

const edited = { ...address, command: 'other' }
test.each([
  ['switched off', { isOn: false }],
  ['edited', { address: edited }],
  ['edited and agreed to', { address: edited, consent: fingerprintOf(edited) }],
  ['removed', null],
] as const)('a server that is %s while its secrets are fetched is not started', async (_, change) => {
  const { connections, asked, letSecretsCome, letItConnect, become } = connecting()
  const connection = connections.connect('s', true)
  become(change)
  letSecretsCome()
  letItConnect()
  await expect(connection).rejects.toMatchObject({ code: 'cancelled' })
  expect(asked).toEqual([])
})

test('one that is switched off while it starts is ended again', async () => {
  const { connections, asked, letSecretsCome, letItConnect, become, state } = connecting()
  const connection = connections.connect('s', true)
  letSecretsCome()
  await expect.poll(() => asked).toEqual(['connect'])
  become({ isOn: false })
  letItConnect()
  await expect(connection).rejects.toMatchObject({ code: 'cancelled' })
  expect(asked).toEqual(['connect', 'disconnect'])
  expect(state()).toEqual({ type: 'ready', isRunning: false })
})
