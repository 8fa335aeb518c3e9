import { AppError } from '@shared/ipc/errors'
import { z } from 'zod'
/** The tools there are, by name. */
export class ToolRegistry {
  tools
  constructor(tools) {
    this.tools = new Map(tools.map((tool) => [tool.name, tool]))
  }
  /** As the model is told of them. */
  describe() {
    return [...this.tools.values()].map(({ name, description, input }) => {
      const { $schema: _, ...parameters } = z.toJSONSchema(input, { io: 'input' })
      return { name, description, parameters }
    })
  }
  /** Parses what the model wrote and runs the tool. `tool/unknown`, `tool/bad-input`, or the tool's own failure. */
  async run(name, inputText, context) {
    const tool = this.tools.get(name)
    if (!tool) throw new AppError('tool/unknown', `There is no tool named ${name.slice(0, 100)}`)
    let input
    try {
      input = inputText.trim() === '' ? {} : JSON.parse(inputText)
    } catch (cause) {
      throw new AppError('tool/bad-input', 'The input was not JSON', undefined, { cause })
    }
    const parsed = tool.input.safeParse(input)
    if (!parsed.success) throw new AppError('tool/bad-input', z.prettifyError(parsed.error))
    return tool.run(parsed.data, context)
  }
}
