import type { SourceNode, SourcePart } from '../tree'
import {
  isRecord,
  type Json,
  lineOf,
  listOf,
  momentFromEither,
  recordOf,
  textOr,
  textOrNull,
} from '../values'
import {
  type Around,
  assetPart,
  callPart,
  type Format,
  jsonText,
  nodeOf,
  resultPart,
  textPart,
  thoughtPart,
} from './format'

/** Grok's export: each conversation beside its responses, which name what they answer. */
export const grok: Format = {
  source: 'grok',
  isMeant: (keys) => keys.has('responses.*.response'),
  convert(record, around) {
    const about = recordOf(record.conversation)
    const title = lineOf(about.title, 300)
    const nodes = new Map<string, SourceNode>()
    let last: string | null = null
    for (const [index, wrapped] of listOf(record.responses).entries()) {
      const response = recordOf(wrapped).response
      if (!isRecord(response)) {
        around.leftOut.add('message', 'damaged', title)
        continue
      }
      const id = textOr(response._id, '') || `${index}`
      if (nodes.has(id)) {
        around.leftOut.add('message', 'duplicate', title)
        continue
      }
      nodes.set(id, toNode(id, last, response, around))
      last = id
    }
    const projectId = textOrNull(about.workspace_id) ?? textOrNull(about.project_id)
    const project = projectId === null ? undefined : around.folders.get(projectId)
    return [
      {
        id: textOr(about.id, '') || JSON.stringify([...nodes.keys()]),
        title: about.title,
        nodes,
        current: textOrNull(about.leaf_response_id) ?? last,
        createdAt: momentOf(about.create_time),
        updatedAt: momentOf(about.modify_time),
        isPinned: about.starred === true,
        folder: projectId === null || project === undefined ? null : { id: projectId, name: project },
      },
    ]
  },
}

const toNode = (id: string, above: string | null, response: Json, around: Around): SourceNode => {
  // Anything but `human` is a model: some responses name it as the sender.
  const isAsked = textOr(response.sender, '').toLowerCase() === 'human'
  const traces = listOf(response.agent_thinking_traces).map((trace) =>
    textOr(recordOf(trace).thinking_trace, ''),
  )
  const thoughts = [textOr(response.thinking_trace, ''), ...traces].filter((trace) => trace.trim() !== '')
  return nodeOf({
    id,
    parentId: textOrNull(response.parent_response_id) ?? above,
    role: isAsked ? 'user' : 'assistant',
    parts: [
      ...thoughtPart(thoughts.join('\n\n')),
      ...searchParts(id, response),
      ...textPart(textOr(response.message, '') || (isAsked ? textOr(response.query, '') : '')),
      ...assetsOf(response, around),
    ],
    createdAt: momentOf(response.create_time),
    model: isAsked ? undefined : response.model,
    state: textOrNull(response.error) === null ? 'complete' : 'failed',
  })
}

/** What it found on the web, as a search that it made. */
const searchParts = (id: string, response: Json): SourcePart[] => {
  const pages = listOf(response.cited_web_search_results).concat(listOf(response.web_search_results))
  const lines = pages.flatMap((page) => {
    const { title, url } = recordOf(page)
    return typeof url === 'string' ? [`${lineOf(title, 300)}\n${url}`.trim()] : []
  })
  if (lines.length === 0) return []
  return [callPart(id, 'web_search', {}), resultPart(id, [...new Set(lines)].join('\n\n'))]
}

/** Uploads lie in folders that are called by their ids; made pictures are addresses of its server. */
const assetsOf = (response: Json, { findAsset }: Around): SourcePart[] => [
  ...listOf(response.file_attachments).flatMap((file) => {
    const id = typeof file === 'string' ? file : textOr(recordOf(file).asset_id ?? recordOf(file).id, '')
    const name = lineOf(recordOf(file).file_name, 300) || id
    return id === '' ? [] : [assetPart(findAsset(id), name)]
  }),
  ...listOf(response.generated_image_urls).flatMap((address) => {
    if (typeof address !== 'string') return []
    const prompt = lineOf(response.query, 2_000)
    // The last part of the address may be the name of a file in the export.
    return [
      assetPart(findAsset(address.slice(address.lastIndexOf('/') + 1)), prompt || 'Picture', { prompt }),
    ]
  }),
]

/** An ISO date, or MongoDB's `{"$date":{"$numberLong":"…"}}`. */
const momentOf = (value: unknown): number | null => {
  const date = isRecord(value) ? value.$date : value
  const number = isRecord(date) ? Number(date.$numberLong) : date
  return momentFromEither(number) ?? momentFromEither(Number(jsonText(number)))
}
