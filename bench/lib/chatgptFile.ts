import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { paragraph, sentence } from './prose'
import { between, randomFrom } from './random'

/** What a file came to. */
export interface GeneratedExport {
  readonly bytes: number
  readonly conversations: number
  /** Nodes with a message that is shown. */
  readonly messages: number
}

/**
 * Writes a `conversations.json` of about this size, newest conversation first as ChatGPT does it: branches,
 * hidden nodes, code, thoughts, and the machinery that makes a real export four times its text.
 */
export const writeChatgptFile = async (
  path: string,
  megabytes: number,
  { seed = 1, machinery = 3 }: { readonly seed?: number; readonly machinery?: number } = {},
): Promise<GeneratedExport> => {
  const random = randomFrom(seed)
  // A few texts, cut anew each time: making each would take longer than importing them.
  const texts = Array.from({ length: 200 }, () => paragraph(random, between(random, 2, 6)))
  const pick = () => texts[between(random, 0, texts.length - 1)] ?? ''
  const out = createWriteStream(path)
  const wanted = megabytes * 1024 * 1024
  let bytes = 0
  let conversations = 0
  let messages = 0
  const write = async (text: string) => {
    bytes += Buffer.byteLength(text)
    if (!out.write(text)) await once(out, 'drain')
  }
  await write('[')
  while (bytes < wanted) {
    // Most are short; a few go on for years.
    const turns = conversations % 400 === 399 ? 1_500 : between(random, 1, 12)
    const made = conversation(conversations, turns, random, pick, machineryOf(machinery))
    messages += made.messages
    await write(`${conversations > 0 ? ',\n' : ''}${made.json}`)
    conversations += 1
  }
  await write(']')
  out.end()
  await finished(out)
  return { bytes, conversations, messages }
}

const conversation = (
  number: number,
  turns: number,
  random: () => number,
  pick: () => string,
  machinery: unknown,
): { readonly json: string; readonly messages: number } => {
  const id = idOf(number, 0)
  const begun = 1_760_000_000 - number * 5_000
  const mapping: Record<string, unknown> = {}
  let count = 0
  let messages = 0
  let parent: string | null = null
  const add = (role: string, content: unknown, more: Record<string, unknown> = {}): string => {
    count += 1
    const node = idOf(number, count)
    const above = parent
    mapping[node] = {
      id: node,
      message: {
        id: node,
        author: { role, name: null, metadata: {} },
        create_time: begun + count * 7.123,
        update_time: null,
        content,
        status: 'finished_successfully',
        end_turn: true,
        weight: 1,
        metadata: {
          is_visually_hidden_from_conversation: role === 'system',
          serialization_metadata: { custom_symbol_offsets: [] },
          request_id: `${node}-request`,
          message_source: null,
          timestamp_: 'absolute',
          model_slug: role === 'assistant' ? 'gpt-5-2' : undefined,
          default_model_slug: 'auto',
          parent_id: above,
          search_result_groups: role === 'assistant' ? machinery : [],
          ...more,
        },
        recipient: 'all',
        channel: null,
      },
      parent: above,
      children: [],
    }
    if (above !== null) (mapping[above] as { children: string[] }).children.push(node)
    return node
  }
  const text = (parts: number) => ({
    content_type: 'text',
    parts: [Array.from({ length: parts }, pick).join('\n\n')],
  })
  parent = add('system', { content_type: 'text', parts: [''] })
  for (let turn = 0; turn < turns; turn += 1) {
    parent = add('user', text(1))
    const question = parent
    if (turn % 9 === 8) add('assistant', text(1))
    parent = add('assistant', {
      content_type: 'thoughts',
      thoughts: [{ summary: 'Looking into it', content: sentence(random) }],
      source_analysis_msg_id: question,
    })
    parent = add('assistant', text(between(random, 1, 4)))
    messages += 2 + (turn % 9 === 8 ? 1 : 0)
  }
  const json = JSON.stringify({
    title: sentence(random).slice(0, 60),
    create_time: begun,
    update_time: begun + count * 7.123,
    mapping,
    moderation_results: [],
    current_node: parent,
    plugin_ids: null,
    conversation_id: id,
    is_archived: false,
    default_model_slug: 'auto',
    id,
  })
  return { json, messages }
}

/** What ChatGPT keeps beside an answer and no reader sees. */
const machineryOf = (count: number) => [
  {
    type: 'search_result_group',
    domain: 'example.org',
    entries: Array.from({ length: count }, (_, index) => ({
      type: 'search_result',
      url: `https://example.org/a/page/about/something/${index}`,
      title: 'A page about "something", with \\ and \u00e9',
      snippet: 'What a search engine shows of it, which is cut off somewhere …',
      ref_id: { turn_index: 0, ref_type: 'search', ref_index: index },
    })),
  },
]

const idOf = (conversation: number, node: number): string =>
  `${conversation.toString(16).padStart(8, '0')}-0000-4000-8000-${node.toString(16).padStart(12, '0')}`
