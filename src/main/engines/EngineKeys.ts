import { AppError } from '@shared/ipc/errors'
import { environmentEngineId, type KeyStatus } from '@shared/model/engine'
import type { EngineSettings } from '@shared/model/settings'
import { lastFourOf, type Secrets } from '../security/Secrets'
import type { Notices } from '../settings/Notices'
import { anthropicBaseUrl, openaiBaseUrl } from './baseUrl'

/** The keys of engines, with what the user is told of them. */
export class EngineKeys {
  constructor(
    private readonly secrets: Secrets,
    private readonly notices: Notices,
    private readonly environmentKey: string | null,
  ) {}

  async keep(engine: EngineSettings, key: string): Promise<void> {
    const { state } = await this.secrets.keep(engine.id, key, addressOf(engine))
    this.notices.dismiss('key-unreadable')
    if (state === 'session') this.notices.show({ kind: 'key-session-only', severity: 'warning', data: {} })
    else this.notices.dismiss('key-session-only')
  }

  /** The key, or null where there is none. `onShown`: the page may now show its last four. */
  async load(engine: EngineSettings, onShown: () => void): Promise<string | null> {
    if (engine.id === environmentEngineId) return this.environmentKey
    const before = this.secrets.status(engine.id)
    const key = await this.secrets.load(engine.id, addressOf(engine)).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'secrets/unreadable')
        this.notices.show({ kind: 'key-unreadable', severity: 'error', data: {} })
      throw error
    })
    if (before.lastFour === undefined) onShown()
    return key
  }

  status(engine: EngineSettings): KeyStatus {
    if (engine.kind === 'builtin') return { state: 'none' }
    if (engine.id !== environmentEngineId) return this.secrets.status(engine.id)
    return this.environmentKey === null
      ? { state: 'none' }
      : { state: 'session', ...lastFourOf(this.environmentKey) }
  }

  forget(id: string): void {
    this.secrets.forget(id)
  }
}

/** Where an engine's key may go. */
const addressOf = ({ baseUrl, kind }: EngineSettings): string =>
  new URL(baseUrl ?? (kind === 'anthropic' ? anthropicBaseUrl : openaiBaseUrl)).origin
