import { contract } from '@shared/ipc/contract'
import { expect, test } from 'vitest'
import type { z } from 'zod'

const draft = { text: '', attachments: [] }
const options = { format: 'json', branches: 'all', reasoning: true, tools: true, costs: true }

/** Every call that is given the ids of rows, with one good id in all of its places. */
const withIds: Readonly<Record<string, (id: unknown) => unknown>> = {
  'files.missing': (id) => ({ ids: [id] }),
  'messages.load': (id) => ({ ids: [id] }),
  'assistants.reorder': (id) => ({ ids: [id] }),
  'assistants.export': (id) => ({ ids: [id] }),
  'assistants.remove': (id) => ({ id }),
  'engines.remove': (id) => ({ engineId: id }),
  'engines.models': (id) => ({ engineId: id }),
  'conversations.watch': (id) => ({ conversationId: id }),
  'conversations.arrange': (id) => ({ conversationIds: [id], change: { type: 'pin' } }),
  'conversations.list': (id) => ({ limit: 1, place: { type: 'folder', folderId: id } }),
  'conversations.selectLeaf': (id) => ({ conversationId: id, leafId: id }),
  'conversations.branch': (id) => ({ messageId: id }),
  'messages.remove': (id) => ({ messageId: id }),
  'drafts.save': (id) => ({ conversationId: id, draft }),
  'folders.delete': (id) => ({ folderId: id }),
  'costs.ofConversation': (id) => ({ conversationId: id }),
  'runs.start': (id) => ({ conversationId: id, prompt: 'x' }),
  'runs.regenerate': (id) => ({ messageId: id }),
  'runs.unqueue': (id) => ({ conversationId: id, queuedId: id }),
  'pictures.get': (id) => ({ pictureId: id }),
  'pictures.copy': (id) => ({ pictureId: id }),
  'pictures.lineage': (id) => ({ pictureId: id }),
  'gallery.shownIn': (id) => ({ pictureId: id }),
  'gallery.neighbours': (id) => ({ pictureId: id, filter: {} }),
  'speech.read': (id) => ({ messageId: id }),
  'transfer.export': (id) => ({ conversationIds: [id], options }),
}

const inputs: Readonly<Record<string, { readonly input: z.ZodType }>> = contract
const parse = (name: string, input: unknown) => inputs[name]?.input.safeParse(input) ?? { success: false }

const odd = [
  '\0',
  'a\0b',
  '\n',
  '\u001b',
  '\u0085',
  '\ud800',
  '\udc00a',
  '',
  'x'.repeat(129),
  5,
  {},
  [],
  true,
]

test.each(Object.keys(withIds))('ATK-21: %s takes no id that can name no row', (name) => {
  const make = withIds[name] ?? (() => null)
  expect(parse(name, make('a-good-1d')).success).toBe(true)
  expect(odd.filter((id) => parse(name, make(id)).success)).toEqual([])
})
