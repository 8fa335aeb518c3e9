import { basename, extname } from 'node:path'
import { AppError } from '@shared/ipc/errors'
import type { SpeechTarget } from '@shared/ipc/speech'
import { writeBytes, writeWhole } from '../lib/writeWhole'

/** Asks the user where to save. Null when they cancel. */
export type ChooseSpeechFile = (suggestion: string, windowId: number) => Promise<string | null>

const suggestedLength = 60

/**
 * Saves speech in two steps: where to (a dialog of ours), then the bytes. A page can write nowhere that was
 * not chosen.
 */
export class SpeechFiles {
  private readonly chosen = new Map<string, string>()

  constructor(
    private readonly chooseFile: ChooseSpeechFile,
    private readonly newId: () => string,
  ) {}

  async choose(text: string, windowId: number): Promise<SpeechTarget | null> {
    const path = await this.chooseFile(suggestName(text), windowId)
    if (path === null) return null
    const ending = extname(path).toLowerCase()
    const format = ending === '.wav' ? 'wav' : 'ogg'
    const target = ['.wav', '.ogg', '.opus'].includes(ending) ? path : `${path}.ogg`
    const exportId = this.newId()
    this.chosen.set(exportId, target)
    return { exportId, format, fileName: basename(target) }
  }

  async save(exportId: string, bytes: Uint8Array): Promise<void> {
    const path = this.chosen.get(exportId)
    if (path === undefined) throw new AppError('ipc/bad-input', 'No such file was chosen')
    this.chosen.delete(exportId)
    await writeWhole(path, (draft) => writeBytes(draft, bytes))
  }
}

const suggestName = (text: string): string => {
  const words = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return `${[...words].slice(0, suggestedLength).join('').trim() || 'Speech'}.ogg`
}
