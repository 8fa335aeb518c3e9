import { Emitter } from '../../src/main/lib/Emitter'
import { SettingsStore } from '../../src/main/settings/SettingsStore'
import { Approvals } from '../../src/main/tools/Approvals'
import { ToolPolicies } from '../../src/main/tools/ToolPolicies'
import { type ToolOffer, ToolRegistry } from '../../src/main/tools/ToolRegistry'
import type { Tool } from '../../src/main/tools/tool'
import type { AppEvent } from '../../src/shared/model/events'
import { MemorySettingsFile } from './memorySettingsFile'

export const anOffer: ToolOffer = { conversationId: 'c', engineId: 'test', leftOut: [] }

/** A registry over settings of its own, with what it asks and remembers. `servers`: tools of tool servers. */
export const toolPlace = (own: readonly Tool[], servers: () => readonly Tool[] = () => []) => {
  const events = new Emitter<AppEvent>()
  const file = new MemorySettingsFile()
  const settings = new SettingsStore(file, events)
  const policies = new ToolPolicies(settings)
  let count = 0
  const approvals = new Approvals(events, () => `approval-${++count}`)
  const registry = new ToolRegistry(own, {
    policies,
    approvals,
    fromServers: servers,
    alwaysThere: () => settings.get().toolsAlwaysThere,
  })
  return { registry, policies, approvals, settings, events, file }
}
