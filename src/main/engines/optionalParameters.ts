import type { AnswerRequest } from './engine'
import { isServerFault, rejects } from './engineErrors'

/** A parameter that some servers refuse, and how their refusals read. */
export interface OptionalParameter<Name extends string> {
  readonly name: Name
  /** Matched against the refusal's `param` and words. */
  readonly refusal: RegExp
}

interface AdaptingOptions<Name extends string> {
  readonly isRefusal?: (error: unknown, pattern: RegExp) => boolean
  readonly passing?: Set<Name>
}

/**
 * Asks, and asks again without whatever the server refused by name, each parameter at most once. The servers
 * that call themselves compatible differ in such details, and none of them can be asked beforehand. What was
 * refused is remembered in `dropped` only once leaving it out has helped. What a server failed at by its own
 * word (5xx) is left out of this request alone, and named in `passing`.
 */
export const askAdapting = async <Name extends string, T>(
  parameters: readonly OptionalParameter<Name>[],
  dropped: Set<Name>,
  ask: (without: ReadonlySet<Name>) => Promise<T>,
  { isRefusal = rejects, passing = new Set() }: AdaptingOptions<Name> = {},
): Promise<T> => {
  const without = new Set(dropped)
  for (;;) {
    try {
      const answer = await ask(without)
      for (const name of without) dropped.add(name)
      return answer
    } catch (error) {
      const refused = parameters.find(({ name, refusal }) => !without.has(name) && isRefusal(error, refusal))
      if (!refused) throw error
      without.add(refused.name)
      if (isServerFault(error)) passing.add(refused.name)
    }
  }
}

type Asked = Pick<AnswerRequest, 'model' | 'reasoningEffort'>

/**
 * What was refused before, by model: what one refuses, another on the same server wants. An effort is
 * remembered by its value: a model that takes no `none` may well take `high`.
 */
export class Refusals<Name extends string> {
  private readonly known = new Map<string, Set<Name>>()

  /**
   * What to leave out of this request from the start: `unused` and what was refused. A set of its own for
   * each request.
   */
  of(request: Asked, unused: Iterable<Name> = []): Set<Name> {
    return new Set([
      ...unused,
      ...(this.known.get(request.model) ?? []),
      ...(this.known.get(effortKey(request)) ?? []),
    ])
  }

  /** Left out of a request that was then answered: refused, unless it was not in use. */
  remember(request: Asked, dropped: Iterable<Name>, unused: ReadonlySet<Name>): void {
    for (const name of dropped) {
      if (unused.has(name)) continue
      const key = name === 'effort' ? effortKey(request) : request.model
      this.known.set(key, (this.known.get(key) ?? new Set<Name>()).add(name))
    }
  }
}

const effortKey = ({ model, reasoningEffort }: Asked): string => `${model}\n${reasoningEffort ?? ''}`
