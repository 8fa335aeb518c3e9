import type { Assistant } from '@shared/model/assistant'
import type { AppEvent } from '@shared/model/events'
import { type EngineSettings, type Settings, settingsSchema } from '@shared/model/settings'
import type { Emitter } from '../lib/Emitter'
import { readKindly, type Unread, withUnread } from './readKindly'

/** The file under the settings; the shell gives electron-store, tests a map. */
export interface SettingsFile {
  /** What is in the file, as it is. */
  read(): Readonly<Record<string, unknown>>
  /** Replaces these keys; on disk, whole or not at all, when it returns. */
  write(values: Readonly<Record<string, unknown>>): void
}

/** The settings as they are in force, and the way to change them. */
export class SettingsStore {
  private kept: Settings
  private readonly unread: Unread
  /** Choices that hold for this run and are never written, e.g. the engine from the environment. */
  private override: Partial<Settings> = {}

  constructor(
    private readonly file: SettingsFile,
    private readonly events: Emitter<AppEvent>,
    /** The assistants that hold until the user changes one. */
    private readonly firstAssistants?: readonly Assistant[],
  ) {
    const { settings, unread } = readKindly(file.read())
    this.kept = settings
    this.unread = unread
  }

  get(): Settings {
    const effective = { ...this.kept, ...this.override }
    if (effective.assistants === undefined && this.firstAssistants)
      effective.assistants = [...this.firstAssistants]
    return effective
  }

  /** Entries of a list that are in the file and cannot be read. */
  unreadIds(name: 'assistants' | 'memory'): readonly string[] {
    const entries = Object.hasOwn(this.unread, name) ? this.unread[name] : []
    return (Array.isArray(entries) ? entries : []).flatMap((each: unknown) =>
      each !== null && typeof each === 'object' && 'id' in each && typeof each.id === 'string'
        ? [each.id]
        : [],
    )
  }

  update(patch: Partial<Settings>): Settings {
    this.kept = settingsSchema.parse({ ...this.kept, ...patch })
    // What the user chooses now wins over what the environment chose.
    for (const name of Object.keys(patch)) delete this.override[name as keyof Settings]
    const written = Object.entries(patch).map(([name, value]) => [name, withUnread(name, value, this.unread)])
    this.file.write(Object.fromEntries(written))
    this.publish()
    return this.get()
  }

  /** Sets values for this run only. */
  overrideForRun(values: Partial<Settings>): void {
    this.override = { ...this.override, ...values }
    this.publish()
  }

  /** Adds the engine, or replaces the one with the same id. */
  saveEngine(engine: EngineSettings): void {
    const others = this.kept.engines.filter(({ id }) => id !== engine.id)
    this.update({ engines: [...others, engine] })
  }

  private publish(): void {
    this.events.publish({ type: 'settings.changed', settings: this.get() })
  }
}
