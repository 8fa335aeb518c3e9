/** Unfinished pictures of messages that are being written, newest each; served at app://parley/previews/… */
export class Previews {
  kept = new Map()
  /** Keeps the newest and returns its revision. */
  put(messageId, index, bytes) {
    const key = `${messageId}/${index}`
    const revision = (this.kept.get(key)?.revision ?? 0) + 1
    this.kept.set(key, { revision, bytes })
    return revision
  }
  get(messageId, index) {
    return this.kept.get(`${messageId}/${index}`)?.bytes ?? null
  }
  drop(messageId) {
    for (const key of this.kept.keys()) if (key.startsWith(`${messageId}/`)) this.kept.delete(key)
  }
}
