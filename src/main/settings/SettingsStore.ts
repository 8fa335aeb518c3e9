import { type Assistant, assistantSchema } from '@shared/model/assistant'
import type { AppEvent } from '@shared/model/events'
import {
  type EngineSettings,
  engineSettingsSchema,
  type Settings,
  settingsSchema,
} from '@shared/model/settings'
import type { Emitter } from '../lib/Emitter'

/** The file under the settings; the shell gives electron-store, tests a map. */
export interface SettingsFile {
  /** What is in the file, as it is. */
  read(): Readonly<Record<string, unknown>>
  /** Replaces these keys; on disk, whole or not at all, when it returns. */
  write(values: Readonly<Record<string, unknown>>): void
}

/** Every field by itself: one bad value costs its default, not the file. */
const parseKindly = (stored: Readonly<Record<string, unknown>>): Settings => {
  const fields: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const parsed = schema.safeParse(stored[name])
    if (parsed.success) fields[name] = parsed.data
  }
  // The user writes these by hand: one that cannot be read must not take the others with it.
  if (fields.assistants === undefined && Array.isArray(stored.assistants)) {
    const good = stored.assistants.filter((each) => assistantSchema.safeParse(each).success)
    if (good.length > 0) fields.assistants = good.slice(0, 200)
  }
  // Nor may one engine: the user would lose the others, and where their conversations go.
  if (fields.engines === undefined && Array.isArray(stored.engines)) {
    const read = stored.engines.map((each) => engineSettingsSchema.safeParse(each))
    fields.engines = read.flatMap(({ success, data }) => (success ? [data] : [])).slice(0, 50)
  }
  return settingsSchema.parse(fields)
}

/** The settings as they are in force, and the way to change them. */
export class SettingsStore {
  private kept: Settings
  /** Choices that hold for this run and are never written, e.g. the engine from the environment. */
  private override: Partial<Settings> = {}

  constructor(
    private readonly file: SettingsFile,
    private readonly events: Emitter<AppEvent>,
    /** The assistants that hold until the user changes one. */
    private readonly firstAssistants?: readonly Assistant[],
  ) {
    this.kept = parseKindly(file.read())
  }

  get(): Settings {
    const effective = { ...this.kept, ...this.override }
    if (effective.assistants === undefined && this.firstAssistants)
      effective.assistants = [...this.firstAssistants]
    return effective
  }

  update(patch: Partial<Settings>): Settings {
    this.kept = settingsSchema.parse({ ...this.kept, ...patch })
    // What the user chooses now wins over what the environment chose.
    for (const name of Object.keys(patch)) delete this.override[name as keyof Settings]
    this.file.write(patch)
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
