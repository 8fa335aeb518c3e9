/** Pictures and files that one conversation holds as text. */
const mostInlineBytes = 96 * 1024 * 1024

/** What is written out within a text, kept until its message is written, which is at once. */
export class InlineAssets {
  private readonly kept = new Map<string, Buffer>()
  private count = 0
  private byteLength = 0

  /** The bytes of a `data:` address. Null for anything else, or for too much. */
  keepAddress(address: string): string | null {
    const head = /^data:[\w/+.;=-]{0,200};base64,/.exec(address)?.[0]
    if (head === undefined) return null
    return this.keep(Buffer.from(address.slice(head.length), 'base64'))
  }

  keep(bytes: Buffer): string | null {
    if (this.byteLength > mostInlineBytes || bytes.length === 0) return null
    this.count += 1
    const key = `inline ${this.count}`
    this.kept.set(key, bytes)
    this.byteLength += bytes.length
    return key
  }

  take(key: string): Buffer | null {
    const bytes = this.kept.get(key)
    if (!bytes) return null
    this.kept.delete(key)
    this.byteLength -= bytes.length
    return bytes
  }

  clear(): void {
    this.kept.clear()
    this.byteLength = 0
  }
}
