import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'

/** A message node of a ChatGPT export, as little of it as a test is about. */
export interface FakeNode {
  readonly id: string
  readonly parent?: string | null
  readonly children?: readonly string[]
  readonly role?: string
  readonly name?: string
  readonly text?: string
  readonly content?: Record<string, unknown>
  readonly at?: number | null
  readonly metadata?: Record<string, unknown>
  readonly recipient?: string
  readonly status?: string
  /** A node without a message, as the root is. */
  readonly isBlank?: boolean
}

/**
 * One conversation in the shape of `conversations.json`; every node follows the one before it unless it says
 * otherwise.
 */
export const fakeConversation = (
  id: string,
  nodes: readonly FakeNode[],
  more: Record<string, unknown> = {},
): Record<string, unknown> => {
  const parents = nodes.map((node, index) =>
    node.parent === undefined ? (nodes[index - 1]?.id ?? null) : node.parent,
  )
  const mapping = Object.fromEntries(
    nodes.map((node, index) => [
      node.id,
      {
        id: node.id,
        parent: parents[index],
        children: node.children ?? nodes.filter((_, at) => parents[at] === node.id).map((child) => child.id),
        message: node.isBlank ? null : messageOf(node, index),
      },
    ]),
  )
  return {
    title: `Title of ${id}`,
    create_time: 1_700_000_000,
    update_time: 1_700_000_900.5,
    mapping,
    moderation_results: [],
    current_node: nodes.at(-1)?.id ?? null,
    conversation_id: id,
    id,
    is_archived: false,
    ...more,
  }
}

const messageOf = (node: FakeNode, index: number): Record<string, unknown> => ({
  id: node.id,
  author: {
    role: node.role ?? (index % 2 === 0 ? 'user' : 'assistant'),
    name: node.name ?? null,
    metadata: {},
  },
  create_time: node.at === undefined ? 1_700_000_000 + index : node.at,
  update_time: null,
  content: node.content ?? { content_type: 'text', parts: [node.text ?? `Text of ${node.id}`] },
  status: node.status ?? 'finished_successfully',
  end_turn: true,
  weight: 1,
  metadata: node.metadata ?? {},
  recipient: node.recipient ?? 'all',
})

/** Writes an archive of these files. */
export const writeZip = async (
  path: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  /** What kind of thing an entry says it is, for those that are no ordinary files. */
  modes: Readonly<Record<string, number>> = {},
): Promise<string> => {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) {
    const mode = modes[name]
    zip.addBuffer(Buffer.from(content as string), name, mode === undefined ? {} : { mode })
  }
  zip.end()
  const out = createWriteStream(path)
  zip.outputStream.pipe(out)
  await finished(out)
  return path
}
