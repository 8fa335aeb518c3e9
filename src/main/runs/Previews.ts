import type { PicturePreview } from '@shared/model/events'

/** Unfinished pictures of messages that are being written, newest each; served at app://parley/previews/… */
export class Previews {
  private readonly kept = new Map<string, { readonly revision: number; readonly bytes: Uint8Array }>()

  /** Keeps the newest and returns its revision. */
  put(messageId: string, index: number, bytes: Uint8Array): number {
    const key = `${messageId}/${index}`
    const revision = (this.kept.get(key)?.revision ?? 0) + 1
    this.kept.set(key, { revision, bytes })
    return revision
  }

  get(messageId: string, index: number): Uint8Array | null {
    return this.kept.get(`${messageId}/${index}`)?.bytes ?? null
  }

  /** The newest of every part of this message. */
  of(messageId: string): readonly PicturePreview[] {
    return [...this.kept].flatMap(([key, { revision }]) =>
      key.startsWith(`${messageId}/`)
        ? [{ messageId, index: Number(key.slice(messageId.length + 1)), revision }]
        : [],
    )
  }

  drop(messageId: string): void {
    for (const key of this.kept.keys()) if (key.startsWith(`${messageId}/`)) this.kept.delete(key)
  }
}
