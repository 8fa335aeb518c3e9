import type { AsyncLibrary, SharedChange } from '@shared/ipc/library'
import type { SharedDocument, SharedDocuments } from '@shared/ipc/library/sync'
import { type Assistant, assistantSchema } from '@shared/model/assistant'
import type { AppEvent } from '@shared/model/events'
import { type Fact, factSchema, mostFacts } from '@shared/model/memory'
import { canonicalJson } from '@shared/sync/record'
import type { z } from 'zod'
import type { Emitter } from '../lib/Emitter'
import { log } from '../lib/log'
import { mostAssistants } from '../settings/Assistants'
import type { SettingsStore } from '../settings/SettingsStore'

export interface SharedSettingsDeps {
  readonly library: Pick<AsyncLibrary, 'exchangeDocuments'>
  readonly settings: Pick<SettingsStore, 'get' | 'update' | 'unreadIds'>
  /** Those that the app brings along: what the user made of one elsewhere is worth more. */
  readonly originals: readonly Assistant[]
}

/** Assistants and what models know of the user are the same on all devices. No other setting travels. */
export class SharedSettings {
  private working: Promise<void> | null = null
  private isWanted = false
  /** Until sync has begun in the library, there is nothing to compare with. */
  private hasBegun = false

  constructor(private readonly deps: SharedSettingsDeps) {}

  /** A look is over: with the first one sync has begun. */
  async lookEnded(): Promise<void> {
    if (!this.hasBegun) await this.exchange()
  }

  /** Sync is off. */
  forget(): void {
    this.hasBegun = false
  }

  /** Something may have changed, here or there. Ends when both sides are the same. */
  exchange(): Promise<void> {
    this.isWanted = true
    this.working ??= this.work().finally(() => {
      this.working = null
    })
    return this.working
  }

  private async work(): Promise<void> {
    while (this.isWanted) {
      this.isWanted = false
      try {
        await this.exchangeAssistants()
        await this.exchangeFacts()
        this.noteShared()
      } catch (error) {
        // The next change, or the next look, tries it again.
        log.warning('Assistants and memory could not be compared with those of other devices', error)
        return
      }
    }
  }

  /** A file of settings that was lost, or that cannot be read in all, is no deletion of the rest. */
  private async compare(
    name: 'assistants' | 'memory',
    documents: SharedDocuments,
  ): Promise<readonly SharedDocument[] | null> {
    const { library, settings } = this.deps
    const unreadIds = settings.unreadIds(name)
    const isNew = !settings.get().sharesWithDevices
    const found = await library.exchangeDocuments({ ...documents, isNew, unreadIds })
    return found?.filter(({ id }) => !unreadIds.includes(id)) ?? null
  }

  private noteShared(): void {
    const { settings } = this.deps
    if (this.isWanted || !this.hasBegun || settings.get().sharesWithDevices) return
    settings.update({ sharesWithDevices: true })
  }

  private async exchangeAssistants(): Promise<void> {
    const { settings, originals } = this.deps
    const before = settings.get().assistants ?? []
    const documents = before.map(({ id, ...fields }) => {
      const original = originals.find((each) => each.id === id)
      const isOriginal = original !== undefined && isSame(original, { id, ...fields })
      return { id, fields, isOriginal }
    })
    const found = await this.compare('assistants', { kind: 'assistant', documents, most: mostAssistants })
    this.hasBegun = found !== null
    const assistants = found?.flatMap((each) => readDocument(assistantSchema, each) ?? [])
    if (!assistants || isSame(assistants, before)) return
    this.isWanted = true
    // The user was quicker: what changed is told first.
    if (isSame(settings.get().assistants ?? [], before)) settings.update({ assistants })
  }

  private async exchangeFacts(): Promise<void> {
    const { settings } = this.deps
    const before = settings.get().memory
    const documents = before.map(({ id, ...fields }) => ({ id, fields }))
    const found = await this.compare('memory', { kind: 'fact', documents, most: mostFacts })
    const memory = found?.flatMap((each): Fact[] => {
      const fact = readDocument(factSchema, { ...each, fields: { assistantId: null, ...each.fields } })
      return fact ? [fact] : []
    })
    if (!memory || isSame(memory, before)) return
    this.isWanted = true
    if (isSame(settings.get().memory, before)) settings.update({ memory })
  }
}

/** A value that only a later version understands costs itself, not the document; null without a name. */
const readDocument = <S extends z.ZodObject>(
  schema: S,
  { id, fields }: SharedDocument,
): z.output<S> | null => {
  const good = Object.entries({ ...fields, id }).filter(
    ([name, value]) => !Object.hasOwn(schema.shape, name) || schema.shape[name]?.safeParse(value).success,
  )
  const parsed = schema.safeParse(Object.fromEntries(good))
  return parsed.success ? parsed.data : null
}

const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other)

/** Exchanges them whenever something may have changed, as long as sync is on. */
export const shareSettings = (
  shared: SharedSettings,
  {
    events,
    libraryShared,
    isOn,
  }: {
    readonly events: Emitter<AppEvent>
    readonly libraryShared: Emitter<SharedChange>
    isOn(): boolean
  },
): void => {
  libraryShared.subscribe((told) => {
    if (isOn() && 'arrived' in told && told.arrived.areShared) void shared.exchange()
  })
  events.subscribe((event) => {
    if (event.type === 'settings.changed' && isOn()) void shared.exchange()
    if (event.type !== 'sync.changed') return
    if (event.status.type === 'off') shared.forget()
    else if (event.status.activity === 'resting') void shared.lookEnded()
  })
}
