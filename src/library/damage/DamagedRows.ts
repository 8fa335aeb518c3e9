/**
 * What of a row could not be read: a message's parts or usage, the choices of a conversation, or the time by
 * which lists put a conversation or a picture in its place.
 */
export type DamagedValue = 'parts' | 'usage' | 'choices' | 'time' | 'picture-time'

export interface DamagedRow {
  readonly value: DamagedValue
  /** The id of the message, the conversation or the picture. */
  readonly id: string
}

/** Rows that were met while reading and could not be read whole, until they are dealt with. */
export class DamagedRows {
  private readonly rows = new Map<string, DamagedRow>()

  get isEmpty(): boolean {
    return this.rows.size === 0
  }

  add(value: DamagedValue, id: string): void {
    this.rows.set(`${value}:${id}`, { value, id })
  }

  /** Those that were met since the last time. */
  take(): readonly DamagedRow[] {
    const taken = [...this.rows.values()]
    this.rows.clear()
    return taken
  }
}
