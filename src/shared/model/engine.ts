import type { EngineConnection } from './engineConnection'
import type { Refusal } from './refusal'

/**
 * `openai`: api.openai.com over Responses. `anthropic`: Claude over Messages. `compatible`: any other server
 * over Chat Completions. `builtin`: no key, no network.
 */
export type EngineKind = 'openai' | 'anthropic' | 'compatible' | 'builtin'

/** Kinds that only write: they are never asked to speak, to listen or to draw. */
export const onlyWrites = (kind: EngineKind): boolean => kind === 'anthropic'

/** What an engine may be able to do. Learnt from real calls, never guessed: absent means not yet known. */
export type CapabilityName = 'streaming' | 'tools' | 'speech' | 'pictureStreaming' | 'pictureEdits'
export type Capabilities = Readonly<Partial<Record<CapabilityName, boolean>>>

/** What is chosen apart from who answers. */
export type SideRole = 'speech' | 'transcription' | 'picture'
/** What an engine can do beside answering; absent: that is not known before it was asked. */
export type EngineAbilities = { readonly [R in SideRole]?: boolean }

/** An engine as a page sees it: no key, only whether there is one. */
export interface EngineSummary {
  readonly id: string
  readonly kind: EngineKind
  readonly name: string
  /** The address without credentials; null for the built-in engine. */
  readonly baseUrl: string | null
  /** The provider that was chosen, where the address does not say it. */
  readonly preset?: string
  readonly key: KeyStatus
  /** True for one of OPENAI_… or ANTHROPIC_… variables: it serves this run and is never written to disk. */
  readonly fromEnvironment: boolean
  readonly capabilities: Capabilities
  readonly defaultModel: string | null
  /** What it can do beside answering, as far as that is known. */
  readonly can?: EngineAbilities
  readonly connection: EngineConnection
  /** What it was found not to take, which is left out since. */
  readonly refusals: readonly Refusal[]
}

/**
 * `none`: no key was given. `set`: kept encrypted, or from the environment; `lastFour` once it was read.
 * `session`: kept in memory only, gone at quit. `locked`: kept, but the keyring cannot open it now.
 */
export interface KeyStatus {
  readonly state: 'none' | 'set' | 'session' | 'locked'
  readonly lastFour?: string
  /** The keyring that wrote it, e.g. `gnome_libsecret`; on macOS and Windows the system's own. */
  readonly backend?: string
}

/** True for plain http to another computer: every network between can read the questions and the key. */
export const isReadableOnTheWay = (baseUrl: string): boolean => {
  const parts = /^http:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(baseUrl.trim())
  const host = parts?.[1]?.toLowerCase()
  return host !== undefined && host !== '' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)
}

/** A server that answered on one of the usual local ports. */
export interface LocalServer {
  readonly name: string
  readonly baseUrl: string
  readonly models: readonly string[]
}

export type ModelRole = 'chat' | 'picture' | 'speech' | 'transcription' | 'other'

/** A model as the user chooses it: the catalog's knowledge merged with the server's list. */
export interface ModelEntry {
  readonly id: string
  readonly role: ModelRole
  /** Said by the server's own list. False: known to the catalog only. */
  readonly isListed: boolean
  /** ISO date (YYYY-MM-DD) of the announced end. */
  readonly shutdownDate: string | null
  /** What its maker names instead. */
  readonly replacement: string | null
  /** US dollars per million tokens, where known. */
  readonly price: { readonly input: number; readonly output: number } | null
  readonly note: string | null
}

export const builtinEngineId = 'builtin'
/** The only one of the built-in engine. */
export const builtinModelId = 'builtin'
/** A model's name on the screen: its maker's own id, but ours in words. */
export const modelName = (id: string): string => (id === builtinModelId ? 'Built-in guide' : id)
export const openaiEngineId = 'openai'
export const anthropicEngineId = 'anthropic'
export const environmentEngineId = 'environment'
export const environmentAnthropicId = 'environment-anthropic'
/** True for an engine of variables: nothing of it is written down. */
export const isOfEnvironment = (id: string): boolean =>
  id === environmentEngineId || id === environmentAnthropicId
