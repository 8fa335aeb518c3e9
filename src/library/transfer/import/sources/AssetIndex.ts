import { pointerIds } from '../chatgpt/content'
import { baseName, type SourceFile } from './source'

/** `file-AbC` of `file-AbC-holiday.png`, `file_00ff` of `file_00ff-sanitized.jpg`. */
const idShape = /^file(?:-[A-Za-z0-9]+|_[0-9a-f]+)/

/**
 * Finds the files that messages speak of. ChatGPT names them by id, with something behind it that varies by
 * year.
 */
export class AssetIndex {
  private readonly places = new Map<string, number>()

  constructor(private readonly files: readonly SourceFile[]) {
    for (const [index, { name }] of files.entries()) {
      const base = baseName(name)
      // Grok keeps each upload as `content` in a folder that is called by its id.
      const folder = base === 'content' ? baseName(name.slice(0, -'/content'.length)) : undefined
      const keys = [base, base.replace(/\.[^.]*$/, ''), idShape.exec(base)?.[0], folder]
      for (const key of keys) if (key && !this.places.has(key)) this.places.set(key, index)
    }
  }

  /** A key for `load`, or null where there is no such file. */
  find(pointer: string): string | null {
    for (const id of pointerIds(pointer)) {
      const index = this.places.get(id) ?? this.places.get(idShape.exec(id)?.[0] ?? '')
      if (index !== undefined) return String(index)
    }
    return null
  }

  file(key: string): SourceFile | null {
    return this.files[Number(key)] ?? null
  }
}
