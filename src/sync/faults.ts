/** Why something in the place is not taken. */
export type SyncFaultReason =
  /** Not what was written: cut, altered, exchanged, or none of ours. */
  | 'damaged'
  /** Of another library, or of another device than its name says. */
  | 'not-ours'
  /** Written by a Parley that this one is too old for. */
  | 'newer'
  | 'wrong-words'
  /** There is a newer key, which this device does not have. */
  | 'new-words'
  /** The cloud keeps a file that it has not brought here yet. */
  | 'evicted'
  /** Packs are missing that the next ones build on. */
  | 'gap'

export class SyncFault extends Error {
  constructor(
    readonly reason: SyncFaultReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
