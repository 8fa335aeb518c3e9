import type { Refusal, RefusalScope } from '@shared/model/refusal'
import type { AnswerRequest } from './engine'
import { isServerFault, rejects } from './engineErrors'
import { memoryOfRun, type RefusalMemory, versionIn, versionOfBuild } from './RefusalMemory'

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
 * What was refused before at one of a server's APIs, by model: what one refuses, another on the same server
 * wants. An effort is remembered by its value: a model that takes no `none` may well take `high`.
 */
export class Refusals<Name extends string> {
  constructor(
    private readonly scope: RefusalScope,
    private readonly memory: RefusalMemory = memoryOfRun(),
    /** What is refused, or taken, by the server and not by the model. */
    private readonly ofServer: ReadonlySet<Name> = new Set(),
  ) {}

  /**
   * What to leave out of this request from the start: `unused` and what was refused. A set of its own for
   * each request.
   */
  of({ model, reasoningEffort }: Asked, unused: Iterable<Name> = []): Set<Name> {
    const refused = this.memory
      .list()
      .filter(
        (each) =>
          each.scope === this.scope &&
          (each.model === null || each.model === model) &&
          (each.value === undefined || each.value === reasoningEffort),
      )
    return new Set([...unused, ...refused.map(({ what }) => what as Name)])
  }

  /** Left out of a request that was then answered, and not from its start: just refused. */
  remember(
    { model, reasoningEffort }: Asked,
    dropped: Iterable<Name>,
    before: ReadonlySet<Name>,
    response: Response,
  ): void {
    // Another version of the server may take what the last one did not.
    this.memory.see(versionIn(response.headers))
    const refused = [...dropped].filter((name) => !before.has(name))
    if (refused.length === 0) return
    this.memory.add(
      refused.map((what): Refusal => {
        const of = { scope: this.scope, what, model: this.ofServer.has(what) ? null : model }
        return /effort$/.test(what) && reasoningEffort !== undefined ? { ...of, value: reasoningEffort } : of
      }),
    )
  }

  /** The build that an answer names. */
  see(fingerprint: string): void {
    const version = versionOfBuild(fingerprint)
    if (version.build !== undefined) this.memory.see(version)
  }
}
