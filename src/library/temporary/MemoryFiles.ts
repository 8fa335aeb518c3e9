import type { KeptFiles } from '../ContentFolder'

/** What a `ContentFolder` does, without a folder. */
export class MemoryFiles implements KeptFiles {
  private readonly files = new Map<string, Uint8Array>()

  write(name: string, bytes: Uint8Array): void {
    this.files.set(name, bytes)
  }

  read(name: string): Uint8Array | null {
    return this.files.get(name) ?? null
  }

  remove(name: string): number | null {
    const size = this.sizeOf(name)
    this.files.delete(name)
    return size
  }

  sizeOf(name: string): number | null {
    return this.files.get(name)?.byteLength ?? null
  }
}
