import type { CapabilityName } from '@shared/model/engine'
import {
  isOtherVersion,
  isSameRefusal,
  type Learnt,
  type Refusal,
  type ServerVersion,
  withRefusals,
} from '@shared/model/refusal'
import type { EngineSettings } from '@shared/model/settings'
import { log } from '../lib/log'
import type { RefusalMemory } from './RefusalMemory'

export interface LearntRefusalsDeps {
  /** Undefined where there is none of that id any more. */
  readonly find: (id: string) => EngineSettings | undefined
  readonly save: (engine: EngineSettings) => void
}

const nothing: Learnt = { refusals: [] }

/** Abilities whose lack is told, and can be tried again. What streams is asked for with each picture. */
const told: readonly CapabilityName[] = ['streaming', 'tools', 'speech', 'pictureEdits']

/** What each server was found not to take, kept with its engine until the server is another one. */
export class LearntRefusals {
  constructor(private readonly deps: LearntRefusalsDeps) {}

  memory(id: string): RefusalMemory {
    return {
      list: () => this.learnt(id).refusals,
      add: (added) => this.add(id, added),
      see: (version) => this.see(id, version),
    }
  }

  /** All that is told of an engine. */
  of({ capabilities, learnt }: EngineSettings): readonly Refusal[] {
    const lacking = told.filter((name) => capabilities[name] === false)
    return [
      ...lacking.map((what): Refusal => ({ scope: 'server', what, model: null })),
      ...(learnt?.refusals ?? []),
    ]
  }

  /** A version that differs from the last one forgets everything that was refused. */
  see(id: string, version: ServerVersion): void {
    const engine = this.deps.find(id)
    if (!engine) return
    const before = engine.learnt ?? nothing
    const learnt: Learnt = { ...before, ...version }
    if (isOtherVersion(before, version)) {
      log.info('The server is another one than before: what it refused is forgotten')
      const capabilities = Object.fromEntries(Object.entries(engine.capabilities).filter(([, has]) => has))
      this.deps.save({ ...engine, capabilities, learnt: { ...learnt, refusals: [] } })
    } else if (isNews(before, version)) this.deps.save({ ...engine, learnt })
  }

  forget(id: string, refusal: Refusal): void {
    const engine = this.deps.find(id)
    if (!engine) return
    const learnt = engine.learnt ?? nothing
    const refusals = learnt.refusals.filter((each) => !isSameRefusal(each, refusal))
    const lacking = refusal.scope === 'server' ? refusal.what : ''
    const capabilities = Object.fromEntries(
      Object.entries(engine.capabilities).filter(([name]) => name !== lacking),
    )
    this.deps.save({ ...engine, capabilities, learnt: { ...learnt, refusals } })
  }

  private add(id: string, added: readonly Refusal[]): void {
    const engine = this.deps.find(id)
    if (!engine) return
    for (const { scope, what } of added) log.info(`Learnt of ${engine.kind} engine: ${scope} without ${what}`)
    const learnt = engine.learnt ?? nothing
    this.deps.save({
      ...engine,
      learnt: { ...learnt, refusals: withRefusals(learnt.refusals, added.map(kept)) },
    })
  }

  private learnt(id: string): Learnt {
    return this.deps.find(id)?.learnt ?? nothing
  }
}

/** As long as settings take a name. */
const kept = (refusal: Refusal): Refusal =>
  refusal.model === null ? refusal : { ...refusal, model: refusal.model.slice(0, 200) }

const isNews = (before: ServerVersion, now: ServerVersion): boolean =>
  (['server', 'build', 'models'] as const).some(
    (name) => now[name] !== undefined && now[name] !== before[name],
  )
