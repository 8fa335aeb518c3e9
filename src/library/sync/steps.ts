import { type SyncRecord, sizeOf } from '@shared/sync/record'

/** Work in steps, each a transaction of its own of a few milliseconds: between them others are served. */
export type Steps<T> = Generator<void, T, void>

/** What one step may take, so that a search or an answer in progress does not wait longer. */
export const stepMs = 8

/** All of it at once. */
export const finish = <T>(steps: Steps<T>): T => {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Step by step, with a rest in between. Whatever fails in one ends all. */
export const inSteps = async <T>(steps: Steps<T>, rest: () => Promise<void>): Promise<T> => {
  for (;;) {
    const begun = performance.now()
    do {
      const { done, value } = steps.next()
      if (done) return value
    } while (performance.now() - begun < stepMs)
    await rest()
  }
}

/** How much is given at a time. */
export interface Limits {
  readonly records: number
  readonly characters: number
}

/** Records on their way out, as many as fit. */
export class Batch {
  readonly records: SyncRecord[] = []
  private characters = 0

  constructor(private readonly limits: Limits) {}

  add(record: SyncRecord): void {
    this.records.push(record)
    this.characters += sizeOf(record)
  }

  get isFull(): boolean {
    return this.records.length >= this.limits.records || this.characters >= this.limits.characters
  }
}
