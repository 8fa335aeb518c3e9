import { z } from 'zod'
import type { Failure } from '../ipc/errors'

const word = z.string().max(10_000)
const variableName = z
  .string()
  .max(300)
  .regex(/^[A-Za-z_][\w.()-]*$/)
const headerName = z
  .string()
  .max(300)
  .regex(/^[!#$%&'*+.^_`|~\w-]+$/)

/** How a tool server is reached. Values of variables and headers are secrets; here are only their names. */
export const serverAddressSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('stdio'),
    command: word.min(1),
    args: z.array(word).max(500).readonly(),
    /** The names of the variables that it is given. */
    env: z.array(variableName).max(200).readonly(),
    /** Variables that decide which code it runs, with their values: they are agreed to, and no secrets. */
    steering: z.record(variableName, word).readonly().optional(),
    /** The folder that it starts in; null: the user's own. */
    cwd: word.nullable(),
  }),
  z.object({
    type: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).max(4_000),
    /** The names of the headers that go along with each request. */
    headers: z.array(headerName).max(100).readonly(),
  }),
])
export type ServerAddress = z.output<typeof serverAddressSchema>

/** Values by name, of variables or headers. */
export const serverSecretsSchema = z.record(z.string().max(300), z.string().max(100_000))
export type ServerSecrets = Readonly<z.output<typeof serverSecretsSchema>>

export const serverNameSchema = z.string().trim().min(1).max(100)

/** A tool server that the user set up. Its secrets lie apart, encrypted. */
export const toolServerSchema = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  name: serverNameSchema,
  /** The beginning of its tools' names; no other server has it. */
  prefix: z
    .string()
    .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/)
    .max(24),
  address: serverAddressSchema,
  isOn: z.boolean(),
  /** Tells exactly what the user agreed to start; another address has another one. */
  consent: z.string().max(100).nullable(),
  /** When it was found to speak the protocol of 2025 only; milliseconds since the epoch. */
  legacySince: z.number().nullable().catch(null),
})
export type ToolServer = Readonly<z.output<typeof toolServerSchema>>

export type ServerState =
  | { readonly type: 'off' }
  /** It is switched on only after the user agreed to what would be started. */
  | { readonly type: 'needs-consent' }
  | { readonly type: 'connecting' }
  /** Its page to sign in at is open in the browser. */
  | { readonly type: 'signing-in' }
  /** `isRunning`: it is connected now; otherwise it is when one of its tools is needed. */
  | { readonly type: 'ready'; readonly isRunning: boolean }
  | { readonly type: 'failed'; readonly failure: Failure }

/** A tool server as Settings show it. */
export interface ToolServerSummary {
  readonly id: string
  readonly name: string
  readonly address: ServerAddress
  /** What is to be agreed to: the value that `toolServers.setOn` wants back. */
  readonly fingerprint: string
  readonly state: ServerState
  readonly toolCount: number
}

/** A server as it was read from what the user pasted, not yet added. */
export interface ServerDraft {
  readonly name: string
  readonly address: ServerAddress
  readonly secrets: ServerSecrets
}

/** A tool as its server describes it. */
export interface ServerTool {
  readonly name: string
  readonly title: string | null
  readonly description: string
  /** A JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  /** A hint by the server, which sorts and never decides. */
  readonly isReadOnly: boolean
  /** Changes with description and schema: what was allowed before is asked again. */
  readonly hash: string
}

export interface ServerPrompt {
  readonly name: string
  readonly title: string | null
  readonly description: string
  readonly arguments: readonly {
    readonly name: string
    readonly description: string
    readonly isRequired: boolean
  }[]
}

export interface ServerResource {
  readonly uri: string
  readonly name: string
  readonly title: string | null
  readonly description: string
  readonly mimeType: string | null
  readonly byteLength: number | null
}

/** Resources that are alike, named by an address with blanks. */
export interface ServerTemplate {
  readonly uriTemplate: string
  readonly name: string
  readonly title: string | null
  readonly description: string
  readonly mimeType: string | null
}

/** What a connected server offers. */
export interface ServerOffer {
  readonly tools: readonly ServerTool[]
  readonly prompts: readonly ServerPrompt[]
  readonly resources: readonly ServerResource[]
  readonly templates: readonly ServerTemplate[]
  /** It suggests values for blanks. */
  readonly completes: boolean
}

/** What a value is suggested for: an argument of a prompt, or a blank of a template. */
export const completedSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('prompt'), name: z.string().max(200) }),
  z.object({ type: z.literal('template'), uriTemplate: z.string().max(4_000) }),
])
export type Completed = z.output<typeof completedSchema>

/** A piece of a tool's result. */
export type ToolContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'picture'; readonly mimeType: string; readonly bytes: Uint8Array }
  | { readonly type: 'audio'; readonly mimeType: string; readonly bytes: Uint8Array }
  | {
      readonly type: 'link'
      readonly uri: string
      readonly name: string
      readonly description: string
      readonly mimeType: string | null
    }
  | {
      readonly type: 'resource'
      readonly uri: string
      readonly mimeType: string | null
      /** The text of it; bytes where it is none. */
      readonly text: string | null
      readonly bytes: Uint8Array | null
    }

/** What a call gave. */
export interface ToolOutcome {
  readonly content: readonly ToolContent[]
  /** The structured result as JSON text; null where the tool has none. */
  readonly structured: string | null
  /** The tool says itself that it failed; the content says why. */
  readonly isError: boolean
  /** It was longer than `mostResultBytes`: the rest was left out. */
  readonly isCut: boolean
}

/** The limit of a result's text, all pieces together. */
export const mostResultBytes = 1024 * 1024
/** The limit of one picture or sound of a result. */
export const mostMediaBytes = 20 * 1024 * 1024
