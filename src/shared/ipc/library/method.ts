/** A question to the library and the type of its answer. What the two are is known to the compiler only. */
export interface LibraryMethodDefinition<I = unknown, O = unknown> {
  /** These fields are never set: they carry the types only. */
  readonly input?: I
  readonly output?: O
}

export const method = <I, O>(): LibraryMethodDefinition<I, O> => ({})
