import { conversation, question } from '../helpers'
import type { SyncDevice } from './SyncDevice'

/** What happened to messages, to be held against what is there in the end. */
export interface Account {
  /** Messages that a user took out, alone or with their conversation: they may be gone. */
  readonly deleted: Set<string>
}

/** Does something that a user could, on a device whose history is made of a few conversations. */
export const randomEdit = (
  device: SyncDevice,
  below: (count: number) => number,
  step: number,
  { deleted }: Account,
): void => {
  const { methods } = device
  const ids = device.conversationIds()
  const id = ids[below(Math.max(1, ids.length))]
  const found = id === undefined ? null : methods.getConversation({ id })
  if (!found || below(12) === 0) {
    const made = `c${step}`
    methods.addMessages({
      conversation: conversation(made, { leafId: `q${step}`, createdAt: step, updatedAt: step }),
      messages: [question(`q${step}`, `asked ${step}`, { conversationId: made, createdAt: step })],
    })
    return
  }
  const messages = device.messageIds(found.id)
  const messageId = messages[below(Math.max(1, messages.length))]
  const [folderId] = device.folderIds()
  const edits: readonly (() => void)[] = [
    () =>
      methods.addMessages({
        conversation: { ...found, leafId: `m${step}`, updatedAt: step },
        messages: [
          question(`m${step}`, `said ${step}`, {
            conversationId: found.id,
            parentId: messageId ?? null,
            createdAt: step,
          }),
        ],
      }),
    () => methods.saveConversation({ conversation: { ...found, title: `T${step}`, titleSource: 'person' } }),
    () => methods.arrangeConversations({ places: [{ id: found.id, pinnedAt: below(2) ? step : null }] }),
    () => methods.arrangeConversations({ places: [{ id: found.id, trashedAt: below(2) ? step : null }] }),
    () => methods.arrangeConversations({ places: [{ id: found.id, folderId: folderId ?? null }] }),
    () =>
      methods.saveConversation({
        conversation: { ...found, choices: { ...found.choices, model: `x${step}` } },
      }),
    () => {
      const removed = messageId === undefined ? null : methods.removeMessage({ id: messageId })
      if (!removed) return
      device.removed.push(removed)
      deleted.add(removed.message.id)
    },
    () => {
      const removed = device.removed.pop()
      if (removed && methods.getConversation({ id: removed.message.conversationId }))
        methods.restoreMessage({ removed })
    },
    () => {
      const name = `f${below(3)}`
      methods.saveFolder({ folder: { id: name, name: `F${step}`, position: below(5), createdAt: 1 } })
    },
    () => folderId !== undefined && methods.deleteFolder({ id: folderId }),
  ]
  // Most of what is done is saying something.
  if (below(3) > 0) edits[0]?.()
  else if (below(12) === 0) {
    for (const each of [...messages, ...device.removedIds()]) deleted.add(each)
    methods.deleteConversation({ id: found.id })
  } else edits[below(edits.length)]?.()
}
