import { type ToolOrigin, type ToolPolicy, toolKey } from '@shared/model/tool'
import type { SettingsStore } from '../settings/SettingsStore'
import type { Tool } from './tool'

/** As long as the user has decided nothing: what comes from outside asks. */
const defaultPolicy = (origin: ToolOrigin): ToolPolicy => (origin.startsWith('server:') ? 'ask' : 'always')

/** What the user has set for a tool. */
export interface StandingPolicy {
  readonly policy: ToolPolicy
  readonly hasOwnPolicy: boolean
  /** It was allowed as another: what it says of itself has changed since. */
  readonly isChanged: boolean
}

/** What the user decided about tools: for each, for all of an origin, and for one conversation. */
export class ToolPolicies {
  /**
   * By conversation, the tools with their versions and scopes. For this run: a user who comes back tomorrow
   * is asked again.
   */
  private readonly granted = new Map<string, Set<string>>()

  constructor(private readonly settings: SettingsStore) {}

  of(tool: Tool): StandingPolicy {
    const { toolPolicies, originPolicies } = this.settings.get()
    const own = toolPolicies[keyOf(tool)]
    const policy = own ?? originPolicies[tool.origin] ?? defaultPolicy(tool.origin)
    const isChanged = policy === 'always' && !this.isKnown(tool)
    return { policy: isChanged ? 'ask' : policy, hasOwnPolicy: own !== undefined, isChanged }
  }

  /** Sets the tools' policies; null: as their origin's. `always` holds for the tools as they are now. */
  set(tools: readonly Tool[], policy: ToolPolicy | null): void {
    const { toolPolicies } = this.settings.get()
    const changed = { ...toolPolicies }
    for (const tool of tools) {
      if (policy === null) delete changed[keyOf(tool)]
      else changed[keyOf(tool)] = policy
    }
    this.settings.update({ toolPolicies: changed, toolVersions: this.versionsWith(tools, policy) })
  }

  /** The policy of an origin's tools that have none of their own. `tools`: those that it has now. */
  setOrigin(origin: ToolOrigin, policy: ToolPolicy, tools: readonly Tool[]): void {
    const { originPolicies } = this.settings.get()
    this.settings.update({
      originPolicies: { ...originPolicies, [origin]: policy },
      toolVersions: this.versionsWith(tools, policy),
    })
  }

  /** Allows the tool as it is now, in one conversation; with a scope, those of its calls alone. */
  grant(conversationId: string, tool: Tool, scope: string | null): void {
    const granted = this.granted.get(conversationId) ?? new Set()
    this.granted.set(conversationId, granted.add(grantOf(tool, scope)))
  }

  isGranted(conversationId: string, tool: Tool, scope: string | null): boolean {
    return this.granted.get(conversationId)?.has(grantOf(tool, scope)) ?? false
  }

  private isKnown(tool: Tool): boolean {
    return tool.version === undefined || this.settings.get().toolVersions[keyOf(tool)] === tool.version
  }

  /** Only what is always allowed is known; what the user forbids is asked about anew. */
  private versionsWith(tools: readonly Tool[], policy: ToolPolicy | null): Record<string, string> {
    const versions = { ...this.settings.get().toolVersions }
    for (const tool of tools) {
      if (policy === 'always' && tool.version !== undefined) versions[keyOf(tool)] = tool.version
      if (policy === 'never' || policy === 'ask') delete versions[keyOf(tool)]
    }
    return versions
  }
}

const keyOf = (tool: Tool): string => toolKey(tool.origin, tool.name)
const grantOf = (tool: Tool, scope: string | null): string => JSON.stringify([versionOf(tool), scope])
/** A tool as it says it is now. */
export const versionOf = (tool: Tool): string => `${keyOf(tool)} ${tool.version ?? ''}`
