import { AppError } from '@shared/ipc/errors'
import { type Assistant, type AssistantFile, assistantFileSchema } from '@shared/model/assistant'
import { readOrdinaryFile } from '../lib/readOrdinaryFile'
import { writeBytes, writeWhole } from '../lib/writeWhole'
import type { SettingsStore } from './SettingsStore'

/** The most assistants that the settings hold. */
export const mostAssistants = 200
/** Two hundred prompts of the greatest length fit, with their quoting. Anything larger is not ours. */
const mostFileBytes = 32 * 1024 * 1024

/** The dialogs that ask the user for files; null when they cancel. */
export interface SettingsFileDialogs {
  chooseTarget(suggestion: string, windowId: number): Promise<string | null>
  chooseSource(windowId: number): Promise<string | null>
}

/** The user's assistants, kept with the settings. Every change is sent as `settings.changed`. */
export class Assistants {
  constructor(
    private readonly settings: SettingsStore,
    private readonly dialogs: SettingsFileDialogs,
    private readonly newId: () => string,
  ) {}

  /** Adds one without an id, replaces the one with it. */
  save(input: Omit<Assistant, 'id'> & { readonly id?: string }): Assistant {
    const all = this.all()
    const assistant: Assistant = { ...input, id: input.id ?? this.newId() }
    const isKnown = all.some(({ id }) => id === assistant.id)
    if (!isKnown && all.length >= mostAssistants) throw new AppError('ipc/bad-input', 'Too many assistants')
    this.keep(
      isKnown ? all.map((each) => (each.id === assistant.id ? assistant : each)) : [...all, assistant],
    )
    return assistant
  }

  remove(id: string): void {
    this.keep(this.all().filter((each) => each.id !== id))
  }

  /** Puts the assistants into this order; those not named follow as they were. */
  reorder(ids: readonly string[]): void {
    const all = this.all()
    const named = [...new Set(ids)].flatMap((id) => all.find((each) => each.id === id) ?? [])
    this.keep([...named, ...all.filter((each) => !named.includes(each))])
  }

  /** Null when the user cancels. */
  async export(ids: readonly string[], windowId: number): Promise<{ readonly count: number } | null> {
    const chosen = this.all().filter(({ id }) => ids.includes(id))
    const [first] = chosen
    if (!first) throw new AppError('ipc/bad-input', 'No such assistant')
    const path = await this.dialogs.chooseTarget(
      chosen.length === 1 ? `${fileNameFrom(first.name)}.json` : 'Assistants.json',
      windowId,
    )
    if (path === null) return null
    const file: AssistantFile = {
      format: 'parley.assistants',
      version: 1,
      assistants: chosen.map(({ id: _id, engineId: _engineId, ...rest }) => rest),
    }
    await writeWhole(path, (draft) => writeBytes(draft, `${JSON.stringify(file, null, 2)}\n`))
    return { count: chosen.length }
  }

  /** Null when the user cancels; `file/unreadable` for anything else than ours. */
  async import(windowId: number): Promise<{ readonly count: number } | null> {
    const path = await this.dialogs.chooseSource(windowId)
    if (path === null) return null
    const { assistants } = parseFile(await readOrdinaryFile(path, mostFileBytes))
    const all = this.all()
    if (all.length + assistants.length > mostAssistants)
      throw new AppError('file/too-large', 'There would be too many assistants', { most: mostAssistants })
    this.keep([...all, ...assistants.map((each) => ({ ...each, id: this.newId() }))])
    return { count: assistants.length }
  }

  private all(): readonly Assistant[] {
    return this.settings.get().assistants ?? []
  }

  private keep(assistants: readonly Assistant[]): void {
    this.settings.update({ assistants: [...assistants] })
  }
}

const parseFile = (text: string): AssistantFile => {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new AppError('file/unreadable', 'The file is not JSON')
  }
  const parsed = assistantFileSchema.safeParse(value)
  if (!parsed.success) throw new AppError('file/unreadable', 'The file holds no assistants of ours')
  return parsed.data
}

const fileNameFrom = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim() || 'Assistant'
