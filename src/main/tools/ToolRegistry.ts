import { AppError } from '@shared/ipc/errors'
import { z } from 'zod'
import type { ToolDescription } from '../engines/engine'
import type { Tool, ToolContext } from './tool'

/** The tools there are, by name. */
export class ToolRegistry {
  private readonly tools: ReadonlyMap<string, Tool>

  constructor(tools: readonly Tool[]) {
    this.tools = new Map(tools.map((tool) => [tool.name, tool]))
  }

  /** Describes the tools to this engine's model. */
  describe(engineId: string): ToolDescription[] {
    const offered = [...this.tools.values()].filter((tool) => tool.isOffered?.(engineId) ?? true)
    return offered.map((tool) => {
      const { $schema: _, ...parameters } = z.toJSONSchema(inputOf(tool, engineId), { io: 'input' })
      return { name: tool.name, description: tool.description, parameters }
    })
  }

  /**
   * Parses what the model wrote and runs the tool. `tool/unknown`, `tool/bad-input`, or the tool's own
   * failure.
   */
  async run(name: string, inputText: string, context: ToolContext): Promise<string> {
    const tool = this.tools.get(name)
    if (!tool) throw new AppError('tool/unknown', `There is no tool named ${name.slice(0, 100)}`)
    let input: unknown
    try {
      input = inputText.trim() === '' ? {} : JSON.parse(inputText)
    } catch (cause) {
      throw new AppError('tool/bad-input', 'The input was not JSON', undefined, { cause })
    }
    const parsed = inputOf(tool, context.engine.id).safeParse(input)
    if (!parsed.success) throw new AppError('tool/bad-input', z.prettifyError(parsed.error))
    return tool.run(parsed.data, context)
  }
}

const inputOf = (tool: Tool, engineId: string): z.ZodType => tool.inputFor?.(engineId) ?? tool.input
