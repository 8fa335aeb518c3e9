import type { DrawingDeps } from '../pictures/drawing'
import { Approvals } from '../tools/Approvals'
import { generateImage } from '../tools/generateImage'
import { historyTools } from '../tools/history'
import { remember } from '../tools/remember'
import { speakAloud } from '../tools/speakAloud'
import { ToolPolicies } from '../tools/ToolPolicies'
import { ToolRegistry } from '../tools/ToolRegistry'
import type { Tool } from '../tools/tool'
import type { Foundation } from './foundation'

export interface ToolsNeeds {
  readonly drawing: DrawingDeps
  readonly webTools: readonly Tool[]
  readonly toolsOfServers: () => readonly Tool[]
}

/** The tools that an engine may use, and who decides about them. */
export const composeTools = (
  { library, events, settings, engines, newId }: Foundation,
  { drawing, webTools, toolsOfServers }: ToolsNeeds,
) => {
  const artistOf = (engineId: string) => engines.peek('picture', { engineId })?.engine
  const toolPolicies = new ToolPolicies(settings)
  const approvals = new Approvals(events, newId)
  const own = [
    generateImage(
      drawing,
      (engineId) => engines.models.pictureAbilities(artistOf(engineId)?.id ?? engineId),
      (engineId) => artistOf(engineId)?.can?.picture !== false,
    ),
    speakAloud(({ windowId, messageId, callId }) => {
      if (windowId !== null) events.publish({ type: 'speech.requested', windowId, messageId, callId })
    }),
    ...webTools,
    remember(() => settings.get().memoryProposals),
    ...historyTools(library, () => settings.get().searchHistory),
  ]
  const tools = new ToolRegistry(own, {
    policies: toolPolicies,
    approvals,
    fromServers: toolsOfServers,
    alwaysThere: () => settings.get().toolsAlwaysThere,
  })
  return { tools, toolPolicies, approvals }
}
