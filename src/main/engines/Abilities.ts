import { type EngineAbilities, onlyWrites, type SideRole } from '@shared/model/engine'

import type { EngineSettings, Settings } from '@shared/model/settings'

export interface AbilitiesDeps {
  readonly settings: () => Settings
  /** The server's list, as far as it is there, names a model of this role. */
  readonly lists: (engine: EngineSettings, role: SideRole) => boolean
}

/**
 * What engines can do beside answering. That a server has no ears or no hands is remembered for this run and
 * this model only: one that was being set up, or a proxy with a bad day, says the same.
 */
export class Abilities {
  private readonly missing = new Set<string>()

  constructor(private readonly deps: AbilitiesDeps) {}

  of(engine: EngineSettings): EngineAbilities {
    const can: { -readonly [R in SideRole]?: boolean } = {}
    for (const role of ['speech', 'transcription', 'picture'] as const) {
      const known = this.known(engine, role)
      if (known !== undefined) can[role] = known
    }
    return can
  }

  /** A real call has shown that it cannot. */
  lacks(engineId: string, role: SideRole): void {
    this.missing.add(this.keyOf(engineId, role))
  }

  /** It may be asked again. */
  forget(engineId: string): void {
    for (const key of this.missing) if (JSON.parse(key)[0] === engineId) this.missing.delete(key)
  }

  private known(engine: EngineSettings, role: SideRole): boolean | undefined {
    if (engine.kind === 'builtin') return role === 'picture'
    if (onlyWrites(engine.kind)) return false
    if (this.missing.has(this.keyOf(engine.id, role))) return false
    if (engine.kind === 'openai') return true
    const learnt = role === 'speech' ? engine.capabilities.speech : undefined
    return learnt ?? (this.deps.lists(engine, role) ? true : undefined)
  }

  private keyOf(engineId: string, role: SideRole): string {
    const { speechModel, transcriptionModel, pictureModel } = this.deps.settings()
    const model = { speech: speechModel, transcription: transcriptionModel, picture: pictureModel }[role]
    return JSON.stringify([engineId, role, model])
  }
}
