import { toolKey } from '@shared/model/tool'
import { z } from 'zod'
import type { ToolDescription } from '../engines/engine'
import { tokensOf } from './tokensOf'
import type { Tool } from './tool'

/** With more tools than this, or more tokens taken by them, a search stands for most. */
const mostTools = 30
/** A tenth of 64,000: models do not say what they hold. */
const mostTokens = 6_400
/** The tools that one search brings. */
const mostFound = 8

const input = z.object({
  query: z.string().trim().min(1).max(500).describe('What is to be done, in a few words'),
})

/**
 * Where there are more tools than a model should be told of: those that are always there, those that it
 * searched for in this conversation, and the search itself.
 */
export class FoundTools {
  private readonly byConversation = new Map<string, Set<string>>()

  constructor(private readonly alwaysThere: () => readonly string[]) {}

  isTooMuch(described: readonly ToolDescription[]): boolean {
    const tokens = described.reduce((sum, each) => sum + tokensOf(each), 0)
    return described.length > mostTools || tokens > mostTokens
  }

  choose(tools: readonly Tool[], conversationId: string): readonly Tool[] {
    const found = this.byConversation.get(conversationId)
    const always = new Set(this.alwaysThere())
    return tools.filter(
      ({ name, origin }) =>
        !origin.startsWith('server:') || found?.has(name) || always.has(toolKey(origin, name)),
    )
  }

  /** The search, over `tools`. */
  search(tools: readonly Tool[], conversationId: string): Tool<typeof input> {
    return {
      name: 'find_tools',
      title: 'Find tools',
      origin: 'parley',
      description:
        'There are more tools than are listed here. This finds those that fit a task by words; those found can be used from then on.',
      input,
      run: async ({ query }) => {
        const best = bestOf(tools, query)
        if (best.length === 0) return 'No tool fits. Try other words.'
        const found = this.byConversation.get(conversationId) ?? new Set()
        for (const { name } of best) found.add(name)
        this.byConversation.set(conversationId, found)
        return best.map(({ name, description }) => `${name}: ${description.slice(0, 300)}`).join('\n')
      },
    }
  }
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Words of the name count more than those of the description. */
const bestOf = (tools: readonly Tool[], query: string): readonly Tool[] => {
  const wanted = wordsOf(query)
  const scored = tools.map((tool) => {
    const name = new Set(wordsOf(`${tool.name} ${tool.title} ${tool.originName ?? ''}`.replaceAll('_', ' ')))
    const description = new Set(wordsOf(tool.description))
    const score = wanted.reduce(
      (sum, word) => sum + (name.has(word) ? 3 : 0) + (description.has(word) ? 1 : 0),
      0,
    )
    return { tool, score }
  })
  return scored
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, mostFound)
    .map(({ tool }) => tool)
}
