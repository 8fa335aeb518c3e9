import { AppError } from '@shared/ipc/errors'
import { environmentAnthropicId, isOfEnvironment, type KeyStatus } from '@shared/model/engine'
import type { EngineSettings } from '@shared/model/settings'
import { lastFourOf, type Secrets } from '../security/Secrets'
import type { Notices } from '../settings/Notices'
import { anthropicBaseUrl, openaiBaseUrl } from './baseUrl'
import type { EngineEnvironment } from './environmentEngine'

/** The keys of engines, with what the user is told of them. */
export class EngineKeys {
  constructor(
    private readonly secrets: Secrets,
    private readonly notices: Notices,
    private readonly environment: EngineEnvironment,
  ) {}

  async keep(engine: EngineSettings, key: string): Promise<void> {
    const { state } = await this.secrets.keep(engine.id, key, addressOf(engine))
    this.notices.dismiss('key-unreadable')
    if (state === 'session') this.notices.show({ kind: 'key-session-only', severity: 'warning', data: {} })
    else this.notices.dismiss('key-session-only')
  }

  /** The key, or null where there is none. `onShown`: the page may now show its last four. */
  async load(engine: EngineSettings, onShown: () => void): Promise<string | null> {
    if (isOfEnvironment(engine.id)) return this.environmentKey(engine.id)
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
    if (!isOfEnvironment(engine.id)) return this.secrets.status(engine.id)
    const key = this.environmentKey(engine.id)
    return key === null ? { state: 'none' } : { state: 'session', ...lastFourOf(key) }
  }

  forget(id: string): void {
    this.secrets.forget(id)
  }

  private environmentKey(id: string): string | null {
    const { key, anthropic } = this.environment
    return id === environmentAnthropicId ? (anthropic?.key ?? null) : key
  }
}

/** Where an engine's key may go. */
const addressOf = ({ baseUrl, kind }: EngineSettings): string =>
  new URL(baseUrl ?? (kind === 'anthropic' ? anthropicBaseUrl : openaiBaseUrl)).origin
