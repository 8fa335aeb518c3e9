import type { conversations as contract } from '@shared/ipc/conversations'
import type { AsyncLibrary } from '@shared/ipc/library'
import type { Conversations } from '../../conversations/Conversations'
import type { Drafts } from '../../conversations/Drafts'
import { findInConversation } from '../../conversations/findInConversation'
import type { MessageTree } from '../../conversations/MessageTree'
import type { Organizer } from '../../conversations/Organizer'
import type { Handlers } from '../contexts'

interface Needs {
  readonly library: AsyncLibrary
  readonly conversations: Conversations
  readonly organizer: Organizer
  readonly tree: MessageTree
  readonly drafts: Drafts
}

export const conversationsHandlers = ({
  library,
  conversations,
  organizer,
  tree,
  drafts,
}: Needs): Handlers<typeof contract> => ({
  'conversations.list': (input) => library.listConversations(input),
  'conversations.watch': ({ conversationId, after }, { signal }) =>
    conversations.watch(conversationId, after, signal),
  'conversations.rename': ({ conversationId, title }) => conversations.rename(conversationId, title),
  'conversations.arrange': ({ conversationIds, change }) => organizer.arrange(conversationIds, change),
  'conversations.undo': ({ undoId }) => organizer.undo(undoId),
  'conversations.emptyTrash': () => organizer.emptyTrash(),
  'conversations.delete': ({ conversationId }) => conversations.delete(conversationId),
  'conversations.selectLeaf': ({ conversationId, leafId }) =>
    conversations.selectLeaf(conversationId, leafId),
  'conversations.setChoices': ({ conversationId, choices }) =>
    conversations.setChoices(conversationId, choices),
  'conversations.branch': ({ messageId }) => tree.branch(messageId),
  'conversations.find': (input) => findInConversation(library, input),
  'conversations.search': (input) => library.search(input),
  'messages.load': ({ ids }) => conversations.load(ids),
  'messages.saveEdit': ({ messageId, text }) => tree.saveEdit(messageId, text),
  'messages.remove': ({ messageId }) => tree.remove(messageId),
  'messages.restore': ({ undoId }) => tree.restore(undoId),
  'drafts.load': ({ conversationId }) => drafts.load(conversationId),
  'drafts.save': ({ conversationId, draft }) => drafts.save(conversationId, draft),
})
