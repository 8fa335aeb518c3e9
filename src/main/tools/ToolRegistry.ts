import { AppError } from '@shared/ipc/errors'
import { type ApprovalAnswer, type AskedCall, type ToolSummary, toolKey } from '@shared/model/tool'
import { z } from 'zod'
import type { ToolDescription } from '../engines/engine'
import type { Approvals } from './Approvals'
import { FoundTools } from './FoundTools'
import { type ToolPolicies, versionOf } from './ToolPolicies'
import { tokensOf } from './tokensOf'
import type { Tool, ToolContext } from './tool'

/** For whom tools are chosen. */
export interface ToolOffer {
  readonly conversationId: string
  readonly engineId: string
  /** Origins and tools, by their keys, that the conversation or its assistant leaves out. */
  readonly leftOut: readonly string[]
}

/** A call as the model made it. */
export interface ToolCall {
  readonly callId: string
  readonly name: string
  readonly input: string
}

/** Whether a call may be made, as far as that was decided by the user now. */
export interface Verdict {
  readonly approval?: ApprovalAnswer
  /** What the user wants the model to hear. */
  readonly words?: string
  /** The tool as it was when the user was asked. */
  readonly tool?: string
}

interface RegistryDeps {
  readonly policies: ToolPolicies
  readonly approvals: Pick<Approvals, 'ask'>
  /** The tools of the servers that are switched on; they come and go. */
  readonly fromServers: () => readonly Tool[]
  readonly alwaysThere: () => readonly string[]
}

/** All tools there are, wherever they come from, and who may use which. */
export class ToolRegistry {
  private readonly found: FoundTools

  constructor(
    private readonly own: readonly Tool[],
    private readonly deps: RegistryDeps,
  ) {
    this.found = new FoundTools(deps.alwaysThere)
  }

  /** Where two have a name, the first has it: ours before those of servers. */
  all(): readonly Tool[] {
    const byName = new Map<string, Tool>()
    for (const tool of [...this.own, ...this.deps.fromServers()])
      if (!byName.has(tool.name)) byName.set(tool.name, tool)
    return [...byName.values()]
  }

  /** Those that are switched on, as this engine's models are told of them. */
  summaries(engineId: string): readonly ToolSummary[] {
    const tools = this.all().filter((tool) => tool.isOffered?.(engineId) ?? true)
    return tools.map((tool) => ({
      key: toolKey(tool.origin, tool.name),
      title: tool.title,
      origin: tool.origin,
      originName: originNameOf(tool),
      description: tool.description,
      inputSchema: schemaOf(tool, engineId),
      hints: tool.hints ?? {},
      tokens: tokensOf(describedFor(tool, engineId)),
      isAlwaysThere: this.deps.alwaysThere().includes(toolKey(tool.origin, tool.name)),
      ...this.deps.policies.of(tool),
    }))
  }

  /** Describes the tools to this conversation's model. */
  describe(offer: ToolOffer): ToolDescription[] {
    const tools = this.offered(offer)
    const described = tools.map((tool) => describedFor(tool, offer.engineId))
    if (!this.found.isTooMuch(described)) return described
    const { conversationId } = offer
    const chosen = [...this.found.choose(tools, conversationId), this.found.search(tools, conversationId)]
    return chosen.map((tool) => describedFor(tool, offer.engineId))
  }

  /**
   * Asks the user about those calls that need it, all at once, and remembers what was decided. Calls that are
   * missing in the result may be made. Rejects as the signal does.
   */
  async settle(
    calls: readonly ToolCall[],
    offer: ToolOffer,
    context: Pick<ToolContext, 'messages' | 'messageId' | 'signal' | 'say'>,
  ): Promise<ReadonlyMap<string, Verdict>> {
    const asking = calls.flatMap((call) => {
      const tool = this.find(call.name, offer)
      const needed = tool && this.permissionFor(tool, call, offer, context)
      return needed ? [{ call, tool, scope: needed.scope }] : []
    })
    if (asking.length === 0) return new Map()
    const { conversationId } = offer
    const { policies } = this.deps
    const asked = {
      conversationId,
      messageId: context.messageId,
      calls: asking.map((each) => askedCall(each, policies)),
    }
    const leaveUnsaid = context.say(spokenQuestion(asking))
    const { answer, words } = await this.deps.approvals.ask(asked, context.signal).finally(leaveUnsaid)
    for (const { tool, scope } of asking) {
      if (answer === 'always' && isAskedAsSuch(tool, policies)) policies.set([tool], 'always')
      else if (answer === 'always' || answer === 'conversation') policies.grant(conversationId, tool, scope)
    }
    const verdict = words === undefined ? { approval: answer } : { approval: answer, words }
    return new Map(asking.map(({ call, tool }) => [call.callId, { ...verdict, tool: versionOf(tool) }]))
  }

