import { rejects } from './engineErrors'

/** A parameter that some servers refuse, and how their refusals read. */
export interface OptionalParameter<Name extends string> {
  readonly name: Name
  /** Matched against the refusal's `param` and words. */
  readonly refusal: RegExp
}

/**
 * Asks, and asks again without whatever the server refused by name, each parameter at most once. The servers that
 * call themselves compatible differ in such details, and none of them can be asked beforehand. What was refused is
 * remembered in `dropped` only once leaving it out has helped.
 */
export const askAdapting = async <Name extends string, T>(
  parameters: readonly OptionalParameter<Name>[],
  dropped: Set<Name>,
  ask: (without: ReadonlySet<Name>) => Promise<T>,
): Promise<T> => {
  const without = new Set(dropped)
  for (;;) {
    try {
      const answer = await ask(without)
      for (const name of without) dropped.add(name)
      return answer
    } catch (error) {
      const refused = parameters.find(({ name, refusal }) => !without.has(name) && rejects(error, refusal))
      if (!refused) throw error
      without.add(refused.name)
    }
  }
}
