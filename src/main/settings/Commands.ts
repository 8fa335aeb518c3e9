import type { CommandsImported } from '@shared/ipc/commands'
import { AppError } from '@shared/ipc/errors'
import { type CommandFile, commandFileSchema } from '@shared/model/command'
import { mergeCommands } from '@shared/model/mergeCommands'
import { z } from 'zod'
import { readOrdinaryFile } from '../lib/readOrdinaryFile'
import { writeBytes, writeWhole } from '../lib/writeWhole'
import type { SettingsFileDialogs } from './Assistants'
import type { SettingsStore } from './SettingsStore'

/** Two hundred prompts of the greatest length fit, with their quoting. Anything larger is not ours. */
const mostFileBytes = 32 * 1024 * 1024

/** The user's commands as files. They are kept with the settings, where a page changes them. */
export class Commands {
  constructor(
    private readonly settings: SettingsStore,
    private readonly dialogs: SettingsFileDialogs,
    private readonly newId: () => string,
  ) {}

  /** Null when the user cancels. */
  async export(windowId: number): Promise<{ readonly count: number } | null> {
    const commands = this.settings.get().lookActions
    if (commands.length === 0) throw new AppError('ipc/bad-input', 'There is no command')
    const path = await this.dialogs.chooseTarget('Commands.json', windowId)
    if (path === null) return null
    const file: CommandFile = {
      format: 'parley.commands',
      version: 1,
      commands: commands.map(({ id: _id, ...rest }) => rest),
    }
    await writeWhole(path, (draft) => writeBytes(draft, `${JSON.stringify(file, null, 2)}\n`))
    return { count: commands.length }
  }

  /** Null when the user cancels. Nothing that was there changes. */
  async import(windowId: number): Promise<CommandsImported | null> {
    const path = await this.dialogs.chooseSource(windowId)
    if (path === null) return null
    const { commands } = parseFile(await readOrdinaryFile(path, mostFileBytes))
    const merged = mergeCommands(this.settings.get().lookActions, commands, this.newId)
    const { added, renamed, known, leftOut } = merged
    if (added > 0) this.settings.update({ lookActions: [...merged.commands] })
    return { added, renamed, known, leftOut }
  }
}

const newerSchema = z.object({ format: z.literal('parley.commands'), version: z.number().int().min(2) })

const parseFile = (text: string): CommandFile => {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw new AppError('file/unreadable', 'The file is not JSON')
  }
  const parsed = commandFileSchema.safeParse(value)
  if (parsed.success) return parsed.data
  if (newerSchema.safeParse(value).success) throw new AppError('file/newer')
  throw new AppError('file/unreadable', 'The file holds no commands of ours')
}
