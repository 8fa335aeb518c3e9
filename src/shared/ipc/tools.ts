import { z } from 'zod'
import { approvalAnswers, type ToolSummary, toolOriginSchema, toolPolicies } from '../model/tool'
import { id } from './common'
import { call } from './define'

const policy = z.enum(toolPolicies)

export const tools = {
  /** The tools that are switched on, as models of the engine of new conversations are told of them. */
  'tools.list': call<readonly ToolSummary[]>()(z.object({})),
  /** Sets the policy of these tools; null: as their origin's. */
  'tools.setPolicy': call<void>()(
    z.object({ keys: z.array(z.string().max(300)).min(1).max(1_000), policy: policy.nullable() }),
  ),
  /** The policy of all tools of an origin that have none of their own. */
  'tools.setOriginPolicy': call<void>()(z.object({ origin: toolOriginSchema, policy })),
  /** The user's word on calls that wait for it; on those that wait no longer it is nothing. */
  'tools.answer': call<void>()(
    z.object({
      approvalId: id,
      answer: z.enum(approvalAnswers),
      /** What the model is to hear. */
      words: z.string().trim().max(2_000).optional(),
    }),
  ),
}
