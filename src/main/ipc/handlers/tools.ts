import type { tools as contract } from '@shared/ipc/tools'
import { toolKey } from '@shared/model/tool'
import type { SettingsStore } from '../../settings/SettingsStore'
import type { Approvals } from '../../tools/Approvals'
import type { ToolPolicies } from '../../tools/ToolPolicies'
import type { ToolRegistry } from '../../tools/ToolRegistry'
import type { Handlers } from '../contexts'

interface Needs {
  readonly settings: SettingsStore
  readonly tools: ToolRegistry
  readonly toolPolicies: ToolPolicies
  readonly approvals: Approvals
}

export const toolsHandlers = ({
  settings,
  tools,
  toolPolicies,
  approvals,
}: Needs): Handlers<typeof contract> => ({
  'tools.list': () => tools.summaries(settings.get().engineId ?? ''),
  'tools.setPolicy': ({ keys, policy }) =>
    toolPolicies.set(
      tools.all().filter(({ origin, name }) => keys.includes(toolKey(origin, name))),
      policy,
    ),
  'tools.setOriginPolicy': ({ origin, policy }) =>
    toolPolicies.setOrigin(
      origin,
      policy,
      tools.all().filter((tool) => tool.origin === origin),
    ),
  'tools.answer': ({ approvalId, answer, words }) =>
    approvals.answer(approvalId, words ? { answer, words } : { answer }),
})
