import type { EngineSettings } from '@shared/model/settings'
import type { Notices } from '../settings/Notices'
import type { EngineModels } from './EngineModels'

/** Announces a model near its end, with its replacement, before it dies; one that died, at once. */
export class ModelEndNotice {
  /** The last model that was told of: a notice that was dismissed stays away. */
  private toldOf: string | null = null

  constructor(
    private readonly notices: Notices,
    private readonly models: Pick<EngineModels, 'defaultOf' | 'endOf'>,
  ) {}

  /** Takes the engine in force and the model chosen for it; to be called whenever they may have changed. */
  update(engine: EngineSettings | undefined, chosen: string | null): void {
    const model = engine && (chosen ?? this.models.defaultOf(engine, 'chat'))
    if (!engine || !model || this.toldOf === `${engine.id} ${model}`) return
    this.toldOf = `${engine.id} ${model}`
    const end = this.models.endOf(engine, model)
    const kinds = { ending: 'model-ending', ended: 'model-ended' } as const
    for (const [state, kind] of Object.entries(kinds)) {
      if (end?.state !== state) this.notices.dismiss(kind)
      else this.notices.show({ kind, severity: 'warning', data: end.data })
    }
  }
}
