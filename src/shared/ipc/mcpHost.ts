import type { FieldValues } from '../model/serverQuestion'
import type { Completed, ServerAddress, ServerOffer, ToolContent, ToolOutcome } from '../model/toolServer'
import type { Failure } from './errors'

/** A server to connect to, with its secrets. */
export interface ServerToConnect {
  readonly serverId: string
  readonly address: ServerAddress
  /** The values of its variables, or of its headers. */
  readonly secrets: Readonly<Record<string, string>>
  /** An earlier connection found that this server speaks the protocol of 2025: no probe is needed. */
  readonly isLegacy: boolean
  /** The limit for it to answer for the first time; a package that is still to be downloaded takes long. */
  readonly connectTimeoutMs: number
  /** The user is there and wants it: a page to sign in at may be opened. */
  readonly maySignIn: boolean
  /** A server on this computer that was not used for so long is ended; 0: never. */
  readonly idleMs: number
}

/** What is known after a connection was made. */
export interface ConnectedServer {
  readonly offer: ServerOffer
  readonly isLegacy: boolean
  /** The name and version that the server gives itself; null where it gives none. */
  readonly title: string | null
  readonly version: string | null
  readonly instructions: string | null
}

export interface ToolCallInput {
  readonly serverId: string
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** The limit without any sign of life (progress, a question to the user). */
  readonly quietMs: number
}

/** All that main may ask of the process that holds the connections, as input and output of each method. */
export interface McpHostMethods {
  /** Connects, or gives what is known where it is connected already. `toolServer/*` */
  connect: { readonly input: ServerToConnect; readonly output: ConnectedServer }
  /** `toolServer/not-found` where it is not connected. */
  callTool: { readonly input: ToolCallInput; readonly output: ToolOutcome }
  getPrompt: {
    readonly input: {
      readonly serverId: string
      readonly name: string
      readonly arguments: Readonly<Record<string, string>>
    }
    readonly output: readonly { readonly role: 'user' | 'assistant'; readonly content: ToolContent }[]
  }
  readResource: {
    readonly input: { readonly serverId: string; readonly uri: string }
    readonly output: readonly ToolContent[]
  }
  /** Values that may be meant; none where the server suggests nothing. */
  complete: {
    readonly input: {
      readonly serverId: string
      readonly completed: Completed
      readonly argument: string
      /** What was typed of it so far. */
      readonly value: string
      /** What was given for the others. */
      readonly others: Readonly<Record<string, string>>
    }
    readonly output: readonly string[]
  }
  /** Resolves when nothing of the server is left running. */
  disconnect: { readonly input: { readonly serverId: string }; readonly output: null }
  /** The answer of the browser as the user pasted it, for a sign-in that is waiting. */
  finishSignIn: {
    readonly input: { readonly serverId: string; readonly address: string }
    readonly output: null
  }
}
export type McpHostMethod = keyof McpHostMethods

/** What a server wants of the user in the middle of a call. */
export type ServerQuestion =
  | {
      readonly type: 'form'
      readonly message: string
      /** A flat JSON Schema of an object. */
      readonly schema: Readonly<Record<string, unknown>>
    }
  | {
      readonly type: 'address'
      readonly message: string
      readonly url: string
      /** By which the server says later that the user is done there; null where it will not. */
      readonly elicitationId: string | null
      /** The call is made anew once the user is done there; otherwise the server itself waits for that. */
      readonly isNeededFirst: boolean
    }

export interface ServerQuestionAnswer {
  readonly action: 'accept' | 'decline' | 'cancel'
  readonly content: FieldValues | null
}

/** What the process asks of main. */
export interface McpHostAsks {
  question: {
    readonly input: { readonly serverId: string; readonly question: ServerQuestion }
    readonly output: ServerQuestionAnswer
  }
  /** The proxy by which an address is reached, as `http:`, `https:` or `socks5:`; null: straight. */
  route: { readonly input: { readonly address: string }; readonly output: string | null }
  /** What is kept of a server's sign-in, as text that only the process reads; null: nothing. */
  loadSignIn: { readonly input: { readonly serverId: string }; readonly output: string | null }
  saveSignIn: {
    readonly input: { readonly serverId: string; readonly kept: string | null }
    readonly output: null
  }
  /** Opens the page where the user signs in. */
  openSignIn: { readonly input: { readonly serverId: string; readonly url: string }; readonly output: null }
}
export type McpHostAsk = keyof McpHostAsks

/** What happens without having been asked for. */
export type McpHostEvent =
  | { readonly type: 'offer'; readonly serverId: string; readonly offer: ServerOffer }
  /** What the user was to do at an address is done. */
  | { readonly type: 'completed'; readonly serverId: string; readonly elicitationId: string }
  /** The connection ended; without a failure where it was meant to (idle, disconnected). */
  | { readonly type: 'ended'; readonly serverId: string; readonly failure: Failure | null }

/** Messages from main. */
export type McpHostRequest =
  | {
      readonly [M in McpHostMethod]: {
        readonly type: 'call'
        readonly id: number
        readonly method: M
        readonly input: McpHostMethods[M]['input']
      }
    }[McpHostMethod]
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly failure: Failure }
  /** Everything is to be ended; answered by the exit of the process. */
  | { readonly type: 'close' }

/** Messages to main. */
export type McpHostReply =
  | { readonly type: 'result'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'result'; readonly id: number; readonly ok: false; readonly failure: Failure }
  | {
      readonly type: 'ask'
      readonly id: number
      readonly ask: McpHostAsk
      readonly input: McpHostAsks[McpHostAsk]['input']
    }
  /** The answer to this ask is not wanted any more. */
  | { readonly type: 'withdraw'; readonly id: number }
  | { readonly type: 'event'; readonly event: McpHostEvent }