  /**
   * Parses what the model wrote and runs the tool. `tool/unknown`, `tool/bad-input`, `tool/changed` where the
   * tool is no longer what was asked about, or the tool's own failure.
   */
  async run(call: ToolCall, offer: ToolOffer, context: ToolContext, verdict: Verdict): Promise<string> {
    const tool = this.find(call.name, offer)
    if (!tool) throw new AppError('tool/unknown', `There is no tool named ${call.name.slice(0, 100)}`)
    if (this.permissionFor(tool, call, offer, context) && verdict.tool !== versionOf(tool))
      throw new AppError('tool/changed', 'The tool changed after it was asked about')
    return tool.run(parseInput(tool, call.input, offer.engineId), context)
  }

  private offered({ engineId, leftOut }: ToolOffer): readonly Tool[] {
    return this.all().filter(
      (tool) =>
        !leftOut.includes(tool.origin) &&
        !leftOut.includes(toolKey(tool.origin, tool.name)) &&
        (tool.isOffered?.(engineId) ?? true) &&
        this.deps.policies.of(tool).policy !== 'never',
    )
  }

  private find(name: string, offer: ToolOffer): Tool | undefined {
    const tools = this.offered(offer)
    return [...tools, this.found.search(tools, offer.conversationId)].find((tool) => tool.name === name)
  }

  /** What the user is asked for before this call: the tool, or its calls of a scope; null for nothing. */
  private permissionFor(
    tool: Tool,
    call: ToolCall,
    offer: ToolOffer,
    context: Pick<ToolContext, 'messages'>,
  ): { readonly scope: string | null } | null {
    const { policies } = this.deps
    const { policy, hasOwnPolicy } = policies.of(tool)
    if (policy === 'always' && hasOwnPolicy) return null
    const scope = scopeOf(tool, call, offer.engineId, context)
    if (scope === null && policy !== 'ask') return null
    return policies.isGranted(offer.conversationId, tool, scope) ? null : { scope }
  }
}

/** What cannot be read is never run: nothing of it is to be asked about. */
const scopeOf = (
  tool: Tool,
  call: ToolCall,
  engineId: string,
  context: Pick<ToolContext, 'messages'>,
): string | null => {
  if (!tool.scopeToAsk) return null
  try {
    return tool.scopeToAsk(parseInput(tool, call.input, engineId), context)
  } catch {
    return null
  }
}

interface Asking {
  readonly call: ToolCall
  readonly tool: Tool
  readonly scope: string | null
}

const askedCall = ({ call, tool, scope }: Asking, policies: ToolPolicies): AskedCall => ({
  callId: call.callId,
  name: tool.ownName ?? tool.name,
  title: tool.title,
  originName: originNameOf(tool),
  input: call.input,
  scope,
  mayBeAlways: isAskedAsSuch(tool, policies),
})

/** True where the tool is asked about, and not a single call of it. */
const isAskedAsSuch = (tool: Tool, policies: ToolPolicies): boolean => policies.of(tool).policy === 'ask'

/** For who does not look: what is asked, and that it waits. */
const spokenQuestion = (asking: readonly { readonly tool: Tool }[]): string => {
  const names = new Set(
    asking.map(({ tool }) => `${tool.title.replaceAll('_', ' ')}, of ${originNameOf(tool)}`),
  )
  return `May I use ${[...names].join(', and ')}? This waits until you decide, in Parley’s window.`
}

const originNames = { parley: 'Parley', web: 'The web', history: 'My history' } as const
const originNameOf = ({ origin, originName }: Tool): string =>
  originName ?? originNames[origin as keyof typeof originNames] ?? origin

const describedFor = (tool: Tool, engineId: string): ToolDescription => ({
  name: tool.name,
  description: tool.description,
  parameters: schemaOf(tool, engineId),
})

const schemaOf = (tool: Tool, engineId: string): Readonly<Record<string, unknown>> => {
  if (tool.inputSchema) return tool.inputSchema
  const { $schema: _, ...parameters } = z.toJSONSchema(checkOf(tool, engineId), { io: 'input' })
  return parameters
}

const checkOf = (tool: Tool, engineId: string): z.ZodType => tool.inputFor?.(engineId) ?? tool.input

const parseInput = (tool: Tool, text: string, engineId: string): unknown => {
  let input: unknown
  try {
    input = text.trim() === '' ? {} : JSON.parse(text)
  } catch (cause) {
    throw new AppError('tool/bad-input', 'The input was not JSON', undefined, { cause })
  }
  const parsed = checkOf(tool, engineId).safeParse(input)
  if (!parsed.success) throw new AppError('tool/bad-input', z.prettifyError(parsed.error))
  return parsed.data
}
