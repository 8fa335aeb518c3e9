import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { AppEvent } from '@shared/model/events'
import type { ServerAddress, ServerState } from '@shared/model/toolServer'
import { afterEach, beforeEach } from 'vitest'
import { Emitter } from '../../../src/main/lib/Emitter'
import { OffersFile } from '../../../src/main/mcp/OffersFile'
import { ServerQuestions } from '../../../src/main/mcp/ServerQuestions'
import { ServerSecretsKeeper } from '../../../src/main/mcp/ServerSecretsKeeper'
import { ToolServers } from '../../../src/main/mcp/ToolServers'
import { Secrets } from '../../../src/main/security/Secrets'
import { SettingsStore } from '../../../src/main/settings/SettingsStore'
import { MemorySettingsFile } from '../../fakes/memorySettingsFile'
import { hostPlace, until } from './builtHost'

export const broken = resolve(import.meta.dirname, '../../fakes/toolServers/brokenServer.mjs')
const vault = {
  isAvailable: async () => true,
  backend: () => 'test',
  encrypt: async (secret: string) => Buffer.from(secret).reverse(),
  decrypt: async (bytes: Uint8Array) => Buffer.from(bytes).reverse().toString(),
  allowWeak: () => {},
}

export const stdio = (args: readonly string[], env: readonly string[] = []): ServerAddress => ({
  type: 'stdio',
  command: process.execPath,
  args,
  env,
  cwd: null,
})
export const add = (servers: ToolServers, name: string, address: ServerAddress, secrets = {}) =>
  servers.add({ name, address, secrets })
/** The server as Settings show it. */
export const of = (servers: ToolServers, id: string) => {
  const found = servers.list().find((each) => each.id === id)
  if (!found) throw new Error('There is no such server')
  return found
}
export const agree = (servers: ToolServers, id: string) =>
  servers.setOn(id, true, of(servers, id).fingerprint)
export const untilState = (
  servers: ToolServers,
  id: string,
  type: ServerState['type'],
  isRunning = true,
): Promise<void> =>
  until(() => {
    const { state } = of(servers, id)
    return state.type === type && (state.type !== 'ready' || state.isRunning === isRunning)
  })

/** Tool servers as runs of the app have them: what one keeps is there for the next. */
export const serversPlace = () => {
  const place = hostPlace()
  let folder: string
  let file: MemorySettingsFile
  let running: ToolServers[]
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-servers-'))
    file = new MemorySettingsFile('{}')
    running = []
  })
  afterEach(async () => {
    for (const servers of running) await servers.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const start = (openOutside: (url: string) => Promise<void> = async () => {}) => {
    const events = new Emitter<AppEvent>()
    const settings = new SettingsStore(file, events)
    const questions = new ServerQuestions({ events, openOutside, newId: () => 'question' })
    let count = settings.get().toolServers.length
    const servers = new ToolServers({
      settings,
      secrets: new ServerSecretsKeeper(new Secrets(vault, file, () => false)),
      offers: new OffersFile(join(folder, 'tool-servers.json')),
      events,
      spawn: place.spawn,
      openOutside,
      proxyTo: async () => null,
      questions,
      now: () => 1_000,
      newId: () => {
        count += 1
        return `server-${count}`
      },
    })
    running.push(servers)
    return { servers, settings, questions }
  }
  return {
    start,
    /** What is kept of the settings. */
    kept: () => file.read(),
    get starts() {
      return place.starts
    },
  }
}
