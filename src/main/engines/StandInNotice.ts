import type { EngineCandidate, EngineInCharge } from '@shared/model/engineFor'
import type { Settings } from '@shared/model/settings'
import type { Notices } from '../settings/Notices'

/**
 * Tells that another engine stands in for one that is no longer set up: once, until an engine comes, goes or
 * is chosen.
 */
export class StandInNotice {
  private readonly toldOf = new Set<string>()
  private situation = ''

  constructor(private readonly notices: Notices) {}

  tell({ engine, insteadOf }: EngineInCharge<EngineCandidate & { readonly name: string }>): void {
    if (insteadOf === null) return
    const about = `${insteadOf} ${engine.id}`
    if (this.toldOf.has(about)) return
    this.toldOf.add(about)
    this.notices.show({
      kind: 'engine-gone',
      severity: 'warning',
      data: { engine: insteadOf, next: engine.name },
    })
  }

  /** Takes the settings in force; to be called whenever they may have changed. */
  update({ engines, engineId, listeningEngineId, speechEngineId, pictureEngineId }: Settings): void {
    const situation = JSON.stringify([
      engines.map(({ id }) => id),
      engineId,
      listeningEngineId,
      speechEngineId,
      pictureEngineId,
    ])
    if (situation === this.situation) return
    this.situation = situation
    this.toldOf.clear()
    this.notices.dismiss('engine-gone')
  }
}
