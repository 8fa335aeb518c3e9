import { AppError } from '@shared/ipc/errors'
import type { ServerDraft, ToolServer } from '@shared/model/toolServer'
import type { SettingsStore } from '../settings/SettingsStore'
import { fingerprintOf } from './fingerprint'
import { prefixFor, serverNameFor } from './toolNames'

/** What the user agreed to is exactly what would be started. */
export const mayStart = (server: ToolServer): boolean =>
  server.isOn && server.consent === fingerprintOf(server.address)

/** The servers that the user set up, as they are kept in the settings. */
export class ServerList {
  constructor(
    private readonly settings: SettingsStore,
    private readonly onChanged: () => void,
  ) {}

  /** In the order in which they were added. */
  all(): readonly ToolServer[] {
    return this.settings.get().toolServers
  }

  find(id: string): ToolServer | undefined {
    return this.all().find((each) => each.id === id)
  }

  /** `toolServer/not-found` */
  get(id: string): ToolServer {
    const server = this.find(id)
    if (!server) throw new AppError('toolServer/not-found', 'There is no such tool server')
    return server
  }

  /** Adds a server, switched off: nothing of it is started before the user agreed to it. */
  add(id: string, { name: given, address }: ServerDraft): void {
    const name = serverNameFor(given)
    const prefix = prefixFor(
      name,
      this.all().map((each) => each.prefix),
    )
    this.save([...this.all(), { id, name, prefix, address, isOn: false, consent: null, legacySince: null }])
  }

  change(id: string, change: Partial<ToolServer>): void {
    const current = this.get(id)
    const isChanged = Object.entries(change).some(
      ([name, value]) => current[name as keyof ToolServer] !== value,
    )
    if (isChanged) this.save(this.all().map((each) => (each.id === id ? { ...each, ...change } : each)))
  }

  remove(id: string): void {
    this.save(this.all().filter((server) => server.id !== id))
  }

  private save(servers: readonly ToolServer[]): void {
    this.settings.update({ toolServers: [...servers] })
    this.onChanged()
  }
}
