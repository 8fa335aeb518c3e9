import type { Arrangement } from '@shared/ipc/conversations'
import { AppError } from '@shared/ipc/errors'
import type { Conversation, Folder } from '@shared/model/conversation'
import { wordsFor } from '../../common/failures/failureWords'
import { useNavigation } from '../../common/navigation/navigation'
import { client } from '../../ipc/client'
import { formatBytes, formatNumber } from '../../ui/amounts'
import { useConversations } from './conversationsStore'
import { keyOfConversation, rowsOf } from './groupByDay'
import { useList } from './listStore'
import { useSelection } from './selectionStore'
import { useUndo } from './undoStore'

const say = (count: number): string => (count === 1 ? 'Conversation' : `${formatNumber(count)} conversations`)

const folderName = (folderId: string | null): string | null =>
  useConversations.getState().folders?.find(({ id }) => id === folderId)?.name ?? null

/** What was done, in words. */
export const wordsOfChange = (change: Arrangement, count: number): string => {
  const what = say(count)
  switch (change.type) {
    case 'pin':
      return `${what} pinned`
    case 'unpin':
      return `${what} unpinned`
    case 'archive':
      return `${what} archived`
    case 'trash':
      return `${what} moved to the trash`
    case 'restore':
      return `${what} put back`
    case 'move': {
      const name = folderName(change.folderId)
      return name === null ? `${what} taken out of the folder` : `${what} moved to “${name}”`
    }
  }
}

/** Tells in the sidebar why something was not done. */
export const tellProblem = (error: unknown): void => {
  console.error('Conversations could not be put in order', error)
  useUndo.getState().warn(wordsFor(error instanceof AppError ? error.code : 'internal').title)
}

/** The library does this many between two other requests. */
const mostAtOnce = 1_000

const undoWith =
  (undoIds: readonly string[], after: () => void = () => {}) =>
  async () => {
    try {
      for (const undoId of undoIds) await client.call('conversations.undo', { undoId })
      after()
    } catch (error) {
      tellProblem(error)
    }
  }

/** The row that has the keys once these are gone from the list. */
const rowAfter = (ids: ReadonlySet<string>): string | null => {
  const { sections } = useConversations.getState()
  const shown = rowsOf(sections, [], false, Date.now())
  const isGone = (row: (typeof shown)[number]) => row.type === 'conversation' && ids.has(row.conversation.id)
  const at = shown.findIndex(isGone)
  if (at < 0) return null
  const isThere = (row: (typeof shown)[number]) => row.type === 'conversation' && !isGone(row)
  return (shown.slice(at).find(isThere) ?? shown.slice(0, at).findLast(isThere))?.key ?? null
}

/** Piece by piece, so that nothing else waits for many. */
const arrangeAll = async (
  ids: readonly string[],
  change: Arrangement,
): Promise<{ readonly undoIds: readonly string[]; readonly count: number }> => {
  const undoIds: string[] = []
  let count = 0
  for (let at = 0; at < ids.length; at += mostAtOnce) {
    const conversationIds = ids.slice(at, at + mostAtOnce)
    const done = await client.call('conversations.arrange', { conversationIds, change })
    if (done.undoId !== null) undoIds.push(done.undoId)
    count += done.count
  }
  return { undoIds, count }
}

/** Puts conversations elsewhere, and offers the way back. */
export const arrange = async (ids: readonly string[], change: Arrangement): Promise<void> => {
  if (ids.length === 0) return
  const { active } = useList.getState()
  const hadFocus = document.activeElement?.closest('.conversation-list') !== null
  const after = rowAfter(new Set(ids))
  try {
    const { undoIds, count } = await arrangeAll(ids, change)
    useSelection.getState().clear()
    const current = useNavigation.getState().conversationId
    const wasShown = change.type === 'trash' && current !== null && ids.includes(current)
    if (wasShown) useNavigation.getState().conversationGone(current)
    if (count > 0)
      useUndo.getState().tell(
        wordsOfChange(change, count),
        undoWith(undoIds, () => {
          if (wasShown && useNavigation.getState().conversationId === null)
            useNavigation.getState().openConversation(current)
        }),
      )
    // Where the row went away under the keys, its neighbour takes them.
    const isGone = ids.some((id) => keyOfConversation(id) === active) && change.type !== 'pin'
    if (hadFocus && isGone && after !== null && change.type !== 'unpin') useList.getState().focus(after)
  } catch (error) {
    tellProblem(error)
  }
}

export const createFolder = async (name: string): Promise<Folder | null> => {
  try {
    return await client.call('folders.create', { name })
  } catch (error) {
    tellProblem(error)
    return null
  }
}

export const renameFolder = async (folderId: string, name: string): Promise<void> => {
  await client.call('folders.rename', { folderId, name }).catch(tellProblem)
}

/** What is in it stays. */
export const deleteFolder = async ({ id, name }: Folder): Promise<void> => {
  try {
    const { undoId } = await client.call('folders.delete', { folderId: id })
    useUndo.getState().tell(`Folder “${name}” deleted`, undoWith([undoId]))
  } catch (error) {
    tellProblem(error)
  }
}

const tellFreed = (count: number, freedBytes: number): void =>
  useUndo.getState().tell(`${say(count)} deleted for ever: ${formatBytes(freedBytes)} given back`)

/** Out of the trash, for ever. */
export const deleteForEver = async (ids: readonly string[]): Promise<void> => {
  let count = 0
  let freedBytes = 0
  try {
    for (const conversationId of ids) {
      freedBytes += (await client.call('conversations.delete', { conversationId })).freedBytes
      count += 1
    }
    useSelection.getState().clear()
    tellFreed(count, freedBytes)
  } catch (error) {
    tellProblem(error)
  }
}

export const emptyTrash = async (): Promise<void> => {
  try {
    const { count, freedBytes } = await client.call('conversations.emptyTrash', {})
    useSelection.getState().clear()
    if (count === 0) useUndo.getState().tell('The trash is empty')
    else tellFreed(count, freedBytes)
  } catch (error) {
    tellProblem(error)
  }
}

/** What a conversation's pin, archive and trash verbs do to it as it is now. */
export const oppositeOf = (
  verb: 'pin' | 'archive',
  conversation: Pick<Conversation, 'pinnedAt' | 'archivedAt'>,
): Arrangement => {
  if (verb === 'pin') return { type: conversation.pinnedAt === undefined ? 'pin' : 'unpin' }
  return { type: conversation.archivedAt === undefined ? 'archive' : 'restore' }
}
