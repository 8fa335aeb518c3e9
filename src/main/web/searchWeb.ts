import { searchToolName } from '@shared/model/webSearch'
import { z } from 'zod'
import type { Tool } from '../tools/tool'
import { material, materialNotice } from './material'
import type { WebSearch } from './WebSearch'

const mostResults = 8

const input = z.object({
  query: z.string().trim().min(1).max(1_000).describe('What to search for, in a few words'),
})

/** Searching the web as a tool. `isOn`: whether the user lets this engine's models search with it. */
export const searchWeb = (
  search: Pick<WebSearch, 'search'>,
  isOn: (engineId: string) => boolean,
): Tool<typeof input> => ({
  name: searchToolName,
  title: 'Search the web',
  origin: 'web',
  hints: { readOnly: true },
  description: `Searches the web and gives titles, addresses and a few words of each result. Use it for what is recent or has to be looked up, and read_page for more of a result. ${materialNotice}`,
  input,
  isOffered: isOn,
  run: async ({ query }, context) => {
    const results = await search.search(query, mostResults, context.signal)
    if (results.length === 0) return 'Nothing was found. Other words may help.'
    const numbers = context.addSources(results.map(({ url, title }) => ({ url, title })))
    const lines = results.map(({ url, title, snippet, date }, index) =>
      [`[${numbers[index]}] ${title}`, url, ...(date === undefined ? [] : [date]), snippet].join('\n'),
    )
    return material(lines.join('\n\n'))
  },
})
