import { z } from 'zod'

/** The APIs of a server; each takes something else. `server`: all of them. */
export const refusalScopes = ['answers', 'pictures', 'edits', 'server'] as const
export type RefusalScope = (typeof refusalScopes)[number]

/** Something that a server was found not to take, and that is left out since. */
export const refusalSchema = z.object({
  scope: z.enum(refusalScopes),
  what: z.string().min(1).max(60),
  /** Null: whatever the model. */
  model: z.string().max(200).nullable(),
  /** The value that it was about, of an effort. */
  value: z.string().max(60).optional(),
})
export type Refusal = z.output<typeof refusalSchema>

/** The most that is kept of one engine; the oldest go first. */
export const mostRefusals = 200

/** What was learnt of a server, and of which server: another version may take what this one did not. */
export const learntSchema = z.object({
  refusals: z.array(refusalSchema).max(mostRefusals).default([]),
  /** As its header says it. */
  server: z.string().max(200).optional(),
  /** The build that its answers name. */
  build: z.string().max(200).optional(),
  /** A digest of the list of its models. */
  models: z.string().max(100).optional(),
})
export type Learnt = z.output<typeof learntSchema>

/** What tells one version of a server from another; absent where it does not say. */
export type ServerVersion = Pick<Learnt, 'server' | 'build' | 'models'>

export const isSameRefusal = (one: Refusal, other: Refusal): boolean =>
  one.scope === other.scope &&
  one.what === other.what &&
  one.model === other.model &&
  one.value === other.value

/** With these as well, each once. */
export const withRefusals = (known: readonly Refusal[], added: readonly Refusal[]): Refusal[] =>
  [...known.filter((each) => !added.some((one) => isSameRefusal(each, one))), ...added].slice(-mostRefusals)

/** True where the server says to be another one than it was. What it does not say now is no other. */
export const isOtherVersion = (before: ServerVersion, now: ServerVersion): boolean =>
  (['server', 'build', 'models'] as const).some(
    (name) => before[name] !== undefined && now[name] !== undefined && before[name] !== now[name],
  )
