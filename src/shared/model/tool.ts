import { z } from 'zod'

/** `ask`: the user is asked before each use. `never`: the model is not told of the tool. */
export const toolPolicies = ['ask', 'always', 'never'] as const
export type ToolPolicy = (typeof toolPolicies)[number]

/** The origins of tools: Parley's own, and a tool server by its id. */
export const toolOriginSchema = z.union([
  z.enum(['parley', 'web', 'history']),
  z.templateLiteral(['server:', z.string().regex(/^[\w-]{1,100}$/)]),
])
export type ToolOrigin = z.output<typeof toolOriginSchema>

/** What a tool says of itself. It sorts the list, and decides nothing: a server may say what it likes. */
export interface ToolHints {
  readonly readOnly?: boolean
  readonly destructive?: boolean
}

/** A tool as Settings show it. */
export interface ToolSummary {
  /** The key of its policy; see `toolKey`. */
  readonly key: string
  readonly title: string
  readonly origin: ToolOrigin
  /** The origin in words: a server's name. */
  readonly originName: string
  readonly description: string
  /** JSON Schema of the input. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  readonly hints: ToolHints
  /** What its description takes of each request, estimated. */
  readonly tokens: number
  readonly policy: ToolPolicy
  /** True where the policy is the tool's own and not that of its origin. */
  readonly hasOwnPolicy: boolean
  /** True where it was changed since it was allowed, so that it asks again. */
  readonly isChanged: boolean
  /** True where it goes along with every question, however many tools there are. */
  readonly isAlwaysThere: boolean
}

/** What a tool's policy is kept under, and what an assistant or a conversation leaves out. */
export const toolKey = (origin: string, name: string): string => `${origin}/${name}`

/** A call that the model wants to make. */
export interface AskedCall {
  readonly callId: string
  /** As the tool goes by where it comes from; the title may say anything. */
  readonly name: string
  readonly title: string
  readonly originName: string
  /** JSON text as the model wrote it. */
  readonly input: string
  /** What *Allow in this conversation* allows of the tool, such as one host; null for all of it. */
  readonly scope: string | null
  /** False where only this very call is strange: allowing the tool for good would allow all such. */
  readonly mayBeAlways: boolean
}

/** Calls of one answer that wait for the user's word. They come together and are decided together. */
export interface Approval {
  readonly id: string
  readonly conversationId: string
  readonly messageId: string
  readonly calls: readonly AskedCall[]
}

export const approvalAnswers = ['once', 'conversation', 'always', 'denied'] as const
/** What the user decided. */
export type ApprovalAnswer = (typeof approvalAnswers)[number]

/** A page or document that an answer rests on. */
export const sourceSchema = z.object({
  url: z.url({ protocol: /^https?$/ }).max(4_000),
  title: z
    .string()
    .transform((text) => (text.length <= 300 ? text : `${text.slice(0, 299)}…`.toWellFormed())),
})
export type Source = Readonly<z.output<typeof sourceSchema>>

/** More sources than this are not kept with one answer. */
export const mostSources = 200
